//! The operator's settings: `settings.schema.json` says the same to the gateway.

use std::collections::BTreeMap;

use frontdesk_crm_shared::setting::is_field;
use frontdesk_plugin::{
    Error,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Where the API is.
pub const HOST: &str = "https://api.hubapi.com";

/// The operator's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the API is, if it is not `HubSpot`'s own host.
    #[serde(default = "host")]
    pub base_url: String,
    /// The account's number, for links.
    #[serde(default)]
    pub portal: Option<u64>,
    /// Properties of a contact that agents see and may change.
    #[serde(default)]
    pub contact_properties: Vec<String>,
    /// Properties of a ticket that are taken from a conversation's fields.
    #[serde(default)]
    pub ticket_properties: Vec<String>,
    /// The contact's property that holds an account number.
    #[serde(default)]
    pub account_property: Option<String>,
    /// Properties of a contact by the channel whose addresses they hold.
    #[serde(default)]
    pub handles: BTreeMap<String, String>,
    /// The unique property of tickets that holds the gateway's reference.
    #[serde(default)]
    pub reference_property: Option<String>,
    /// The pipeline of tickets.
    #[serde(default = "pipeline")]
    pub pipeline: String,
    /// Its stage for new ones.
    #[serde(default = "open_stage")]
    pub open_stage: String,
    /// Its stage for closed ones.
    #[serde(default = "closed_stage")]
    pub closed_stage: String,
}

fn host() -> String {
    HOST.to_owned()
}

fn pipeline() -> String {
    "0".to_owned()
}

fn open_stage() -> String {
    "1".to_owned()
}

fn closed_stage() -> String {
    "4".to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let one = |name: &Option<String>| name.as_deref().is_none_or(is_property);
        broken([
            (
                is_address(&self.base_url, &['?', '#', '{', '}']),
                "base_url is https://.., without ?, # or braces",
            ),
            (
                self.contact_properties.iter().all(|name| is_property(name)),
                "contact_properties are internal names of a contact's properties, such as lifecyclestage",
            ),
            (
                self.ticket_properties.iter().all(|name| is_property(name)),
                "ticket_properties are internal names of a ticket's properties, such as hs_ticket_priority",
            ),
            (
                one(&self.account_property) && one(&self.reference_property),
                "account_property and reference_property are a property's internal name",
            ),
            (
                self.handles.values().all(|name| is_property(name)),
                "handles are properties of a contact by channel, such as { whatsapp = \"hs_whatsapp_phone_number\" }",
            ),
        ])
    }
}

fn is_property(name: &str) -> bool {
    is_field(name) && !name.contains('.')
}
