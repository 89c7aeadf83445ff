//! A message to a contact: one request to X, or one for each part of a long text.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    channel::{Cause, Content, Message, Outcome},
    host,
    http::{Failure, join},
    outbound::{self, Failed, Manner},
    text::{self, Unit},
    told::Told,
};
use serde_json::{Value, json};

use crate::{
    ACCESS_TOKEN, refusal,
    settings::{Settings, is_user},
};

/// Parts of one message: below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;

/// Sends a message.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    let text = match &message.content {
        Content::Text(text) => text,
        Content::Template(_) => {
            let why = "X has no templates: write a text";
            return Ok(Outcome::refused(Cause::Content, why));
        }
        Content::Files(_) => {
            let why = "X takes files by upload only, which this channel does not do";
            return Ok(Outcome::refused(Cause::Content, why));
        }
    };
    if !is_user(&message.thread) {
        let why = "the contact's address is no number of an account";
        return Ok(Outcome::refused(Cause::Recipient, why));
    }
    let text = text::clean(text);
    let max = usize::try_from(settings.text_max).unwrap_or(usize::MAX);
    let parts = text::split(&text, Unit::Utf16, max);
    if let Some(refused) = unfit(parts.len(), settings) {
        return Ok(refused);
    }
    let requests = parts
        .iter()
        .map(|part| request(settings, &message.thread, part));
    let requests = requests.collect::<Result<_, _>>()?;
    let failed = |failure: &Failure| refusal::of(failure, host::now());
    outbound::send(cx, requests, &Manner::BRIEF, taken, failed)
}

/// What is refused before anything is sent.
fn unfit(parts: usize, settings: &Settings) -> Option<Outcome> {
    let why = match parts {
        0 => "the message has no text".to_owned(),
        1..=PARTS_MAX => return None,
        _ => format!(
            "the text is too long: a message is sent in at most {PARTS_MAX} parts of {} characters",
            settings.text_max
        ),
    };
    Some(Outcome::refused(Cause::Content, why))
}

fn request(settings: &Settings, user: &str, part: &str) -> Result<Request, Error> {
    let path = ["2", "dm_conversations", "with", user, "messages"];
    Request::post(join(&settings.base_url, &path))
        .bearer(ACCESS_TOKEN)
        .json(&json!({ "text": part }))
}

/// X's name for the message.
fn taken(response: &Response) -> Result<String, Failed> {
    let told: Value = response.json().unwrap_or_default();
    let id = Told::from(&told).at("data").at("dm_event_id").id();
    id.ok_or_else(|| Failed::nameless("X", response))
}
