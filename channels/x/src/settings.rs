//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where X's API is.
pub const API: &str = "https://api.x.com";
/// Where pictures of films are; they need no secret.
pub const PICTURES: &str = "https://pbs.twimg.com";
/// Where films are; they need no secret.
pub const FILMS: &str = "https://video.twimg.com";
/// Characters of one message, unless the operator sets fewer.
pub const TEXT_MAX: u32 = 10_000;
/// The longest time between two messages.
const PACE_MS_MAX: u32 = 600_000;

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The account's number.
    pub user_id: String,
    /// Characters of one message, counted in UTF-16 units.
    #[serde(default = "text_max")]
    pub text_max: u32,
    /// How long two messages are apart, in milliseconds.
    #[serde(default)]
    pub pace_ms: u32,
    /// Where the API is.
    #[serde(default = "api")]
    pub base_url: String,
}

fn api() -> String {
    API.to_owned()
}

const fn text_max() -> u32 {
    TEXT_MAX
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
                is_user(&self.user_id),
                "user_id is the account's number, not its name: GET /2/users/me",
            ),
            (
                (140..=TEXT_MAX).contains(&self.text_max),
                "text_max is 140 to 10000",
            ),
            (self.pace_ms <= PACE_MS_MAX, "pace_ms is at most 600000"),
            (
                is_address(&self.base_url, &['?', '#']),
                "base_url is https://.., without ? or #",
            ),
        ])
    }
}

/// Whether a text is the number of an account.
pub fn is_user(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let right = Settings {
            user_id: "4337869213".to_owned(),
            text_max: TEXT_MAX,
            pace_ms: 60_000,
            base_url: "http://127.0.0.1:8080/x".to_owned(),
        };
        assert!(right.problems().is_empty());
        let wrong = Settings {
            user_id: "@us".to_owned(),
            text_max: 139,
            pace_ms: PACE_MS_MAX + 1,
            base_url: "api.x.com".to_owned(),
        };
        assert_eq!(wrong.problems().len(), 4);
        for url in [
            "https://",
            "https:///x",
            "https://a b",
            "https://a/?x",
            "https://a/#x",
        ] {
            assert!(!is_address(url, &['?', '#']), "{url}");
        }
    }
}
