//! The operator's settings: `settings.schema.json` says the same to the gateway.

use std::collections::BTreeMap;

use frontdesk_crm_shared::setting::is_field;
use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The account's own address.
    pub base_url: String,
    /// The agent whose API token it is; none: the secret is an OAuth access token.
    #[serde(default)]
    pub agent: Option<String>,
    /// Fields of users, by their keys, that agents see and may change.
    #[serde(default)]
    pub user_fields: Vec<String>,
    /// The user's field that holds an account number; none: the external id.
    #[serde(default)]
    pub account_field: Option<String>,
    /// Fields of users by the channel whose addresses they hold.
    #[serde(default)]
    pub handles: BTreeMap<String, String>,
    /// Fields of tickets, by name of a conversation's field: the number that Zendesk has for each.
    #[serde(default)]
    pub ticket_fields: BTreeMap<String, u64>,
    /// What each ticket is tagged with.
    #[serde(default = "tags")]
    pub tags: Vec<String>,
    /// Whether the requester sees the conversation, and is mailed it.
    #[serde(default)]
    pub public: bool,
    /// The status of a closed case.
    #[serde(default)]
    pub closed_status: ClosedStatus,
}

/// How a case is closed.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ClosedStatus {
    /// It may be opened again, and Zendesk closes it after some days.
    #[default]
    Solved,
    /// Nobody changes it any more.
    Closed,
}

impl ClosedStatus {
    /// As Zendesk calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }
}

fn tags() -> Vec<String> {
    vec!["frontdesk".to_owned()]
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let own = self.user_fields.iter().chain(&self.account_field);
        let is_tag = |tag: &String| {
            let is_sign = |c: char| c.is_alphanumeric() || "_-/".contains(c);
            !tag.is_empty() && tag.chars().all(is_sign)
        };
        let is_agent = |agent: &String| agent.contains('@') && !agent.contains([':', '/', ' ']);
        broken([
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is the account's address, such as https://acme.zendesk.com",
            ),
            (
                self.agent.iter().all(is_agent),
                "agent is the e-mail of the agent whose API token it is, without /token",
            ),
            (
                own.clone().all(|key| is_key(key)),
                "user_fields and account_field are keys of user fields, such as plan",
            ),
            (
                self.handles.values().all(|key| is_key(key)),
                "handles are keys of user fields by channel, such as { whatsapp = \"whatsapp_id\" }",
            ),
            (
                self.tags.iter().all(is_tag),
                "tags are words without spaces",
            ),
        ])
    }
}

fn is_key(key: &str) -> bool {
    is_field(key) && !key.contains('.')
}
