//! A visitor's frame, to an event or a refusal.

use frontdesk_plugin::{
    socket::{Card, Event, Refusal, Said, Session, Start},
    types::Field,
};
use serde_json::{Map, Value};

use crate::{
    limits,
    refusal::{self, Reason},
    text::{clean_line, clean_lines, is_longer_than},
};

/// Reads one frame. Fields it does not know are let be, so that a newer client can talk to an older
/// gateway; those it knows must be right in every respect.
pub fn read(session: &Session, data: &str) -> Result<Event, Refusal> {
    if data.len() > limits::FRAME_BYTES {
        return Err(refusal::FRAME_TOO_LARGE.of(None));
    }
    // The parser stops at 128 levels and refuses lone surrogates.
    let value: Value = serde_json::from_str(data).map_err(|_| refusal::NOT_JSON.of(None))?;
    let Value::Object(frame) = value else {
        return Err(refusal::NOT_AN_OBJECT.of(None));
    };
    event(session, &frame).map_err(|reason| reason.of(readable_id(&frame)))
}

fn event(session: &Session, frame: &Map<String, Value>) -> Result<Event, Reason> {
    let kind = match frame.get("t") {
        None => return Err(refusal::MISSING_FIELD),
        Some(Value::String(kind)) => kind.as_str(),
        Some(_) => return Err(refusal::WRONG_TYPE),
    };
    match kind {
        "message" => message(frame),
        "typing" => typing(frame),
        "read" => read_up_to(frame),
        "start" => start(session, frame),
        "end" => id(frame).map(Event::End),
        _ => Err(refusal::UNKNOWN_FRAME),
    }
}

fn message(frame: &Map<String, Value>) -> Result<Event, Reason> {
    let id = id(frame)?;
    let raw = string(frame.get("text").ok_or(refusal::MISSING_FIELD)?)?;
    let text = said(raw)?.ok_or(refusal::TEXT_EMPTY)?;
    Ok(Event::Message(Said { id, text }))
}

fn typing(frame: &Map<String, Value>) -> Result<Event, Reason> {
    match frame.get("on") {
        None => Err(refusal::MISSING_FIELD),
        Some(Value::Bool(on)) => Ok(Event::Typing(*on)),
        Some(_) => Err(refusal::WRONG_TYPE),
    }
}

fn read_up_to(frame: &Map<String, Value>) -> Result<Event, Reason> {
    let seq = frame.get("seq").ok_or(refusal::MISSING_FIELD)?;
    seq.as_u64()
        .and_then(|seq| u32::try_from(seq).ok())
        .map(Event::Read)
        .ok_or(refusal::WRONG_TYPE)
}

fn start(session: &Session, frame: &Map<String, Value>) -> Result<Event, Reason> {
    let id = id(frame)?;
    let name = clean_line(string(frame.get("name").ok_or(refusal::MISSING_FIELD)?)?);
    if is_longer_than(&name, limits::NAME_CHARS) {
        return Err(refusal::NAME_TOO_LONG);
    }
    let account = clean_line(optional_string(frame.get("account"))?.unwrap_or_default());
    if account.len() > limits::ACCOUNT_BYTES {
        return Err(refusal::FIELD_TOO_LONG);
    }
    let fields = fields(frame.get("fields"))?;
    let text = match optional_string(frame.get("text"))? {
        Some(raw) => said(raw)?,
        None => None,
    };
    let card = Card {
        name: filled(name),
        account_number: filled(account),
        locale: filled(session.locale.clone()),
        fields,
    };
    Ok(Event::Start(Start { id, card, text }))
}

fn fields(value: Option<&Value>) -> Result<Vec<Field>, Reason> {
    let fields = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(refusal::WRONG_TYPE),
    };
    if fields.len() > limits::FIELDS {
        return Err(refusal::TOO_MANY_FIELDS);
    }
    let mut clean = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let field = Field {
            name: clean_line(name),
            value: clean_line(string(value)?),
        };
        if field.name.len() > limits::FIELD_NAME_BYTES
            || field.value.len() > limits::FIELD_VALUE_BYTES
        {
            return Err(refusal::FIELD_TOO_LONG);
        }
        if field.name.is_empty() {
            return Err(refusal::MISSING_FIELD);
        }
        if !field.value.is_empty() {
            clean.push(field);
        }
    }
    Ok(clean)
}

/// What someone said, cleaned; `None` when nothing visible is left.
fn said(raw: &str) -> Result<Option<String>, Reason> {
    let text = clean_lines(raw);
    if is_longer_than(&text, limits::TEXT_CHARS) {
        return Err(refusal::TEXT_TOO_LONG);
    }
    Ok(filled(text))
}

fn id(frame: &Map<String, Value>) -> Result<String, Reason> {
    let id = string(frame.get("id").ok_or(refusal::MISSING_FIELD)?)?;
    if is_id(id) {
        Ok(id.to_owned())
    } else {
        Err(refusal::BAD_ID)
    }
}

/// The frame's id, if it has one that may be sent back.
fn readable_id(frame: &Map<String, Value>) -> Option<&str> {
    frame
        .get("id")
        .and_then(Value::as_str)
        .filter(|id| is_id(id))
}

fn is_id(id: &str) -> bool {
    (1..=limits::ID_CHARS).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

fn string(value: &Value) -> Result<&str, Reason> {
    value.as_str().ok_or(refusal::WRONG_TYPE)
}

fn optional_string(value: Option<&Value>) -> Result<Option<&str>, Reason> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => string(value).map(Some),
    }
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
