//! The operator's settings: `settings.schema.json` says the same to the gateway.

use std::collections::BTreeMap;

use frontdesk_crm_shared::setting::{are_fields, is_field};
use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where a conversation is written when its case is there already.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Transcript {
    /// A comment of the case.
    #[default]
    Comment,
    /// A completed task of the case, which also stands in the contact's timeline.
    Task,
}

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The org's own address, *My Domain*.
    pub base_url: String,
    /// The version of the API.
    #[serde(default = "version")]
    pub version: String,
    /// Fields of a contact that agents see and, those of its own, may change.
    #[serde(default)]
    pub contact_fields: Vec<String>,
    /// Fields of a case that are taken from a conversation's.
    #[serde(default)]
    pub case_fields: Vec<String>,
    /// Where an account number is.
    #[serde(default = "account_field")]
    pub account_field: String,
    /// Fields of a contact by the channel whose addresses they hold.
    #[serde(default)]
    pub handles: BTreeMap<String, String>,
    /// The external id of contacts that holds the gateway's reference.
    #[serde(default)]
    pub contact_external_id: Option<String>,
    /// The same of cases.
    #[serde(default)]
    pub case_external_id: Option<String>,
    /// The status that a new case has, if it is not the org's own.
    #[serde(default)]
    pub new_status: Option<String>,
    /// The status of a closed case.
    #[serde(default = "closed_status")]
    pub closed_status: String,
    /// `Origin` of a new case.
    #[serde(default)]
    pub origin: Option<String>,
    /// Where a conversation is written.
    #[serde(default)]
    pub transcript: Transcript,
}

fn version() -> String {
    "v62.0".to_owned()
}

fn account_field() -> String {
    "Account.AccountNumber".to_owned()
}

fn closed_status() -> String {
    "Closed".to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let external = |id: &Option<String>| id.as_deref().is_none_or(is_own);
        broken([
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is the org's own address, such as https://acme.my.salesforce.com",
            ),
            (
                is_version(&self.version),
                "version is the API's, such as v62.0",
            ),
            (
                are_fields(&self.contact_fields),
                "contact_fields are names of a contact's fields, such as Plan__c or Account.Name",
            ),
            (
                self.case_fields.iter().all(|name| is_own(name)),
                "case_fields are names of a case's own fields, such as Priority",
            ),
            (
                is_field(&self.account_field),
                "account_field is a field's name, such as Account.AccountNumber",
            ),
            (
                self.handles.values().all(|name| is_own(name)),
                "handles are fields of a contact by channel, such as { whatsapp = \"WhatsApp__c\" }",
            ),
            (
                external(&self.contact_external_id) && external(&self.case_external_id),
                "contact_external_id and case_external_id are a field's name, such as Frontdesk__c",
            ),
        ])
    }
}

/// A field of the record itself, not of one that it leads to.
fn is_own(name: &str) -> bool {
    is_field(name) && !name.contains('.')
}

fn is_version(text: &str) -> bool {
    let number = text
        .strip_prefix('v')
        .and_then(|rest| rest.strip_suffix(".0"));
    number.is_some_and(|number| {
        (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}
