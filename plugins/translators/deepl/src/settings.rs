//! The operator's settings: `settings.schema.json` says the same to the gateway.

use frontdesk_plugin::{
    Error,
    settings::{self, broken, is_address},
};
use serde::Deserialize;

/// Where free accounts are served.
pub const FREE: &str = "https://api-free.deepl.com";
/// Where paid ones are.
pub const PRO: &str = "https://api.deepl.com";

/// The kind of account: each has a host of its own, and the other one refuses its key.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// The key ends in `:fx`.
    Free,
    /// It does not.
    Pro,
}

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The kind of account.
    pub plan: Plan,
    /// Where the API is, if it is not the plan's own host.
    #[serde(default)]
    base_url: Option<String>,
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        broken([(
            is_address(self.base_url(), &['?', '#', '{', '}']),
            "base_url is https://.., without ?, # or braces",
        )])
    }

    /// Where the API is.
    pub fn base_url(&self) -> &str {
        match (&self.base_url, self.plan) {
            (Some(base_url), _) => base_url,
            (None, Plan::Free) => FREE,
            (None, Plan::Pro) => PRO,
        }
    }
}

/// The hosts that requests go to, as far as the settings tell by now.
pub fn hosts() -> Vec<&'static str> {
    if settings::text("base_url").is_some() {
        return vec!["{base_url}"];
    }
    match settings::text("plan").as_deref() {
        Some("free") => vec![FREE],
        Some("pro") => vec![PRO],
        Some(_) | None => vec![FREE, PRO],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plan_has_its_host() {
        let base_url = |plan, base_url: Option<&str>| {
            let base_url = base_url.map(str::to_owned);
            Settings { plan, base_url }.base_url().to_owned()
        };
        assert_eq!(base_url(Plan::Free, None), FREE);
        assert_eq!(base_url(Plan::Pro, None), PRO);
        assert_eq!(
            base_url(Plan::Pro, Some("http://127.0.0.1:1")),
            "http://127.0.0.1:1"
        );
    }
}
