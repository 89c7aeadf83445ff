//! Tickets and their notes.

use frontdesk_crm_shared::{
    once,
    person::{cut, put, put_fields, text_at},
    refusal as shared,
    transcript::{Form, escaped, write},
};
use frontdesk_plugin::{
    Cx, Error, Request,
    crm::{CaseNote, Reference},
    host,
    told::Told,
};
use serde_json::{Map, Value, json};

use crate::api::{Api, NAME, is_id};

/// What kinds of records are tied by: ticket to contact, note to ticket.
const TICKET_TO_CONTACT: u32 = 16;
const NOTE_TO_TICKET: u32 = 228;
/// Bytes of a ticket's and of a note's text.
const TEXT_BYTES: usize = 60_000;
/// Bytes of a subject.
const SUBJECT_BYTES: usize = 255;
/// How many of a ticket's notes are looked through for that of an earlier try.
const LOOKED_THROUGH: usize = 100;

/// Opens a ticket. With a property for the reference an earlier try's is found; it is read by its unique
/// value, which does not lag behind as the search does.
pub fn open(api: &Api, note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
    if let Some(found) = opened_before(api, cx)? {
        return Ok(reference(api, found));
    }
    let settings = &api.settings;
    let text = write(
        note,
        &settings.ticket_properties,
        Form::Plain,
        cx.reference(),
        TEXT_BYTES,
    );
    let mut told = Map::new();
    put(
        &mut told,
        "subject",
        Some(cut(&note.subject, SUBJECT_BYTES)),
    );
    put(&mut told, "content", Some(text));
    put(&mut told, "hs_pipeline", Some(settings.pipeline.as_str()));
    put(
        &mut told,
        "hs_pipeline_stage",
        Some(settings.open_stage.as_str()),
    );
    put_fields(&mut told, &note.fields, &settings.ticket_properties);
    if let Some(property) = &settings.reference_property {
        put(&mut told, property, Some(cx.reference()));
    }
    let ties = note
        .person
        .iter()
        .map(|person| tie(person, TICKET_TO_CONTACT));
    let body = json!({ "properties": told, "associations": ties.collect::<Vec<_>>() });
    let request = Request::post(api.url(&["tickets"])).json(&body)?;
    let opened: Value = api.fetch(request, cx)?.json()?;
    let id = Told::from(&opened).at("id").id();
    Ok(reference(api, id.ok_or_else(|| shared::odd(NAME))?))
}

fn opened_before(api: &Api, cx: &mut Cx) -> Result<Option<String>, Error> {
    let property = api.settings.reference_property.as_ref();
    let Some(property) = property.filter(|_| !cx.reference().is_empty()) else {
        return Ok(None);
    };
    let request = Request::get(api.url(&["tickets", cx.reference()]));
    let request = request.query("idProperty", property).accept(404);
    let response = api.fetch(request, cx)?;
    if response.status == 404 {
        return Ok(None);
    }
    let found: Value = response.json()?;
    let id = Told::from(&found).at("id").id();
    id.map(Some).ok_or_else(|| shared::odd(NAME))
}

fn reference(api: &Api, id: String) -> Reference {
    let url = api.ticket_page(&id);
    Reference { id, url }
}

fn tie(id: &str, kind: u32) -> Value {
    json!({
        "to": { "id": id },
        "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind }],
    })
}

/// Adds what was said to a ticket, as a note, unless an earlier try has.
pub fn append(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    if !is_id(id) {
        return Err(shared::gone(NAME));
    }
    if is_there(api, id, cx)? {
        return Ok(());
    }
    // When it ended; a conversation without a turn ended now.
    let at = note
        .transcript
        .last()
        .map_or_else(host::now, |turn| turn.at);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and the number is a time"
    )]
    let at = at as i64;
    let told = &api.settings.ticket_properties;
    let body = json!({
        "properties": {
            "hs_timestamp": at.to_string(),
            "hs_note_body": write(note, told, Form::Html, cx.reference(), TEXT_BYTES),
        },
        "associations": [tie(id, NOTE_TO_TICKET)],
    });
    let request = Request::post(api.url(&["notes"])).json(&body)?;
    api.fetch(request, cx).map(drop)
}

/// Whether one of the ticket's notes is that of an earlier try, whose answer was lost.
fn is_there(api: &Api, id: &str, cx: &mut Cx) -> Result<bool, Error> {
    let Some(mark) = once::mark(cx.reference()) else {
        return Ok(false);
    };
    let request = Request::get(api.url(&["tickets", id, "associations", "notes"]));
    let tied: Value = api.fetch(request.query("limit", "500"), cx)?.json()?;
    let mut ids: Vec<String> = Told::from(&tied)
        .at("results")
        .items()
        .filter_map(|one| one.at("id").id().or_else(|| one.at("toObjectId").id()))
        .filter(|id| is_id(id))
        .collect();
    // The newest have the greatest ids.
    ids.sort_unstable_by_key(|id| std::cmp::Reverse(id.parse::<u128>().unwrap_or_default()));
    ids.dedup();
    ids.truncate(LOOKED_THROUGH);
    if ids.is_empty() {
        return Ok(false);
    }
    let inputs: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let body = json!({
        "properties": ["hs_note_body"],
        "propertiesWithHistory": [],
        "inputs": inputs,
    });
    let request = Request::post(api.url(&["notes", "batch", "read"])).json(&body)?;
    let notes: Value = api.fetch(request, cx)?.json()?;
    let notes = notes.get("results").and_then(Value::as_array);
    let mut texts = notes
        .into_iter()
        .flatten()
        .filter_map(|note| text_at(note, "properties.hs_note_body"));
    let mark = escaped(&mark);
    Ok(texts.any(|text| once::is_marked(&text, &mark)))
}

/// Adds what was said, and closes the ticket.
pub fn close(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    append(api, id, note, cx)?;
    let settings = &api.settings;
    let mut told = Map::new();
    put(
        &mut told,
        "hs_pipeline_stage",
        Some(settings.closed_stage.as_str()),
    );
    put_fields(&mut told, &note.fields, &settings.ticket_properties);
    let request = Request::patch(api.url(&["tickets", id]));
    let request = request.json(&json!({ "properties": told }))?;
    api.fetch(request, cx).map(drop)
}
