//! The operator's settings: `settings.schema.json` says the same to the gateway.

use std::collections::BTreeMap;

use frontdesk_plugin::{
    Error, host,
    settings::{broken, is_address},
};
use serde::Deserialize;
use serde_json::Value;

/// The operator's settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the server is.
    pub base_url: String,
    /// Whether a proxy in front of it wants a token.
    #[serde(default)]
    pub with_token: bool,
    /// Whether a language may be reached over others.
    #[serde(default)]
    pub chain: bool,
    /// The server's codes where they are not the usual ones, by language tag.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let is_code = |code: &String| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            !code.is_empty() && code.bytes().all(is_plain)
        };
        broken([
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is https://.., without ?, # or braces",
            ),
            (
                self.codes.values().all(is_code),
                "a code is letters, digits and _, such as por_BR",
            ),
        ])
    }
}

/// Whether a token is wanted, whatever the other settings are.
pub fn with_token() -> bool {
    let settings: Value = serde_json::from_str(&host::settings()).unwrap_or_default();
    settings.get("with_token").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let problems = |text: &str| {
            let settings: Settings = serde_json::from_str(text).unwrap();
            settings.problems().len()
        };
        assert_eq!(
            problems(r#"{"base_url":"http://127.0.0.1:2737","codes":{"pt-BR":"por_BR"}}"#),
            0
        );
        assert_eq!(
            problems(r#"{"base_url":"127.0.0.1:2737","codes":{"pt":"a|b"}}"#),
            2
        );
    }
}
