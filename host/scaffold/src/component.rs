//! From a core module to a component.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;
use wit_component::ComponentEncoder;

/// Why a module did not become a component.
#[derive(Debug, Error)]
pub enum ComponentError {
    /// A file could not be read or written.
    #[error("{}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The module is not one that the SDK's macros made.
    #[error(
        "{} holds no component: does the crate name its type to an export macro? {reason}",
        path.display()
    )]
    Encode {
        /// The module.
        path: PathBuf,
        /// What the encoder says.
        reason: String,
    },
}

/// Wraps a core module with its component types, as `cargo build --target wasm32-unknown-unknown` makes it,
/// into a component. Writes beside the place and renames, so that nobody reads half a file.
pub fn wrap(module: &Path, component: &Path) -> Result<(), ComponentError> {
    let file = |path: &Path, source| ComponentError::File {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::read(module).map_err(|source| file(module, source))?;
    let encoded = ComponentEncoder::default()
        .validate(true)
        .module(&bytes)
        .and_then(ComponentEncoder::encode)
        .map_err(|error| ComponentError::Encode {
            path: module.to_owned(),
            reason: format!("{error:#}"),
        })?;
    if let Some(folder) = component.parent() {
        fs::create_dir_all(folder).map_err(|source| file(folder, source))?;
    }
    let half = component.with_extension("wasm.half");
    fs::write(&half, encoded).map_err(|source| file(&half, source))?;
    fs::rename(&half, component).map_err(|source| file(component, source))
}
