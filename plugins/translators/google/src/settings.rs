//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where the API is.
pub const API: &str = "https://translation.googleapis.com";

/// Which of the two.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// Basic, with a key.
    #[default]
    V2,
    /// Advanced, with a token.
    V3,
}

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Which API.
    #[serde(default)]
    pub api: Api,
    /// The project that version 3 is asked in the name of.
    #[serde(default)]
    pub project: String,
    /// Where version 3 works on the texts.
    #[serde(default = "location")]
    pub location: String,
    /// Where the API is.
    #[serde(default = "base_url")]
    pub base_url: String,
}

fn location() -> String {
    "global".to_owned()
}

fn base_url() -> String {
    API.to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let needs_project = self.api == Api::V3 || !self.project.is_empty();
        broken([
            (
                !needs_project || is_plain(&self.project),
                "version 3 needs project: the project's id or number",
            ),
            (
                is_plain(&self.location),
                "location is global, or a region such as europe-west1",
            ),
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is https://.., without ?, # or braces",
            ),
        ])
    }

    /// The API's address without its last `/`.
    pub fn base(&self) -> &str {
        self.base_url.trim_end_matches('/')
    }
}

/// What stands in a path as it is.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-:.".contains(&byte);
    (1..=100).contains(&text.len()) && text.bytes().all(is_plain) && !text.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(api: Api, project: &str, location: &str, base_url: &str) -> usize {
        let settings = Settings {
            api,
            project: project.to_owned(),
            location: location.to_owned(),
            base_url: base_url.to_owned(),
        };
        settings.problems().len()
    }

    #[test]
    fn version_3_needs_a_project() {
        assert_eq!(problems(Api::V2, "", "global", API), 0);
        assert_eq!(problems(Api::V3, "", "global", API), 1);
        assert_eq!(
            problems(Api::V3, "example.com:desk-1", "europe-west1", API),
            0
        );
    }

    #[test]
    fn nothing_leads_out_of_the_path() {
        for odd in ["a/b", "..", "a?b", "a%2Fb", "a b", "{x}"] {
            assert_eq!(problems(Api::V3, odd, "global", API), 1, "{odd}");
            assert_eq!(problems(Api::V2, odd, odd, "x"), 3, "{odd}");
        }
    }
}
