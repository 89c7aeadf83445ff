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
    /// The environment's own address.
    pub base_url: String,
    /// The version of the API.
    #[serde(default = "version")]
    pub version: String,
    /// Columns of a contact that agents see and may change.
    #[serde(default)]
    pub contact_columns: Vec<String>,
    /// Columns of a case that are taken from a conversation's fields.
    #[serde(default)]
    pub case_columns: Vec<String>,
    /// The contact's column that holds an account number; none: the number of the contact's account.
    #[serde(default)]
    pub account_column: Option<String>,
    /// Columns of a contact by the channel whose addresses they hold.
    #[serde(default)]
    pub handles: BTreeMap<String, String>,
    /// The number of the reason with which a case is resolved.
    #[serde(default = "resolved")]
    pub resolved_status: u32,
}

fn version() -> String {
    "v9.2".to_owned()
}

/// *Problem Solved*, of every environment.
const fn resolved() -> u32 {
    5
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let all = |names: &[String]| names.iter().all(|name| is_column(name));
        broken([
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is the environment's address, such as https://acme.crm4.dynamics.com",
            ),
            (
                is_version(&self.version),
                "version is the API's, such as v9.2",
            ),
            (
                all(&self.contact_columns),
                "contact_columns are logical names of a contact's columns, such as jobtitle",
            ),
            (
                all(&self.case_columns),
                "case_columns are logical names of a case's columns, such as new_topic",
            ),
            (
                self.account_column.as_deref().is_none_or(is_column),
                "account_column is the logical name of a contact's column",
            ),
            (
                self.handles.values().all(|name| is_column(name)),
                "handles are columns of a contact by channel, such as { whatsapp = \"new_whatsapp\" }",
            ),
        ])
    }
}

fn is_column(name: &str) -> bool {
    is_field(name) && !name.contains('.')
}

fn is_version(text: &str) -> bool {
    let Some((major, minor)) = text.strip_prefix('v').and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    [major, minor]
        .iter()
        .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}
