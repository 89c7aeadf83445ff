//! Salesforce: contacts and cases over its REST API.
//!
//! People are found by SOQL, numbers and words by SOSL ([`query`] writes both); [`people`] reads and saves
//! contacts, [`cases`] opens, continues and closes cases. What a refusal means is in [`refusal`].

pub mod api;
pub mod cases;
pub mod people;
pub mod query;
pub mod refusal;
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
pub struct Salesforce;

impl Plugin for Salesforce {
    fn describe() -> Descriptor {
        Descriptor::crm("salesforce", env!("CARGO_PKG_VERSION"), "Salesforce")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret(
                TOKEN,
                &[SecretUse::Send],
                "An access token of a connected app. With `renew` the gateway gets it: the secret is then the \
                 app's consumer secret (client_credentials) or its private key (jwt_bearer).",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Crm for Salesforce {
    fn find(what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
        people::find(&Api::new()?, what, cursor, cx)
    }

    fn save_person(person: &Person, cx: &mut Cx) -> Result<Person, Error> {
        people::save(&Api::new()?, person, cx)
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

frontdesk_plugin::export_crm!(Salesforce);
