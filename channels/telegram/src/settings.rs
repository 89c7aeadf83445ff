//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where the Bot API is.
pub const API: &str = "https://api.telegram.org";

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The bot's number. Updates are counted for each bot alone, so it is part of an event's name.
    pub bot_id: String,
    /// Where the Bot API is.
    #[serde(default = "api")]
    pub base_url: String,
}

fn api() -> String {
    API.to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let is_number = (1..=20).contains(&self.bot_id.len())
            && self.bot_id.bytes().all(|byte| byte.is_ascii_digit());
        broken([
            (
                is_number,
                "bot_id is the number before the colon in the bot's token, and never the token itself",
            ),
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is https://.., without ?, # or braces",
            ),
        ])
    }

    /// The address of a method of the Bot API. The host puts the token where its name stands.
    pub fn method(&self, name: &str) -> String {
        format!("{}/bot{{bot_token}}/{name}", self.base())
    }

    /// The address that files are below.
    pub fn files(&self) -> String {
        format!("{}/file/bot{{bot_token}}", self.base())
    }

    fn base(&self) -> &str {
        self.base_url.trim_end_matches('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(bot_id: &str, base_url: &str) -> Settings {
        Settings {
            bot_id: bot_id.to_owned(),
            base_url: base_url.to_owned(),
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        assert!(settings("110201543", API).problems().is_empty());
        assert_eq!(settings("110201543:AAHdqT", "api").problems().len(), 2);
        for url in [
            "https://",
            "https:///x",
            "https://a b",
            "https://a/?x",
            "https://a/{bot_token}",
        ] {
            assert_eq!(settings("1", url).problems().len(), 1, "{url}");
        }
    }

    #[test]
    fn the_tokens_place_is_in_the_path() {
        let settings = settings("1", "https://a.example:8081/");
        assert_eq!(
            settings.method("getFile"),
            "https://a.example:8081/bot{bot_token}/getFile"
        );
        assert_eq!(
            settings.files(),
            "https://a.example:8081/file/bot{bot_token}"
        );
    }
}
