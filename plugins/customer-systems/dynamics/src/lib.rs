//! Dynamics 365: contacts, cases and notes over the Dataverse Web API (`OData` 4).
//!
//! [`filter`] writes conditions, [`people`] finds contacts, [`saving`] saves them, [`cases`] opens, continues and resolves
//! cases. What a refusal means is in [`refusal`].

pub mod api;
pub mod cases;
pub mod filter;
pub mod people;
pub mod refusal;
pub mod saving;
pub mod settings;

use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Plugin, SecretUse,
    crm::{CaseNote, Lookup, People, Person, Reference},
};

use crate::{api::Api, settings::Settings};

/// The secret that requests are sent with.
pub const TOKEN: &str = "access_token";

/// The component.
#[derive(Debug)]
pub struct Dynamics;

impl Plugin for Dynamics {
    fn describe() -> Descriptor {
        Descriptor::crm("dynamics", env!("CARGO_PKG_VERSION"), "Dynamics 365")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret(
                TOKEN,
                &[SecretUse::Send],
                "An access token of an app in Microsoft Entra. With `renew` the gateway gets it: the secret is then \
                 the app's client secret (client_credentials).",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Crm for Dynamics {
    fn find(what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
        people::find(&Api::new()?, what, cursor, cx)
    }

    fn save_person(person: &Person, cx: &mut Cx) -> Result<Person, Error> {
        saving::save(&Api::new()?, person, cx)
    }

    fn open_case(note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
        cases::open(&Api::new()?, note, cx)
    }

    fn append(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        cases::append(&Api::new()?, id, note, cx)
    }

    fn close_case(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        cases::close(&Api::new()?, id, note, cx)
    }
}

frontdesk_plugin::export_crm!(Dynamics);
