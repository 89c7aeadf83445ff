//! The system's own words.

use frontdesk_plugin::{Field, crm::Person};
use serde::{Deserialize, Serialize};

/// The operator's settings: `settings.schema.json` says the same to the gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) base_url: String,
}

#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) items: Vec<PersonFound>,
    pub(crate) next: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct PersonFound {
    id: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    account: Option<String>,
    plan: Option<String>,
    url: Option<String>,
}

impl From<PersonFound> for Person {
    fn from(found: PersonFound) -> Self {
        Self {
            name: found.name,
            emails: found.email.into_iter().collect(),
            phones: found.phone.into_iter().collect(),
            account_number: found.account,
            url: found.url,
            fields: found
                .plan
                .map(|plan| Field::new("plan", plan))
                .into_iter()
                .collect(),
            ..Self::of(found.id)
        }
    }
}

#[derive(Serialize)]
pub(crate) struct PersonBody<'a> {
    name: Option<&'a str>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    account: Option<&'a str>,
}

pub(crate) fn person_body(person: &Person) -> PersonBody<'_> {
    PersonBody {
        name: person.name.as_deref(),
        email: person.emails.first().map(String::as_str),
        phone: person.phones.first().map(String::as_str),
        account: person.account_number.as_deref(),
    }
}

#[derive(Serialize)]
pub(crate) struct CaseBody<'a> {
    pub(crate) person_id: Option<&'a str>,
    pub(crate) subject: &'a str,
    pub(crate) queue: &'a str,
    pub(crate) agent: Option<&'a str>,
    pub(crate) text: String,
}

#[derive(Deserialize)]
pub(crate) struct CaseFound {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct NoteBody {
    pub(crate) text: String,
}

#[derive(Serialize)]
pub(crate) struct CaseState {
    status: &'static str,
}

pub(crate) const CLOSED: CaseState = CaseState { status: "closed" };
