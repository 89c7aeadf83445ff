//! Zendesk Support: users, tickets and comments over its API, version 2.
//!
//! [`people`] finds and saves users, [`tickets`] opens, continues and solves tickets. What a refusal means
//! is in [`refusal`].

pub mod api;
pub mod people;
pub mod refusal;
pub mod settings;
pub mod tickets;

use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Plugin, SecretUse,
    crm::{CaseNote, Lookup, People, Person, Reference},
};

use crate::{api::Api, settings::Settings};

/// The secret that requests are sent with.
pub const TOKEN: &str = "token";

/// The component.
#[derive(Debug)]
pub struct Zendesk;

impl Plugin for Zendesk {
    fn describe() -> Descriptor {
        Descriptor::crm("zendesk", env!("CARGO_PKG_VERSION"), "Zendesk")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret(
                TOKEN,
                &[SecretUse::Send],
                "An API token: Admin Center, Apps and integrations, APIs, with `agent` set to whose it is. Without \
                 `agent` an OAuth access token.",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(Settings::problems)
    }
}

impl Crm for Zendesk {
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

frontdesk_plugin::export_crm!(Zendesk);
