//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where the API is for everybody.
pub const API: &str = "https://api.cognitive.microsofttranslator.com";

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The resource's region; none for a global resource.
    #[serde(default)]
    pub region: Option<String>,
    /// Where the API is.
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
        broken([
            (
                self.region.as_deref().is_none_or(is_region),
                "region is one word of letters and digits, such as westeurope",
            ),
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is https://.., without ?, # or braces",
            ),
        ])
    }
}

fn is_region(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_one_word() {
        let problems = |region: Option<&str>, base_url: &str| {
            let settings = Settings {
                region: region.map(str::to_owned),
                base_url: base_url.to_owned(),
            };
            settings.problems().len()
        };
        assert_eq!(problems(None, API), 0);
        assert_eq!(problems(Some("westeurope"), API), 0);
        assert_eq!(problems(Some("West Europe"), API), 1);
        assert_eq!(problems(Some(""), "x"), 2);
    }
}
