//! Cases: opened, continued, closed.

use frontdesk_crm_shared::{
    once,
    person::{cut, put, put_fields, text_at},
    refusal as shared,
    transcript::{Form, write},
};
use frontdesk_plugin::{
    Cx, Error, Request,
    crm::{CaseNote, Reference},
    told::Told,
};
use serde_json::{Map, Value, json};

use crate::{
    api::{Api, NAME, created_id, is_id},
    query, refusal,
    settings::Transcript,
};

/// Bytes of a case's description, of a task's, and of a comment, which is the shortest.
const DESCRIPTION_BYTES: usize = 32_000;
const COMMENT_BYTES: usize = 4_000;
/// Characters of a subject.
const SUBJECT_BYTES: usize = 255;
/// How many of the last comments are looked through for that of an earlier try.
const LOOKED_THROUGH: u32 = 20;

/// Opens a case. With an external id it is the same case however often this is tried.
pub fn open(api: &Api, note: &CaseNote, cx: &mut Cx) -> Result<Reference, Error> {
    let settings = &api.settings;
    let mut case = Map::new();
    put(
        &mut case,
        "Subject",
        Some(cut(&note.subject, SUBJECT_BYTES)),
    );
    let text = write(
        note,
        &settings.case_fields,
        Form::Plain,
        cx.reference(),
        DESCRIPTION_BYTES,
    );
    put(&mut case, "Description", Some(text));
    put(&mut case, "ContactId", note.person.as_deref());
    put(&mut case, "Origin", settings.origin.as_deref());
    put(&mut case, "Status", settings.new_status.as_deref());
    put_fields(&mut case, &note.fields, &settings.case_fields);
    let field = settings.case_external_id.as_ref();
    let Some(field) = field.filter(|_| !cx.reference().is_empty()) else {
        let request = Request::post(api.url(&["sobjects", "Case"])).json(&case)?;
        return Ok(reference(
            api,
            created_id(&api.fetch(request, cx)?.json()?)?,
        ));
    };
    let url = api.url(&["sobjects", "Case", field, cx.reference()]);
    let response = api.fetch(Request::patch(&url).json(&case)?.accept(300), cx)?;
    let id = match response.status {
        300 => return Err(shared::ambiguous(NAME)),
        204 => {
            let found: Value = api
                .fetch(Request::get(&url).query("fields", "Id"), cx)?
                .json()?;
            Told::from(&found)
                .at("Id")
                .id()
                .ok_or_else(|| shared::odd(NAME))?
        }
        _ => created_id(&response.json()?)?,
    };
    Ok(reference(api, id))
}

fn reference(api: &Api, id: String) -> Reference {
    let url = api.page("Case", &id);
    Reference { id, url }
}

/// Adds what was said to a case, unless an earlier try has.
pub fn append(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    let addition = Addition::new(api, id, note, cx)?;
    if addition.is_there(api, id, cx)? {
        return Ok(());
    }
    let request = Request::post(api.url(&["sobjects", addition.object])).json(&addition.record)?;
    api.fetch(request, cx).map(drop)
}

/// Adds what was said and closes the case: both, or neither.
pub fn close(api: &Api, id: &str, note: &CaseNote, cx: &mut Cx) -> Result<(), Error> {
    let addition = Addition::new(api, id, note, cx)?;
    let mut status = Map::new();
    put(
        &mut status,
        "Status",
        Some(api.settings.closed_status.as_str()),
    );
    put_fields(&mut status, &note.fields, &api.settings.case_fields);
    let mut parts = vec![json!({
        "method": "PATCH",
        "url": api.relative(&["sobjects", "Case", id]),
        "referenceId": "status",
        "body": status,
    })];
    if !addition.is_there(api, id, cx)? {
        // First: a closed case may take no more.
        parts.insert(
            0,
            json!({
                "method": "POST",
                "url": api.relative(&["sobjects", addition.object]),
                "referenceId": "addition",
                "body": addition.record,
            }),
        );
    }
    let all = json!({ "allOrNone": true, "compositeRequest": parts });
    let request = Request::post(api.url(&["composite"])).json(&all)?;
    all_done(&api.fetch(request, cx)?.json()?)
}

/// The answer is 200 even if parts of it are not; where one has failed, the others say that it was halted.
fn all_done(body: &Value) -> Result<(), Error> {
    let parts = body.get("compositeResponse").and_then(Value::as_array);
    let parts = parts
        .filter(|parts| !parts.is_empty())
        .ok_or_else(|| shared::odd(NAME))?;
    let status = |part: &Value| {
        Told::from(part)
            .at("httpStatusCode")
            .whole()
            .unwrap_or_default()
    };
    let mut failed = parts
        .iter()
        .filter(|part| !(200..300).contains(&status(part)))
        .map(|part| refusal::of_part(part.get("body").unwrap_or(&Value::Null)));
    let is_cause = |error: &Error| error.code.as_deref() != Some("PROCESSING_HALTED");
    match failed.find(is_cause) {
        Some(error) => Err(error),
        None if parts.iter().all(|part| (200..300).contains(&status(part))) => Ok(()),
        None => Err(shared::odd(NAME)),
    }
}

/// What is added to a case.
struct Addition {
    object: &'static str,
    /// The field that holds the text.
    text: &'static str,
    record: Value,
    mark: Option<String>,
}

impl Addition {
    fn new(api: &Api, id: &str, note: &CaseNote, cx: &Cx) -> Result<Self, Error> {
        if !is_id(id) {
            return Err(shared::gone(NAME));
        }
        let told = &api.settings.case_fields;
        let write = |max| write(note, told, Form::Plain, cx.reference(), max);
        let mark = once::mark(cx.reference());
        Ok(match api.settings.transcript {
            Transcript::Comment => Self {
                object: "CaseComment",
                text: "CommentBody",
                record: json!({ "ParentId": id, "CommentBody": write(COMMENT_BYTES) }),
                mark,
            },
            Transcript::Task => Self {
                object: "Task",
                text: "Description",
                record: json!({
                    "WhatId": id,
                    "WhoId": note.person,
                    "Subject": cut(&note.subject, SUBJECT_BYTES),
                    "Status": "Completed",
                    "Description": write(DESCRIPTION_BYTES),
                }),
                mark,
            },
        })
    }

    /// Whether an earlier try has added it, and its answer was lost.
    fn is_there(&self, api: &Api, id: &str, cx: &mut Cx) -> Result<bool, Error> {
        let Some(mark) = &self.mark else {
            return Ok(false);
        };
        let soql = match api.settings.transcript {
            Transcript::Comment => query::comments(id, LOOKED_THROUGH),
            Transcript::Task => query::tasks(id, LOOKED_THROUGH),
        };
        let texts = api.query(&soql, cx)?;
        let mut texts = texts.iter().filter_map(|record| text_at(record, self.text));
        Ok(texts.any(|text| once::is_marked(&text, mark)))
    }
}
