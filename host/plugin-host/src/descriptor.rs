//! What a component says of itself and asks for, checked.

use crate::{
    bindings::plugin,
    compiled::Compiled,
    load::{LoadError, Stage},
    secret::SecretUse,
};

/// Bytes of a descriptor's texts.
const ID_BYTES: usize = 64;
const TEXT_BYTES: usize = 200;
const PURPOSE_BYTES: usize = 500;
const SCHEMA_BYTES: usize = 64 << 10;
/// Entries of a descriptor's lists.
const LIST_MAX: usize = 32;

/// The kinds of plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A medium over which contacts and agents exchange messages.
    Channel,
    /// A connector to a customer system.
    Crm,
    /// A connector to a translation service.
    Translator,
    /// Somebody who answers before, or instead of, a person.
    Bot,
}

impl Kind {
    /// The contract's word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Crm => "crm",
            Self::Translator => "translator",
            Self::Bot => "bot",
        }
    }

    /// The table of the operator's TOML that plugins of this kind stand in.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Crm | Self::Translator | Self::Bot => "connector",
        }
    }
}

/// A secret that a component asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretAsk {
    /// Its name: 1 to 64 of `a-z 0-9 _`.
    pub name: String,
    /// For the operator: what it is and where it is found.
    pub purpose: String,
    /// What the component would have done with it.
    pub uses: Vec<SecretUse>,
    /// Whether it cannot work without.
    pub required: bool,
}

/// What a component says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What it is.
    pub kind: Kind,
    /// Its id, the same over versions: 1 to 64 of `a-z 0-9 -`.
    pub id: String,
    /// Its own version.
    pub version: String,
    /// What an operator sees.
    pub title: String,
    /// JSON Schema of its settings.
    pub settings_schema: String,
    /// Secrets it asks for.
    pub secrets: Vec<SecretAsk>,
    /// Hosts it asks for: patterns, or `{key}` for the host of the URL in that setting.
    pub hosts: Vec<String>,
    /// Whether it asks to keep values.
    pub kv: bool,
    /// What it can do, by open names.
    pub features: Vec<String>,
}

impl Descriptor {
    /// Checks what came from the component.
    pub(crate) fn check(told: plugin::Descriptor, compiled: &Compiled) -> Result<Self, LoadError> {
        let error = |reason: &str| Err(LoadError::new(Stage::Describe, reason));
        let kind = Kind::from(told.kind);
        if !compiled.exports_of().any(|exported| exported == kind) {
            let kind = kind.name();
            return error(&format!(
                "it says that it is a {kind}, but exports no {kind}"
            ));
        }
        let id_fits = (1..=ID_BYTES).contains(&told.id.len())
            && told
                .id
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !id_fits {
            return error("its id is not 1 to 64 of the characters a-z, 0-9 and '-'");
        }
        if !is_line(&told.version, TEXT_BYTES) || !is_line(&told.title, TEXT_BYTES) {
            return error("its version or title is empty, too long or not one line");
        }
        let lists = [&told.hosts, &told.features];
        if lists
            .iter()
            .any(|list| list.len() > LIST_MAX || !list.iter().all(|s| is_line(s, TEXT_BYTES)))
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
            kind,
            id: told.id,
            version: told.version,
            title: told.title,
            settings_schema: told.settings_schema,
            secrets: secrets(told.secrets)?,
            hosts: told.hosts,
            kv: told.kv,
            features: told.features,
        })
    }
}

fn secrets(told: Vec<plugin::SecretNeed>) -> Result<Vec<SecretAsk>, LoadError> {
    let error = |reason: &str| LoadError::new(Stage::Describe, reason);
    if told.len() > LIST_MAX {
        return Err(error("it asks for too many secrets"));
    }
    let mut asks: Vec<SecretAsk> = Vec::with_capacity(told.len());
    for need in told {
        let name_fits = (1..=ID_BYTES).contains(&need.name.len())
            && need
                .name
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if !name_fits || asks.iter().any(|other| other.name == need.name) {
            return Err(error(
                "a secret's name is not 1 to 64 of the characters a-z, 0-9 and '_', or occurs twice",
            ));
        }
        if !is_line(&need.purpose, PURPOSE_BYTES) || need.uses.is_empty() {
            return Err(error("a secret has no purpose or no use"));
        }
        let mut uses: Vec<_> = need.uses.into_iter().map(SecretUse::from).collect();
        uses.sort_unstable();
        uses.dedup();
        asks.push(SecretAsk {
            name: need.name,
            purpose: need.purpose,
            uses,
            required: need.required,
        });
    }
    Ok(asks)
}

fn is_line(text: &str, bytes_max: usize) -> bool {
    (1..=bytes_max).contains(&text.len()) && !text.chars().any(char::is_control)
}

impl From<plugin::Kind> for Kind {
    fn from(kind: plugin::Kind) -> Self {
        match kind {
            plugin::Kind::Channel => Self::Channel,
            plugin::Kind::Crm => Self::Crm,
            plugin::Kind::Translator => Self::Translator,
            plugin::Kind::Bot => Self::Bot,
        }
    }
}

impl From<plugin::SecretUse> for SecretUse {
    fn from(told: plugin::SecretUse) -> Self {
        match told {
            plugin::SecretUse::Send => Self::Send,
            plugin::SecretUse::Verify => Self::Verify,
            plugin::SecretUse::Hmac => Self::Hmac,
        }
    }
}
