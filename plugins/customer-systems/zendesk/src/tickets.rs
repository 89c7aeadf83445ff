//! Tickets and their comments.

use frontdesk_crm_shared::{
    once,
    person::{cut, put, text_at},
    refusal as shared,
    transcript::{Form, write},
};
use frontdesk_plugin::{
    Cx, Error, Request, Response,
    crm::{CaseNote, Reference},
    http::Failure,
    told::Told,
    types,
};
use serde_json::{Map, Value, json};

use crate::{
    api::{Api, NAME, is_id},
    refusal,
};

/// Bytes of a comment, of which Zendesk takes 65 535.
const COMMENT_BYTES: usize = 60_000;
/// Bytes of a subject.
const SUBJECT_BYTES: usize = 150;
/// How many of the last comments are looked through for that of an earlier try.
const LOOKED_THROUGH: &str = "50";

/// Opens a ticket. Zendesk knows the key of an earlier try for two hours, and answers the same; after that
/// the reference is the ticket's external id, by which people find it.
pub fn open(api: &Api, note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
    let settings = &api.settings;
    let mut ticket = Map::new();
    let subject = cut(&note.subject, SUBJECT_BYTES);
    put(&mut ticket, "subject", Some(subject));
    ticket.insert("comment".to_owned(), comment(api, note, cx));
    let requester = note.person.as_deref().map(requester).transpose()?;
    put(&mut ticket, "requester_id", requester);
    let reference = Some(cx.reference()).filter(|reference| !reference.is_empty());
    put(&mut ticket, "external_id", reference);
    put(&mut ticket, "tags", Some(settings.tags.clone()));
    put_ticket_fields(api, &mut ticket, note);
    let mut request =
        Request::post(api.url(&["tickets.json"])).json(&json!({ "ticket": ticket }))?;
    if let Some(reference) = reference {
        request = request.idempotency(reference);
    }
    let opened = match cx.try_fetch(api.signed(request))? {
        Ok(response) => response.json::<Value>()?.get("ticket").cloned(),
        Err(Failure::Status(response)) if refusal::is_idempotency(&response) => {
            opened_before(api, &response, cx)?
        }
        Err(failure) => return Err(shared::of(&failure, NAME, refusal::of)),
    };
    let id = Told::from(&opened.unwrap_or_default()).at("id").id();
    let id = id.ok_or_else(|| shared::odd(NAME))?;
    let url = api.page("tickets", &id);
    Ok(Reference { id, url })
}

/// The same key came with another text: the conversation went on between two tries. The ticket of the first
/// is the one.
fn opened_before(api: &Api, refused: &Response, cx: &mut Cx) -> Result<Option<Value>, Error> {
    let request = Request::get(api.url(&["tickets.json"])).query("external_id", cx.reference());
    let found: Value = api.fetch(request, cx)?.json()?;
    let tickets = found.get("tickets").and_then(Value::as_array);
    let first = tickets.and_then(|tickets| tickets.first()).cloned();
    let status = refused.status;
    let error = || {
        Error::busy(
            format!("{NAME} answered {status}: the ticket is still being made"),
            None,
        )
    };
    first.map(Some).ok_or_else(error)
}

/// A number, as Zendesk has it: not one of a person's words.
fn requester(id: &str) -> Result<u64, Error> {
    let number = id.parse().ok().filter(|_| is_id(id));
    number.ok_or_else(|| shared::gone(NAME))
}

fn comment(api: &Api, note: &CaseNote, cx: &Cx) -> Value {
    let told: Vec<String> = api.settings.ticket_fields.keys().cloned().collect();
    let text = write(note, &told, Form::Plain, cx.reference(), COMMENT_BYTES);
    json!({ "body": text, "public": api.settings.public })
}

fn put_ticket_fields(api: &Api, ticket: &mut Map<String, Value>, note: &CaseNote) {
    let value = |(name, id): (&String, &u64)| {
        let value = types::find(&note.fields, name)?;
        Some(json!({ "id": id, "value": value }))
    };
    let fields: Vec<Value> = api
        .settings
        .ticket_fields
        .iter()
        .filter_map(value)
        .collect();
    put(
        ticket,
        "custom_fields",
        Some(fields).filter(|fields| !fields.is_empty()),
    );
}

/// Adds what was said to a ticket, unless an earlier try has.
pub fn append(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    change(api, id, note, None, cx)
}

/// Adds what was said and closes the ticket, in one request.
pub fn close(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    change(api, id, note, Some(api.settings.closed_status.name()), cx)
}

fn change(
    api: &Api,
    id: &str,
    note: &CaseNote,
    status: Option<&str>,
    cx: &mut Cx,
) -> Result<(), Error> {
    let url = api.record_url("tickets", id)?;
    // One request does both, so the comment of an earlier try says that its status is set too.
    if is_there(api, id, cx)? {
        return Ok(());
    }
    let mut ticket = Map::new();
    ticket.insert("comment".to_owned(), comment(api, note, cx));
    put(&mut ticket, "status", status);
    put_ticket_fields(api, &mut ticket, note);
    let request = Request::put(url).json(&json!({ "ticket": ticket }))?;
    api.fetch(request, cx).map(drop)
}

/// Whether one of the last comments is that of an earlier try, whose answer was lost.
fn is_there(api: &Api, id: &str, cx: &mut Cx) -> Result<bool, Error> {
    let Some(mark) = once::mark(cx.reference()) else {
        return Ok(false);
    };
    let request = Request::get(api.url(&["tickets", id, "comments.json"]));
    let request = request
        .query("sort_order", "desc")
        .query("per_page", LOOKED_THROUGH);
    let found: Value = api.fetch(request, cx)?.json()?;
    let comments = found.get("comments").and_then(Value::as_array);
    let mut texts = comments
        .into_iter()
        .flatten()
        .filter_map(|comment| text_at(comment, "plain_body").or_else(|| text_at(comment, "body")));
    Ok(texts.any(|text| once::is_marked(&text, &mark)))
}
