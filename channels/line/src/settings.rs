//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::Error;
use serde::Deserialize;

/// Where LINE's API is.
const API: &str = "https://api.line.me";
/// Where LINE keeps files.
const DATA: &str = "https://api-data.line.me";

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

/// The hosts that `describe` asks for. Where others stand in for LINE's, those need not be granted.
pub fn host_asks() -> [&'static str; 2] {
    #[derive(Default, Deserialize)]
    struct Stand {
        base_url: Option<String>,
        data_url: Option<String>,
    }
    let stand = frontdesk_plugin::settings::<Stand>().unwrap_or_default();
    let ask = |is_set: bool, key, own| if is_set { key } else { own };
    [
        ask(stand.base_url.is_some(), "{base_url}", API),
        ask(stand.data_url.is_some(), "{data_url}", DATA),
    ]
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let urls = [("base_url", &self.base_url), ("data_url", &self.data_url)];
        urls.into_iter()
            .filter(|(_, url)| !is_address(url))
            .map(|(name, _)| Error::misconfigured(format!("{name} is https://.., without ? or #")))
            .collect()
    }
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let has_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    has_host
        && !text.contains(|c: char| matches!(c, '?' | '#') || c.is_whitespace() || c.is_control())
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
