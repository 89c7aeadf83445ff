//! `HubSpot`: contacts, tickets and notes over its CRM API, version 3.
//!
//! [`search`] writes searches, [`people`] reads and saves contacts, [`tickets`] opens, continues and closes
//! tickets. What a refusal means is in [`refusal`].

pub mod api;
pub mod people;
pub mod refusal;
pub mod search;
pub mod settings;
pub mod tickets;

use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Plugin, SecretUse,
    crm::{CaseNote, Lookup, People, Person, Reference},
};

use crate::{api::Api, settings::Settings};

/// The secret that requests are sent with.
pub const TOKEN: &str = "access_token";

/// The component.
#[derive(Debug)]
pub struct HubSpot;

impl Plugin for HubSpot {
    fn describe() -> Descriptor {
        Descriptor::crm("hubspot", env!("CARGO_PKG_VERSION"), "HubSpot")
            .settings(include_str!("settings.schema.json"))
            .host_unless_set(settings::HOST, "base_url")
            .secret(
                TOKEN,
                &[SecretUse::Send],
                "The access token of a private app: Settings, Integrations, Private Apps. Of a public app the \
                 refresh token, with `renew`.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Crm for HubSpot {
    fn find(what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
        people::find(&Api::new()?, what, cursor, cx)
    }

    fn save_person(person: &Person, cx: &mut Cx) -> Result<Person, Error> {
        people::save(&Api::new()?, person, cx)
    }

    fn open_case(note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
        tickets::open(&Api::new()?, note, cx)
    }

    fn append(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        tickets::append(&Api::new()?, id, note, cx)
    }

    fn close_case(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        tickets::close(&Api::new()?, id, note, cx)
    }
}

frontdesk_plugin::export_crm!(HubSpot);
