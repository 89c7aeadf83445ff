//! What every component says about itself.

use crate::{Error, settings};

pub use crate::bindings::plugin::exports::frontdesk::plugin::plugin::{
    Descriptor, Kind, SecretNeed, SecretUse,
};

/// What every component implements: who it is, and whether its settings are usable.
pub trait Plugin {
    /// Who the component is and what it asks for. Pure: the same answer every time.
    fn describe() -> Descriptor;

    /// Whether [`settings`](crate::settings()) are usable; every problem at once.
    /// [`settings_problems`](crate::settings_problems) is the usual body, or
    /// [`settings::validate`](crate::settings::validate).
    fn validate() -> Result<(), Vec<Error>> {
        Ok(())
    }
}

impl Descriptor {
    /// A component of this kind that asks for nothing; `id` is 1 to 64 of `a-z 0-9 -`.
    pub fn new(kind: Kind, id: &str, version: &str, title: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            version: version.to_owned(),
            title: title.to_owned(),
            settings_schema: r#"{"type":"object","additionalProperties":false}"#.to_owned(),
            secrets: Vec::new(),
            hosts: Vec::new(),
            kv: false,
            features: Vec::new(),
        }
    }

    /// A channel that asks for nothing.
    pub fn channel(id: &str, version: &str, title: &str) -> Self {
        Self::new(Kind::Channel, id, version, title)
    }

    /// A customer system that asks for nothing.
    pub fn crm(id: &str, version: &str, title: &str) -> Self {
        Self::new(Kind::Crm, id, version, title)
    }

    /// A translation service that asks for nothing.
    pub fn translator(id: &str, version: &str, title: &str) -> Self {
        Self::new(Kind::Translator, id, version, title)
    }

    /// A bot that asks for nothing.
    pub fn bot(id: &str, version: &str, title: &str) -> Self {
        Self::new(Kind::Bot, id, version, title)
    }

    /// The JSON Schema (2020-12) of the settings, usually a file beside the code:
    /// `include_str!("settings.schema.json")`.
    #[must_use]
    pub fn settings(mut self, schema: &str) -> Self {
        schema.clone_into(&mut self.settings_schema);
        self
    }

    /// A host that requests go to: `https://api.example.com`, `https://*.example.com`, or `{key}` for
    /// the host of the URL in that setting.
    #[must_use]
    pub fn host(mut self, pattern: &str) -> Self {
        self.hosts.push(pattern.to_owned());
        self
    }

    /// The host of the URL in the setting `key` where that is set, else this one: where another stands in
    /// for the provider, the provider itself need not be granted.
    #[must_use]
    pub fn host_unless_set(self, pattern: &str, key: &str) -> Self {
        match settings::text(key) {
            Some(_) => self.host(&["{", key, "}"].concat()),
            None => self.host(pattern),
        }
    }

    /// A secret it cannot do without. `purpose` tells the operator what it is and where it is found.
    #[must_use]
    pub fn secret(mut self, name: &str, uses: &[SecretUse], purpose: &str) -> Self {
        self.secrets.push(SecretNeed {
            name: name.to_owned(),
            purpose: purpose.to_owned(),
            uses: uses.to_vec(),
            required: true,
        });
        self
    }

    /// A secret it can do without.
    #[must_use]
    pub fn optional_secret(mut self, name: &str, uses: &[SecretUse], purpose: &str) -> Self {
        self = self.secret(name, uses, purpose);
        if let Some(need) = self.secrets.last_mut() {
            need.required = false;
        }
        self
    }

    /// It keeps values in [`kv`](crate::kv).
    #[must_use]
    pub fn keeps_values(mut self) -> Self {
        self.kv = true;
        self
    }

    /// One of the features the contract lists: `typing`, `read`, `start`.
    #[must_use]
    pub fn feature(mut self, name: &str) -> Self {
        self.features.push(name.to_owned());
        self
    }
}
