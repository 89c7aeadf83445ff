//! Fixtures: one case of a component's work, as a JSON file.

use std::{fs, path::Path};

use frontdesk_plugin::http::Exchange;
use serde_json::{Map, Value};

use crate::read;

const KEYS: [&str; 11] = [
    "about",
    "settings",
    "secrets",
    "values",
    "now",
    "reference",
    "op",
    "exchanges",
    "expect",
    "valid",
    "copes",
];

/// One case.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The file's name.
    pub name: String,
    /// The operator's settings.
    pub settings: Map<String, Value>,
    /// Secrets the operator granted, by name.
    pub secrets: Map<String, Value>,
    /// Values the component has stored before.
    pub values: Map<String, Value>,
    /// The time, in milliseconds since 1970.
    pub now: f64,
    /// The host's name for the operation.
    pub reference: String,
    /// The operation: an object with its name as the only key. None: only the settings are checked.
    pub op: Option<(String, Value)>,
    /// What the provider is asked and answers, in order.
    pub exchanges: Vec<Recorded>,
    /// What comes of it.
    pub expect: Value,
    /// Whether the settings are usable.
    pub valid: bool,
    /// Whether the component has another way when a request fails, instead of ending in an error.
    pub copes: bool,
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What is known of the request; what is not named is not compared.
    pub request: Value,
    /// The answer.
    pub exchange: Exchange,
}

impl Fixture {
    /// Every fixture of a folder, by name.
    pub(crate) fn load_folder(folder: &Path) -> Result<Vec<Self>, String> {
        let at = |error: std::io::Error| format!("{}: {error}", folder.display());
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(at)? {
            let path = entry.map_err(at)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                paths.push(path);
            }
        }
        paths.sort();
        if paths.is_empty() {
            return Err(format!("{}: there is no *.json", folder.display()));
        }
        paths.iter().map(|path| Self::load(path)).collect()
    }

    /// Reads one file.
    ///
    /// # Errors
    /// If it cannot be read, is no JSON, or has a key that is none.
    pub fn load(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        let value: Value =
            serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        Self::read(&name, &value).map_err(|problem| format!("{name}: {problem}"))
    }

    fn read(name: &str, value: &Value) -> Result<Self, String> {
        let object = value.as_object().ok_or("a fixture is an object")?;
        if let Some(unknown) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!(
                "{unknown:?} is no key of a fixture: {}",
                KEYS.join(", ")
            ));
        }
        let table = |key: &str| object.get(key).and_then(Value::as_object).cloned();
        let exchanges = match object.get("exchanges") {
            None => Vec::new(),
            Some(list) => read::list(list, recorded)?,
        };
        Ok(Self {
            name: name.to_owned(),
            settings: table("settings").unwrap_or_default(),
            secrets: table("secrets").unwrap_or_default(),
            values: table("values").unwrap_or_default(),
            now: object
                .get("now")
                .and_then(Value::as_f64)
                .unwrap_or_default(),
            reference: read::optional_text(value, "reference")?.unwrap_or_else(|| "ref-1".into()),
            op: object.get("op").map(read::variant).transpose()?,
            exchanges,
            expect: object.get("expect").cloned().unwrap_or(Value::Null),
            valid: object.get("valid").and_then(Value::as_bool).unwrap_or(true),
            copes: object
                .get("copes")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
        })
    }
}

fn recorded(value: &Value) -> Result<Recorded, String> {
    Ok(Recorded {
        request: value.get("request").cloned().unwrap_or(Value::Null),
        exchange: read::exchange(value)?,
    })
}
