//! Calls in which something is not as it should be: a provider that has changed, or somebody who plays one.
//!
//! ```no_run
//! # use std::rc::Rc;
//! # use frontdesk_plugin::{Channel, http::Method};
//! # use frontdesk_plugin_testkit::{FakeHost, hostile::{self, Heard}, provider};
//! # fn test<Example: Channel>(host: fn() -> Rc<FakeHost>) {
//! // In a function with `#[test]`:
//! let hear = |body: &str| {
//!     let call = provider::call(Method::Post, &[("x-token", "right")], provider::payload(body.as_bytes()));
//!     Heard::of::<Example>(&host(), &call)
//! };
//! let bodies = hostile::bodies("tests");
//! assert!(bodies.len() > 30);
//! hostile::every_field_of_another_shape(&bodies, &["what a contact wrote"], hear);
//! # }
//! ```

use std::rc::Rc;

use frontdesk_plugin::{
    Channel, Error, ErrorKind,
    channel::{Attachment, Event, EventKind, Webhook},
};
use serde_json::{Value, json};

use crate::{FakeHost, Fixture};

/// Bytes of an id that the gateway takes.
const ID_BYTES: usize = 256;
/// Bytes of a contact's address.
const THREAD_BYTES: usize = 128;
/// Files of one message.
const FILES: usize = 32;
/// Bytes of a file's handle.
const HANDLE_BYTES: usize = 4_096;

/// What a call came to.
#[derive(Debug)]
pub struct Heard {
    /// The events, or the kind of the error.
    pub answer: Result<Vec<Event>, ErrorKind>,
    /// Whatever was said about it: the log, and the error's words.
    pub told: String,
}

impl Heard {
    /// What a channel makes of a call.
    pub fn of<T: Channel>(host: &Rc<FakeHost>, call: &Webhook) -> Self {
        Self::by(host, || T::receive(call).map(|inbound| inbound.events))
    }

    /// What a part of a channel makes of what it is given.
    pub fn by(host: &Rc<FakeHost>, work: impl FnOnce() -> Result<Vec<Event>, Error>) -> Self {
        let answer = host.run(work);
        let mut told = format!("{:?}", host.log.borrow());
        let answer = answer.map_err(|error| {
            told.push_str(&error.message);
            error.kind
        });
        Self { answer, told }
    }

    /// It was read, and the gateway takes what it came to, or it was refused as `invalid`; and none of
    /// the words was told. `call` is for whoever reads why not.
    ///
    /// # Panics
    /// If it is otherwise.
    pub fn check(&self, secret_words: &[&str], call: &str) {
        match &self.answer {
            Ok(events) => events.iter().for_each(|event| check_event(event, call)),
            Err(kind) => assert_eq!(*kind, ErrorKind::Invalid, "{call}"),
        }
        for word in secret_words {
            assert!(!self.told.contains(word), "{}: {call}", self.told);
        }
    }
}

/// The JSON bodies of the calls in a folder of fixtures.
///
/// # Panics
/// If the folder or a fixture cannot be read.
pub fn bodies(folder: &str) -> Vec<Value> {
    let fixtures = Fixture::load_folder(folder.as_ref());
    assert!(fixtures.is_ok(), "{:?}", fixtures.err());
    let body = |fixture: Fixture| {
        let (_, call) = fixture.op.filter(|(case, _)| case == "receive")?;
        let text = call.get("text").and_then(Value::as_str);
        let body = call.get("json").cloned();
        body.or_else(|| serde_json::from_str(text?).ok())
    };
    fixtures
        .unwrap_or_default()
        .into_iter()
        .filter_map(body)
        .collect()
}

/// Reads every change of every body by `hear`: one place in it is of another shape, or gone. See
/// [`Heard::check`] for what must become of each.
///
/// # Panics
/// With the first body of which something else became.
pub fn every_field_of_another_shape(
    bodies: &[Value],
    secret_words: &[&str],
    hear: impl Fn(&str) -> Heard,
) {
    for body in bodies.iter().flat_map(changed) {
        let body = body.to_string();
        hear(&body).check(secret_words, &body);
    }
}

/// The same for parameters, as a form or a query has them: each in turn says something else.
///
/// # Panics
/// With the first parameters of which something else became.
pub fn every_parameter_of_another_value(
    params: &[(&str, &str)],
    secret_words: &[&str],
    hear: impl Fn(&[(String, String)]) -> Heard,
) {
    let long = "9".repeat(5_000);
    let values = [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "-1",
        "\0",
        "\u{202E}",
        "a\nb",
        "👀",
        "\0\u{202e}👀\n",
        "&=&",
        &long,
    ];
    for (at, value) in (0..params.len()).flat_map(|at| values.map(|value| (at, value))) {
        let param = |(index, (name, right)): (usize, &(&str, &str))| {
            let value = if index == at { value } else { right };
            ((*name).to_owned(), value.to_owned())
        };
        let changed: Vec<_> = params.iter().enumerate().map(param).collect();
        hear(&changed).check(secret_words, &format!("{changed:?}"));
    }
}

/// Every value that differs from this one in one place: that place is of another shape, or gone.
pub fn changed(value: &Value) -> Vec<Value> {
    let mut found = others();
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                for other in changed(inner) {
                    let mut fields = fields.clone();
                    fields.insert(key.clone(), other);
                    found.push(Value::Object(fields));
                }
                let mut fields = fields.clone();
                fields.remove(key);
                found.push(Value::Object(fields));
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                for other in changed(inner) {
                    let before = items.iter().take(at).cloned();
                    let behind = items.iter().skip(at + 1).cloned();
                    found.push(before.chain([other]).chain(behind).collect());
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}

fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(-1.5e300),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}\u{202e}👀 x\n"),
        json!("9".repeat(5_000)),
        json!([]),
        json!([[null]]),
        json!([[1]]),
        json!({}),
        json!({ "x": {}, "id": { "id": 1 }, "url": {}, "number": [] }),
    ]
}

/// Whether an event is one that the gateway takes: anything else counts as a fault of the component's.
fn check_event(event: &Event, call: &str) {
    let is_line = |text: &str, max: usize| {
        (1..=max).contains(&text.len()) && !text.chars().any(char::is_control)
    };
    let is_file = |file: &Attachment| is_line(&file.handle, HANDLE_BYTES);
    let mut fits = is_line(&event.id, ID_BYTES)
        && is_line(&event.thread, THREAD_BYTES)
        && event.at.is_finite()
        && event.at > 0.0;
    let mut identities = event.sender.identities.iter();
    fits &= identities.all(|identity| is_line(&identity.value, ID_BYTES));
    let text = match &event.kind {
        EventKind::Message(said) => {
            fits &= !said.is_empty();
            fits &= said.attachments.len() <= FILES && said.attachments.iter().all(is_file);
            let mut answered = said.reply_to.iter();
            fits &= answered.all(|id| is_line(id, ID_BYTES));
            said.text.as_str()
        }
        EventKind::Echo(echo) => echo.text.as_str(),
        EventKind::Status(_) | EventKind::Typing | EventKind::Consent(_) => "",
    };
    let is_clean = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || c == '\u{202e}');
    fits &= text.chars().all(is_clean);
    assert!(fits, "{event:?} of {call}");
}
