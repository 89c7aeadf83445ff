//! {{title}}: a connector to a customer system. `tests/*.json` shows what goes over the wire.

use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    crm::{CaseNote, Lookup, People, Person, Reference},
    http::join,
    settings, settings_problems,
};
use serde::{Deserialize, Serialize};

/// The component.
#[derive(Debug)]
pub struct Component;

/// The operator's settings: `settings.schema.json` says the same to the gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    base_url: String,
}

impl Plugin for Component {
    fn describe() -> Descriptor {
        Descriptor::crm("{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret("token", &[SecretUse::Send], "An API token")
    }

    fn validate() -> Result<(), Vec<Error>> {
        settings_problems::<Settings>()
    }
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    id: String,
    name: Option<String>,
    email: Option<String>,
}

#[derive(Serialize)]
struct Case<'a> {
    person: Option<&'a str>,
    subject: &'a str,
    text: String,
}

#[derive(Deserialize)]
struct Opened {
    id: String,
    url: Option<String>,
}

impl Crm for Component {
    fn find(what: &Lookup, _cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
        let (key, value) = match what {
            Lookup::Email(email) => ("email", email),
            Lookup::Phone(phone) => ("phone", phone),
            Lookup::Text(text) => ("q", text),
            Lookup::Id(_) | Lookup::Handle(_) | Lookup::AccountNumber(_) => {
                return Err(Error::unsupported("people are found by e-mail, phone and text"));
            }
        };
        let request = Request::get(url("people")?).query(key, value).bearer("token");
        let page: Page = cx.fetch(request)?.json()?;
        let person = |found: Found| Person {
            name: found.name,
            emails: found.email.into_iter().collect(),
            ..Person::of(found.id)
        };
        Ok(People::all(page.items.into_iter().map(person).collect()))
    }

    fn open_case(note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
        let line = |turn: &frontdesk_plugin::crm::Turn| {
            format!("{}: {}", turn.name.as_deref().unwrap_or("?"), turn.text)
        };
        let case = Case {
            person: note.person.as_deref(),
            subject: &note.subject,
            text: note.transcript.iter().map(line).collect::<Vec<_>>().join("\n"),
        };
        // The key lets the system recognise a case that it has opened already.
        let request = Request::post(url("cases")?).json(&case)?.idempotency(cx.reference());
        let opened: Opened = cx.fetch(request.bearer("token"))?.json()?;
        Ok(Reference { id: opened.id, url: opened.url })
    }
}

fn url(path: &str) -> Result<String, Error> {
    Ok(join(&settings::<Settings>()?.base_url, &[path]))
}

frontdesk_plugin::export_crm!(Component);
