//! A connector to a small customer system over REST. `../fixtures` shows what goes over the wire;
//! `../javascript-crm` and `../python-crm` are the same connector.

mod api;
mod transcript;

use api::{CaseBody, CaseFound, NoteBody, Page, PersonFound, Settings};
use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Plugin, Request, SecretUse,
    crm::{CaseNote, Lookup, People, Person, Reference},
    http::join,
    settings, settings_problems,
};

/// The component.
#[derive(Debug)]
pub struct ExampleCrm;

impl Plugin for ExampleCrm {
    fn describe() -> Descriptor {
        Descriptor::crm("example-crm", env!("CARGO_PKG_VERSION"), "Example CRM")
            .settings(include_str!("settings.schema.json"))
            .host("{base_url}")
            .secret(
                "token",
                &[SecretUse::Send],
                "An API token: Settings, Integrations, New token",
            )
    }

    fn validate() -> Result<(), Vec<Error>> {
        settings_problems::<Settings>()
    }
}

impl Crm for ExampleCrm {
    fn find(what: &Lookup, cursor: Option<&str>, cx: &mut Cx) -> Result<People, Error> {
        let (key, value) = match what {
            Lookup::Id(id) => return by_id(id, cx),
            Lookup::Email(email) => ("email", email),
            Lookup::Phone(phone) => ("phone", phone),
            Lookup::AccountNumber(number) => ("account", number),
            Lookup::Text(text) => ("q", text),
            Lookup::Handle(_) => return Err(Error::unsupported("it knows no chat addresses")),
        };
        let mut request = Request::get(url(&["people"])?).query(key, value);
        if let Some(cursor) = cursor {
            request = request.query("cursor", cursor);
        }
        let page: Page = cx.fetch(request.bearer("token"))?.json()?;
        Ok(People {
            items: page.items.into_iter().map(Person::from).collect(),
            next: page.next,
        })
    }

    fn save_person(person: &Person, cx: &mut Cx) -> Result<Person, Error> {
        let request = match &person.id {
            None => Request::post(url(&["people"])?).idempotency(cx.reference()),
            Some(id) => Request::put(url(&["people", id])?),
        };
        let request = request.json(&api::person_body(person))?.bearer("token");
        let saved: PersonFound = cx.fetch(request)?.json()?;
        Ok(saved.into())
    }

    fn open_case(note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
        let body = CaseBody {
            person_id: note.person.as_deref(),
            subject: &note.subject,
            queue: &note.queue,
            agent: note.agent.as_deref(),
            text: transcript::write(&note.transcript),
        };
        let request = Request::post(url(&["cases"])?).json(&body)?;
        let request = request.bearer("token").idempotency(cx.reference());
        let opened: CaseFound = cx.fetch(request)?.json()?;
        Ok(Reference {
            id: opened.id,
            url: opened.url,
        })
    }

    fn append(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        let body = NoteBody {
            text: transcript::write(&note.transcript),
        };
        let request = Request::post(url(&["cases", id, "notes"])?).json(&body)?;
        cx.fetch(request.bearer("token").idempotency(cx.reference()))
            .map(drop)
    }

    fn close_case(id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
        Self::append(id, note, cx)?;
        let request = Request::patch(url(&["cases", id])?).json(&api::CLOSED)?;
        cx.fetch(request.bearer("token")).map(drop)
    }
}

/// Nobody of this id is an answer, not a failure.
fn by_id(id: &str, cx: &mut Cx) -> Result<People, Error> {
    let request = Request::get(url(&["people", id])?)
        .bearer("token")
        .accept(404);
    let response = cx.fetch(request)?;
    if response.status == 404 {
        return Ok(People::all(Vec::new()));
    }
    Ok(People::all(vec![response.json::<PersonFound>()?.into()]))
}

fn url(segments: &[&str]) -> Result<String, Error> {
    Ok(join(&settings::<Settings>()?.base_url, segments))
}

frontdesk_plugin::export_crm!(ExampleCrm);
