//! Cases (`incident`) and their notes (`annotation`).

use frontdesk_crm_shared::{
    once,
    person::{cut, put, put_fields},
    refusal as shared,
    transcript::{Form, write},
};
use frontdesk_plugin::{
    Cx, Error, Request,
    crm::{CaseNote, Reference},
    http::Failure,
    told::Told,
};
use serde_json::{Map, Value, json};

use crate::{
    api::{Api, NAME, is_id},
    refusal,
};

/// Bytes of a case's description, which holds 2 000 characters unless somebody has made it longer, and of a
/// note.
const DESCRIPTION_BYTES: usize = 2_000;
const NOTE_BYTES: usize = 90_000;
/// Bytes of a title.
const TITLE_BYTES: usize = 200;
/// The state of a case that is not closed in any way.
const ACTIVE: i64 = 0;

/// Opens a case, and writes the conversation into its first note. Both have ids that are made of the
/// reference, so that a second try finds what the first has made.
pub fn open(api: &Api, note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
    let person = note.person.as_deref();
    let person = person.ok_or_else(|| Error::invalid("a case needs the contact whose it is"))?;
    if !is_id(person) {
        return Err(shared::gone(NAME));
    }
    let settings = &api.settings;
    let mut case = Map::new();
    put(&mut case, "title", Some(cut(&note.subject, TITLE_BYTES)));
    let text = write(
        note,
        &settings.case_columns,
        Form::Plain,
        cx.reference(),
        DESCRIPTION_BYTES,
    );
    put(&mut case, "description", Some(text));
    let bind = format!("/contacts({person})");
    put(&mut case, "customerid_contact@odata.bind", Some(bind));
    put_fields(&mut case, &note.fields, &settings.case_columns);
    let id = once::id(cx.reference(), "case");
    let id = create(api, "incidents", "incidentid", case, &id, cx)?;
    append(api, &id, note, cx)?;
    let url = api.page("incident", &id);
    Ok(Reference { id, url })
}

/// Creates a record under an id of our own; its id, also if it was created before.
fn create(
    api: &Api,
    table: &str,
    key: &str,
    mut record: Map<String, Value>,
    id: &str,
    cx: &mut Cx,
) -> Result<String, Error> {
    let chosen = Some(id).filter(|_| !cx.reference().is_empty());
    put(&mut record, key, chosen);
    let request = Request::post(api.url(table)).json(&record)?;
    let request = request.header("Prefer", "return=representation");
    match cx.try_fetch(Api::signed(request))? {
        Ok(response) => {
            let body: Value = response.json()?;
            let id = Told::from(&body).at(key).id().filter(|id| is_id(id));
            id.ok_or_else(|| shared::odd(NAME))
        }
        Err(Failure::Status(response)) if refusal::is_there(&response) => Ok(id.to_owned()),
        Err(failure) => Err(shared::of(&failure, NAME, refusal::of)),
    }
}

/// Adds what was said to a case, as a note.
pub fn append(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    if !is_id(id) {
        return Err(shared::gone(NAME));
    }
    let told = &api.settings.case_columns;
    let mut record = Map::new();
    put(
        &mut record,
        "subject",
        Some(cut(&note.subject, TITLE_BYTES)),
    );
    // The page shows notes as HTML.
    let text = write(note, told, Form::Html, cx.reference(), NOTE_BYTES);
    put(&mut record, "notetext", Some(text));
    let bind = format!("/incidents({id})");
    put(&mut record, "objectid_incident@odata.bind", Some(bind));
    let note_id = once::id(cx.reference(), "note");
    create(api, "annotations", "annotationid", record, &note_id, cx).map(drop)
}

/// Adds what was said and resolves the case, unless it is not active any more: an earlier try, or somebody
/// else, has closed it.
pub fn close(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    append(api, id, note, cx)?;
    let request = Request::get(api.record_url("incidents", id)?).query("$select", "statecode");
    let case: Value = Api::fetch(request, cx)?.json()?;
    let state = Told::from(&case).at("statecode").whole();
    if state.ok_or_else(|| shared::odd(NAME))? != ACTIVE {
        return Ok(());
    }
    let resolution = json!({
        "IncidentResolution": {
            "subject": cut(&note.subject, TITLE_BYTES),
            "incidentid@odata.bind": format!("/incidents({id})"),
        },
        "Status": api.settings.resolved_status,
    });
    let request = Request::post(api.url("CloseIncident")).json(&resolution)?;
    Api::fetch(request, cx).map(drop)
}
