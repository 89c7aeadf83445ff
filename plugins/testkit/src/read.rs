//! From a fixture's JSON to the contract's types. Names are the contract's with `_` for `-`; a variant
//! is an object with its case as the only key, or the case alone if it carries nothing; what is
//! optional or a list may be left out.

use frontdesk_plugin::{
    bot, channel, crm,
    http::{Exchange, Failure, Method, Response},
    translator,
    types::{Field, Payload},
};
use serde_json::Value;

type Read<T> = Result<T, String>;

pub(crate) fn text(value: &Value, key: &str) -> Read<String> {
    optional_text(value, key)?.ok_or_else(|| format!("{key:?} is missing"))
}

pub(crate) fn optional_text(value: &Value, key: &str) -> Read<Option<String>> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(format!("{key:?} is not a text: {other}")),
    }
}

fn number<T: TryFrom<u64>>(value: &Value, key: &str, default: T) -> Read<T> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(default),
        Some(found) => found
            .as_u64()
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| format!("{key:?} is not a fitting number: {found}")),
    }
}

fn time(value: &Value, key: &str) -> f64 {
    value.get(key).and_then(Value::as_f64).unwrap_or_default()
}

pub(crate) fn list<T>(value: &Value, item: impl Fn(&Value) -> Read<T>) -> Read<Vec<T>> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    let items = value
        .as_array()
        .ok_or_else(|| format!("not a list: {value}"))?;
    items.iter().map(item).collect()
}

fn list_at<T>(value: &Value, key: &str, item: impl Fn(&Value) -> Read<T>) -> Read<Vec<T>> {
    list(value.get(key).unwrap_or(&Value::Null), item)
        .map_err(|problem| format!("{key:?}: {problem}"))
}

fn plain_text(value: &Value) -> Read<String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("not a text: {value}"))
}

/// The case of a variant, and what it carries.
pub(crate) fn variant(value: &Value) -> Read<(String, Value)> {
    if let Some(case) = value.as_str() {
        return Ok((case.to_owned(), Value::Null));
    }
    let only = value.as_object().filter(|object| object.len() == 1);
    only.and_then(|object| object.iter().next())
        .map(|(case, value)| (case.clone(), value.clone()))
        .ok_or_else(|| format!("not a case with its value: {value}"))
}

/// Fields: an object, or a list of pairs where a name occurs twice.
fn fields(value: &Value, key: &str) -> Read<Vec<Field>> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(object)) => object
            .iter()
            .map(|(name, value)| Ok(Field::new(name, plain_text(value)?)))
            .collect(),
        Some(Value::Array(pairs)) => pairs
            .iter()
            .map(|pair| match pair.as_array().map(Vec::as_slice) {
                Some([name, value]) => Ok(Field::new(plain_text(name)?, plain_text(value)?)),
                _ => Err(format!("{key:?}: not a pair: {pair}")),
            })
            .collect(),
        Some(other) => Err(format!("{key:?}: not fields: {other}")),
    }
}

/// A body: `text`, `json` (any JSON, written out) or `bytes` (numbers).
fn payload(value: &Value) -> Read<Payload> {
    if let Some(json) = value.get("json") {
        return Ok(Payload::Text(json.to_string()));
    }
    if let Some(bytes) = value.get("bytes") {
        let byte = |value: &Value| {
            let byte = value.as_u64().and_then(|byte| u8::try_from(byte).ok());
            byte.ok_or_else(|| format!("not a byte: {value}"))
        };
        return Ok(Payload::Bytes(list(bytes, byte)?));
    }
    Ok(Payload::Text(
        optional_text(value, "text")?.unwrap_or_default(),
    ))
}

/// `{"response": {"status": 200, "json": ..}}` or `{"failure": "timeout"}`.
pub(crate) fn exchange(value: &Value) -> Read<Exchange> {
    if let Some(found) = value.get("response") {
        return Ok(Ok(response(found)?));
    }
    let found = value
        .get("failure")
        .ok_or("neither \"response\" nor \"failure\"")?;
    let (case, carried) = variant(found)?;
    Ok(Err(match case.as_str() {
        "timeout" => Failure::Timeout,
        "connect" => Failure::Connect(plain_text(&carried)?),
        "denied" => Failure::Denied(plain_text(&carried)?),
        "too_large" => {
            let max = carried.as_u64().and_then(|max| u32::try_from(max).ok());
            Failure::TooLarge(max.ok_or("\"too_large\" is a number of bytes")?)
        }
        "status" => Failure::Status(response(&carried)?),
        other => return Err(format!("{other:?} is no failure")),
    }))
}

fn response(value: &Value) -> Read<Response> {
    Ok(Response {
        status: number(value, "status", 200)?,
        headers: fields(value, "headers")?,
        body: payload(value)?,
    })
}

pub(crate) fn webhook(value: &Value) -> Read<channel::Webhook> {
    let method = optional_text(value, "method")?.unwrap_or_else(|| "post".into());
    Ok(channel::Webhook {
        method: match method.to_ascii_lowercase().as_str() {
            "get" => Method::Get,
            "post" => Method::Post,
            "put" => Method::Put,
            "patch" => Method::Patch,
            "delete" => Method::Delete,
            "head" => Method::Head,
            other => return Err(format!("{other:?} is no method")),
        },
        url: optional_text(value, "url")?
            .unwrap_or_else(|| "https://desk.example/hooks/one".into()),
        query: fields(value, "query")?,
        headers: fields(value, "headers")?,
        body: payload(value)?,
    })
}

pub(crate) fn message(value: &Value) -> Read<channel::Message> {
    let (template, files) = (value.get("template"), value.get("files"));
    Ok(channel::Message {
        id: text(value, "id")?,
        thread: text(value, "thread")?,
        content: match (template, files) {
            (Some(template), _) => channel::Content::Template(channel::FilledTemplate {
                name: text(template, "name")?,
                language: text(template, "language")?,
                values: list_at(template, "values", plain_text)?,
            }),
            (None, Some(_)) => channel::Content::Files(channel::OutgoingFiles {
                text: optional_text(value, "text")?.unwrap_or_default(),
                files: list_at(value, "files", outgoing_file)?,
            }),
            (None, None) => channel::Content::Text(text(value, "text")?),
        },
        contact_wrote_at: value.get("contact_wrote_at").and_then(Value::as_f64),
        attempt: number(value, "attempt", 1)?,
    })
}

fn outgoing_file(value: &Value) -> Read<channel::OutgoingFile> {
    let mime = text(value, "mime")?;
    Ok(channel::OutgoingFile {
        media: channel::Media::of(&mime),
        url: text(value, "url")?,
        mime,
        name: text(value, "name")?,
        bytes: number(value, "bytes", 1_000)?,
    })
}

pub(crate) fn crm_operation(case: &str, value: &Value) -> Read<crm::Operation> {
    let change = || -> Read<crm::CaseChange> {
        let note = value.get("note").ok_or("\"note\" is missing")?;
        Ok(crm::CaseChange {
            id: text(value, "id")?,
            note: case_note(note)?,
        })
    };
    Ok(match case {
        "find" => crm::Operation::Find(crm::FindPeople {
            what: lookup(value.get("what").ok_or("\"what\" is missing")?)?,
            cursor: optional_text(value, "cursor")?,
        }),
        "save_person" => crm::Operation::SavePerson(person(value)?),
        "open_case" => crm::Operation::OpenCase(case_note(value)?),
        "append" => crm::Operation::Append(change()?),
        "close_case" => crm::Operation::CloseCase(change()?),
        other => return Err(format!("{other:?} is nothing a customer system is asked")),
    })
}

fn lookup(value: &Value) -> Read<crm::Lookup> {
    let (case, carried) = variant(value)?;
    if case == "handle" {
        return match list(&carried, plain_text)?.as_slice() {
            [channel, address] => Ok(crm::Lookup::Handle((channel.clone(), address.clone()))),
            _ => Err("\"handle\" is a channel's name and an address".to_owned()),
        };
    }
    let carried = plain_text(&carried)?;
    Ok(match case.as_str() {
        "id" => crm::Lookup::Id(carried),
        "email" => crm::Lookup::Email(carried),
        "phone" => crm::Lookup::Phone(carried),
        "account_number" => crm::Lookup::AccountNumber(carried),
        "text" => crm::Lookup::Text(carried),
        other => return Err(format!("nobody is looked for by {other:?}")),
    })
}

fn person(value: &Value) -> Read<crm::Person> {
    Ok(crm::Person {
        id: optional_text(value, "id")?,
        name: optional_text(value, "name")?,
        emails: list_at(value, "emails", plain_text)?,
        phones: list_at(value, "phones", plain_text)?,
        account_number: optional_text(value, "account_number")?,
        url: optional_text(value, "url")?,
        fields: fields(value, "fields")?,
    })
}

fn case_note(value: &Value) -> Read<crm::CaseNote> {
    Ok(crm::CaseNote {
        person: optional_text(value, "person")?,
        subject: text(value, "subject")?,
        queue: optional_text(value, "queue")?.unwrap_or_default(),
        agent: optional_text(value, "agent")?,
        transcript: list_at(value, "transcript", turn)?,
        fields: fields(value, "fields")?,
    })
}

fn turn(value: &Value) -> Read<crm::Turn> {
    Ok(crm::Turn {
        at: time(value, "at"),
        author: match text(value, "author")?.as_str() {
            "contact" => crm::Author::Contact,
            "agent" => crm::Author::Agent,
            "system" => crm::Author::System,
            other => return Err(format!("{other:?} is no author")),
        },
        name: optional_text(value, "name")?,
        text: text(value, "text")?,
    })
}

pub(crate) fn job(value: &Value) -> Read<translator::Job> {
    Ok(translator::Job {
        texts: list_at(value, "texts", plain_text)?,
        source: optional_text(value, "source")?,
        target: text(value, "target")?,
        keep: list_at(value, "keep", plain_text)?,
        formal: value.get("formal").and_then(Value::as_bool),
    })
}

pub(crate) fn talk(value: &Value) -> Read<bot::Talk> {
    Ok(bot::Talk {
        id: text(value, "id")?,
        channel: optional_text(value, "channel")?.unwrap_or_else(|| "website".into()),
        locale: optional_text(value, "locale")?.unwrap_or_else(|| "en".into()),
        card: fields(value, "card")?,
        lines: list_at(value, "lines", line)?,
        variables: fields(value, "variables")?,
    })
}

fn line(value: &Value) -> Read<bot::Line> {
    Ok(bot::Line {
        at: time(value, "at"),
        author: match text(value, "author")?.as_str() {
            "contact" => bot::Author::Contact,
            "bot" => bot::Author::Bot,
            "agent" => bot::Author::Agent,
            "system" => bot::Author::System,
            other => return Err(format!("{other:?} is no author")),
        },
        text: text(value, "text")?,
    })
}
