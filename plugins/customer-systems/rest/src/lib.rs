//! Any customer system with a REST API, described by the operator: what is asked is a template, what is
//! answered is found by `JSONPath` (RFC 9535).
//!
//! A [`template`] is parsed before anything is put into it, so that a value never becomes a part of a path, a
//! parameter or a field; [`call`] makes requests of templates, [`values`] is what they may name, [`answer`]
//! reads people. [`people`] and [`cases`] are the operations.

pub mod answer;
pub mod call;
pub mod cases;
pub mod people;
pub mod problems;
pub mod settings;
pub mod template;
pub mod values;

use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Plugin, SecretUse,
    crm::{CaseNote, Lookup, People, Person, Reference},
};

use crate::settings::Settings;

/// The secret that requests are sent with, however `auth` says.
pub const TOKEN: &str = "token";

/// The component.
#[derive(Debug)]
pub struct Rest;

impl Plugin for Rest {
    fn describe() -> Descriptor {
        Descriptor::crm("rest", env!("CARGO_PKG_VERSION"), "REST API")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .optional_secret(
                TOKEN,
                &[SecretUse::Send],
                "What requests are signed in with: a token, a password or a key, as `auth` says. With `renew` the \
                 gateway gets it (OAuth 2.0).",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        frontdesk_plugin::settings::validate(problems::of)
    }
}

impl Crm for Rest {
    fn find(what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
        people::find(&Settings::read()?, what, cursor, cx)
    }

    fn save_person(person: &Person, cx: &mut Cx) -> Result<Person, Error> {
        people::save(&Settings::read()?, person, cx)
    }

    fn open_case(note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
        cases::open(&Settings::read()?, note, cx)
    }

    fn append(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        cases::append(&Settings::read()?, id, note, cx)
    }

    fn close_case(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        cases::close(&Settings::read()?, id, note, cx)
    }
}

frontdesk_plugin::export_crm!(Rest);
