//! The operator's settings: `settings.schema.json` says the same to the gateway.

use std::collections::BTreeMap;

use frontdesk_plugin::{
    Error, host,
    settings::{broken, is_address},
};
use serde::Deserialize;
use serde_json::Value;

/// Texts of one job with a key: each is a request, or more if it has more lines than one.
const JOB_TEXTS_KEYED: u32 = 16;
/// The most that a setting may say.
const TEXTS_MAX: u32 = 1_000;
const CHARS_MAX: u32 = 100_000;

/// The operator's settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the server is.
    pub base_url: String,
    /// Whether it wants a key.
    #[serde(default)]
    pub with_key: bool,
    /// Texts of one request.
    #[serde(default = "max_texts")]
    pub max_texts: u32,
    /// Characters of one request.
    #[serde(default = "max_chars")]
    pub max_chars: u32,
    /// The server's codes where they are not the usual ones, by language tag.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

const fn max_texts() -> u32 {
    20
}

const fn max_chars() -> u32 {
    2_000
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        broken([
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is https://.., without ?, # or braces",
            ),
            (
                (1..=TEXTS_MAX).contains(&self.max_texts),
                "max_texts is 1 to 1000",
            ),
            (
                (1..=CHARS_MAX).contains(&self.max_chars),
                "max_chars is 1 to 100000",
            ),
        ])
    }

    /// Texts of one job.
    pub fn job_texts(&self) -> u32 {
        if self.with_key {
            JOB_TEXTS_KEYED
        } else {
            self.max_texts.max(1)
        }
    }
}

/// Whether the server wants a key, whatever the other settings are.
pub fn with_key() -> bool {
    let settings: Value = serde_json::from_str(&host::settings()).unwrap_or_default();
    settings.get("with_key").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let settings = |text: &str| serde_json::from_str::<Settings>(text).unwrap();
        let usual = settings(r#"{"base_url":"http://127.0.0.1:5000"}"#);
        assert!(usual.problems().is_empty());
        assert_eq!(
            (usual.max_texts, usual.max_chars, usual.job_texts()),
            (20, 2_000, 20)
        );
        let odd = settings(r#"{"base_url":"x","max_texts":0,"max_chars":100001}"#);
        assert_eq!(odd.problems().len(), 3);
    }
}
