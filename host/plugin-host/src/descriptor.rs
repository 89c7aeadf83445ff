//! What a component says of itself, checked.

use crate::{
    bindings::plugin,
    load::{LoadError, Stage},
};

/// Bytes of a descriptor's texts.
const ID_BYTES: usize = 64;
const TEXT_BYTES: usize = 200;
const SCHEMA_BYTES: usize = 64 << 10;
/// Entries of a descriptor's lists.
const LIST_MAX: usize = 32;

/// What a component says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Its id, the same over versions: 1 to 64 of `a-z 0-9 -`.
    pub id: String,
    /// Its own version.
    pub version: String,
    /// What an operator sees.
    pub title: String,
    /// JSON Schema of its settings.
    pub settings_schema: String,
    /// Hosts it wants to send requests to.
    pub hosts: Vec<String>,
    /// What it can do, by open names.
    pub features: Vec<String>,
}

impl Descriptor {
    /// Checks what came from the component.
    pub(crate) fn check(told: plugin::Descriptor) -> Result<Self, LoadError> {
        let error = |reason: &str| Err(LoadError::new(Stage::Describe, reason));
        let id_fits = (1..=ID_BYTES).contains(&told.id.len())
            && told
                .id
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !id_fits {
            return error("its id is not 1 to 64 of the characters a-z, 0-9 and '-'");
        }
        if !is_line(&told.version) || !is_line(&told.title) {
            return error("its version or title is empty, too long or not one line");
        }
        let lists = [&told.hosts, &told.features];
        if lists
            .iter()
            .any(|list| list.len() > LIST_MAX || !list.iter().all(|s| is_line(s)))
        {
            return error("its hosts or features are too many or not names");
        }
        let schema_fits = told.settings_schema.len() <= SCHEMA_BYTES
            && matches!(
                serde_json::from_str(&told.settings_schema),
                Ok(serde_json::Value::Object(_)),
            );
        if !schema_fits {
            return error("its settings schema is not a JSON object");
        }
        Ok(Self {
            id: told.id,
            version: told.version,
            title: told.title,
            settings_schema: told.settings_schema,
            hosts: told.hosts,
            features: told.features,
        })
    }

    /// Nothing can be granted, so a component that wants a host cannot work.
    pub(crate) fn check_grants(&self) -> Result<(), LoadError> {
        if self.hosts.is_empty() {
            return Ok(());
        }
        let wanted = self.hosts.join(", ");
        Err(LoadError::new(
            Stage::Grants,
            format!("it wants hosts that are not granted: {wanted}"),
        ))
    }
}

fn is_line(text: &str) -> bool {
    (1..=TEXT_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
}
