//! Loading: every stage with its own error.

use std::{fmt, fs, io, path::PathBuf};

use crate::settings::{SettingsProblem, check_settings};

/// Where a component comes from.
#[derive(Clone, Debug)]
pub enum ComponentSource {
    /// A `.wasm` file.
    Path(PathBuf),
    /// Its bytes.
    Bytes(Vec<u8>),
}

/// Why a component was not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("component not loaded: {stage}: {reason}")]
pub struct LoadError {
    /// How far it came.
    pub stage: Stage,
    /// What is wrong, for the operator.
    pub reason: String,
    /// At [`Stage::Settings`]: the same, by setting.
    pub settings: Vec<SettingsProblem>,
}

impl LoadError {
    pub(crate) fn new(stage: Stage, reason: impl Into<String>) -> Self {
        Self {
            stage,
            reason: reason.into(),
            settings: Vec::new(),
        }
    }

    /// Settings that do not fit the schema.
    pub(crate) fn settings(problems: Vec<SettingsProblem>) -> Self {
        let reason: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Self {
            settings: problems,
            ..Self::new(Stage::Settings, reason.join("; "))
        }
    }
}

/// The stages of loading, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The file is there and of an acceptable size.
    Read,
    /// The settings are a JSON object, and one that fits the component's schema.
    Settings,
    /// The bytes are a WebAssembly component.
    Format,
    /// They compile.
    Compile,
    /// It imports only what it may.
    Imports,
    /// It exports `plugin` and what a plugin of some kind must.
    World,
    /// `describe` answers within its limits, and sensibly.
    Describe,
    /// It wants only what is granted.
    Grants,
    /// `validate` accepts the settings.
    Validate,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "reading the file",
            Self::Settings => "checking its settings",
            Self::Format => "recognising a component",
            Self::Compile => "compiling",
            Self::Imports => "checking its imports",
            Self::World => "checking its exports",
            Self::Describe => "asking it to describe itself",
            Self::Grants => "checking its grants",
            Self::Validate => "asking it to validate its settings",
        })
    }
}

/// Whether the bytes begin as a component does: a core module has another layer field.
pub(crate) fn check_format(wasm: &[u8]) -> Result<(), LoadError> {
    let error = |reason: &str| Err(LoadError::new(Stage::Format, reason));
    match wasm.first_chunk::<8>() {
        Some([0, b'a', b's', b'm', _, _, 1, 0]) => Ok(()),
        Some([0, b'a', b's', b'm', ..]) => error(
            "it is a core WebAssembly module, not a component: wrap it with `cargo xtask plugins`",
        ),
        Some(_) => error("it is not WebAssembly"),
        None => error("it is too short to be WebAssembly"),
    }
}

/// The settings as an object's text.
pub(crate) fn settings(json: &str) -> Result<String, LoadError> {
    if json.trim().is_empty() {
        return Ok("{}".to_owned());
    }
    match serde_json::from_str(json) {
        Ok(serde_json::Value::Object(_)) => Ok(json.to_owned()),
        Ok(_) => Err(LoadError::new(Stage::Settings, "they are not an object")),
        Err(error) => Err(LoadError::new(Stage::Settings, error.to_string())),
    }
}

/// Whether the settings fit the component's own schema.
pub(crate) fn check_schema(schema: &str, settings: &str) -> Result<(), LoadError> {
    let problems = check_settings(schema, settings)
        .map_err(|error| LoadError::new(Stage::Describe, error.to_string()))?;
    if problems.is_empty() {
        Ok(())
    } else {
        Err(LoadError::settings(problems))
    }
}

/// The component's bytes.
pub(crate) fn read(source: ComponentSource, bytes_max: usize) -> Result<Vec<u8>, LoadError> {
    let too_large = || LoadError::new(Stage::Read, format!("it is larger than {bytes_max} bytes"));
    let bytes = match source {
        ComponentSource::Bytes(bytes) => bytes,
        ComponentSource::Path(path) => {
            let error = |error: io::Error| {
                LoadError::new(Stage::Read, format!("{}: {error}", path.display()))
            };
            let len = fs::metadata(&path).map_err(error)?.len();
            if usize::try_from(len).map_or(true, |len| len > bytes_max) {
                return Err(too_large());
            }
            fs::read(&path).map_err(error)?
        }
    };
    if bytes.len() > bytes_max {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}
