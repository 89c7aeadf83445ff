//! What templates may name, and what there is to put there.

use std::collections::BTreeMap;

use frontdesk_crm_shared::{
    person::first_and_last,
    phone::Phone,
    transcript::{Form, write},
};
use frontdesk_plugin::{
    Field,
    crm::{Author, CaseNote, Person, Turn},
};
use serde_json::{Value, json};

/// Bytes of a conversation as one text.
const TEXT_BYTES: usize = 100_000;

/// What begins the name of a field of a person or a conversation.
pub const FIELD: &str = "field.";

/// What a template of a find may name.
pub const FIND: [&str; 5] = ["value", "cursor", "channel", "digits", "national"];
/// What one of a person may name, besides their fields.
pub const PERSON: [&str; 10] = [
    "id",
    "name",
    "first_name",
    "last_name",
    "email",
    "emails",
    "phone",
    "phones",
    "account_number",
    "reference",
];
/// What one of a case may name, besides the conversation's fields; `id` when it is there already.
pub const CASE: [&str; 8] = [
    "person",
    "subject",
    "queue",
    "agent",
    "text",
    "turns",
    "at",
    "reference",
];

/// Values by name. What is empty is not known.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, Value>);

impl Values {
    /// Puts a value there, if there is one.
    pub fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        let is_empty = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if let Some(value) = value.map(Into::into).filter(|value| !is_empty(value)) {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The same as a text; empty if there is none. A list is its items, with commas.
    pub fn text(&self, name: &str) -> String {
        let plain = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => value.to_string(),
        };
        match self.get(name) {
            None => String::new(),
            Some(Value::Array(items)) => items.iter().map(plain).collect::<Vec<_>>().join(","),
            Some(value) => plain(value),
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.put(&[FIELD, &field.name].concat(), Some(field.value.as_str()));
        }
    }

    /// Of a search.
    pub fn find(value: &str, channel: Option<&str>, cursor: Option<&str>) -> Self {
        let mut values = Self::default();
        values.put("value", Some(value));
        values.put("channel", channel);
        values.put("cursor", cursor);
        values
    }

    /// Of a search for a number.
    pub fn find_phone(phone: &Phone, cursor: Option<&str>) -> Self {
        let mut values = Self::find(&phone.e164(), None, cursor);
        values.put("digits", Some(phone.digits.as_str()));
        values.put("national", Some(phone.national.as_str()));
        values
    }

    /// Of somebody who is saved.
    pub fn person(person: &Person, reference: &str) -> Self {
        let mut values = Self::default();
        let name = person
            .name
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        values.put("id", person.id.as_deref());
        values.put("name", name);
        if let Some((first, last)) = name.map(first_and_last) {
            values.put("first_name", first);
            values.put("last_name", Some(last));
        }
        values.put("email", person.emails.first().cloned());
        values.put("emails", Some(person.emails.clone()));
        values.put("phone", person.phones.first().cloned());
        values.put("phones", Some(person.phones.clone()));
        values.put("account_number", person.account_number.as_deref());
        values.put("reference", Some(reference));
        values.fields(&person.fields);
        values
    }

    /// Of what is told of a conversation.
    pub fn case(id: Option<&str>, note: &CaseNote, reference: &str) -> Self {
        let mut values = Self::default();
        values.put("id", id);
        values.put("person", note.person.as_deref());
        values.put("subject", Some(note.subject.as_str()));
        values.put("queue", Some(note.queue.as_str()));
        values.put("agent", note.agent.as_deref());
        let text = write(note, &[], Form::Plain, reference, TEXT_BYTES);
        values.put("text", Some(text));
        let turns: Vec<Value> = note.transcript.iter().map(turn).collect();
        values.put("turns", Some(turns));
        let at = note.transcript.last().map(|turn| turn.at);
        values.put("at", at.and_then(milliseconds));
        values.put("reference", Some(reference));
        values.fields(&note.fields);
        values
    }
}

fn turn(turn: &Turn) -> Value {
    let author = match turn.author {
        Author::Contact => "contact",
        Author::Agent => "agent",
        Author::System => "system",
    };
    json!({ "at": milliseconds(turn.at), "author": author, "name": turn.name, "text": turn.text })
}

/// Since 1970, whole; none for a number that is no time.
fn milliseconds(at: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
    let whole = at as i64;
    (1..1_i64 << 53).contains(&whole).then_some(whole)
}
