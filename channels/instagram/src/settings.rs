//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_channel_meta::api;
use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// The operator's settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The professional account that people write to.
    pub account_id: String,
    /// The app that sends: by it the echoes of the gateway's own messages are known.
    #[serde(default)]
    pub app_id: Option<String>,
    /// The page that the account is linked to, where messages are sent through it.
    #[serde(default)]
    pub page_id: Option<String>,
    /// Whether our reference goes along with a message, to come back in its echo.
    #[serde(default = "yes")]
    pub sends_reference: bool,
    /// Whether agents may answer for seven days, which Meta grants to an app.
    #[serde(default)]
    pub human_agent: bool,
    /// Where the API is.
    #[serde(default = "graph")]
    pub base_url: String,
    /// Its version.
    #[serde(default = "api::default_version")]
    pub api_version: String,
}

/// Where Instagram's API is.
pub const INSTAGRAM: &str = "https://graph.instagram.com";

fn graph() -> String {
    INSTAGRAM.to_owned()
}

const fn yes() -> bool {
    true
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let is_id = |id: &Option<String>| id.as_deref().is_none_or(api::is_number_id);
        broken([
            (
                api::is_number_id(&self.account_id),
                "account_id is the professional account's id, digits only: Meta App Dashboard, Instagram, \
                 API setup",
            ),
            (
                is_id(&self.app_id),
                "app_id is the app's id, digits only: Meta App Dashboard, App settings, Basic",
            ),
            (
                is_id(&self.page_id),
                "page_id is the linked page's id, digits only, or not set",
            ),
            (
                is_address(&self.base_url, &['#']),
                "base_url is https://.., without a #",
            ),
            (
                api::is_version(&self.api_version),
                "api_version is a version of the Graph API such as v23.0",
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let wrong = Settings {
            app_id: Some("our app".to_owned()),
            page_id: Some(String::new()),
            ..Settings::default()
        };
        assert_eq!(wrong.problems().len(), 5);
        let settings = Settings {
            account_id: "17841400000000000".to_owned(),
            base_url: graph(),
            api_version: api::default_version(),
            ..Settings::default()
        };
        assert_eq!(settings.problems(), []);
    }
}
