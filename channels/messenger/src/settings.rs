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
    /// The page that people write to.
    pub page_id: String,
    /// The app that sends: by it the echoes of the gateway's own messages are known.
    pub app_id: String,
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

fn graph() -> String {
    api::GRAPH.to_owned()
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
                api::is_number_id(&self.page_id),
                "page_id is the page's id, digits only: the page, About, Page transparency",
            ),
            (
                api::is_number_id(&self.app_id),
                "app_id is the app's id, digits only: Meta App Dashboard, App settings, Basic",
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
        assert_eq!(Settings::default().problems().len(), 4);
        let settings = Settings {
            page_id: "1234567890".to_owned(),
            app_id: "1517776481860111".to_owned(),
            human_agent: true,
            base_url: graph(),
            api_version: api::default_version(),
        };
        assert_eq!(settings.problems(), []);
    }
}
