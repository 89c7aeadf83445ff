//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where LINE's API is.
pub const API: &str = "https://api.line.me";
/// Where LINE keeps files.
pub const DATA: &str = "https://api-data.line.me";

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the API is.
    #[serde(default = "api")]
    pub base_url: String,
    /// Where files are.
    #[serde(default = "data")]
    pub data_url: String,
}

fn api() -> String {
    API.to_owned()
}

fn data() -> String {
    DATA.to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let urls = [("base_url", &self.base_url), ("data_url", &self.data_url)];
        broken(urls.map(|(name, url)| {
            let is_right = is_address(url, &['?', '#']);
            (is_right, format!("{name} is https://.., without ? or #"))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let settings = |base_url: &str, data_url: &str| Settings {
            base_url: base_url.to_owned(),
            data_url: data_url.to_owned(),
        };
        assert!(
            settings(API, "http://127.0.0.1:8080/x")
                .problems()
                .is_empty()
        );
        assert_eq!(settings("api.line.me", "https://a/?x").problems().len(), 2);
    }
}
