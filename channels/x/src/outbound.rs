//! A message to a contact: one request to X, or one for each part of a long text.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    channel::{Cause, Message, Outcome},
    host,
    http::join,
    text::{self, Unit},
};
use serde_json::{Value, json};

use crate::{
    ACCESS_TOKEN,
    refusal::{self, Failed},
    settings::{Settings, is_user},
};
use frontdesk_plugin::told::Told;

/// Parts of one message: below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;
/// How long all parts of a long text may take together, within what a gateway allows an operation.
const ALL_PARTS_MS: u32 = 24_000;

/// Sends a message.
///
/// Parts go one after the other, or they would arrive in any order. An error that has the gateway try
/// again is given for the first one only: a second try begins with the first part again, and the contact
/// would have it twice.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    let Some(text) = message.text() else {
        let why = "X has no templates: write a text";
        return Ok(Outcome::refused(Cause::Content, why));
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
    let mut ids = Vec::with_capacity(parts.len());
    for part in &parts {
        let request = request(settings, &message.thread, part, parts.len())?;
        let taken = match cx.try_fetch(request)? {
            Ok(response) => taken(&response),
            Err(failure) => Err(refusal::of(&failure, host::now())),
        };
        match taken {
            Ok(id) => ids.push(id),
            Err(failed) => return failed.after(ids.len(), parts.len()),
        }
    }
    Ok(Outcome::Sent(ids))
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

fn request(settings: &Settings, user: &str, part: &str, count: usize) -> Result<Request, Error> {
    let path = ["2", "dm_conversations", "with", user, "messages"];
    let request = Request::post(join(&settings.base_url, &path))
        .bearer(ACCESS_TOKEN)
        .json(&json!({ "text": part }))?;
    Ok(match u32::try_from(count) {
        Ok(count) if count > 1 => request.timeout_ms(ALL_PARTS_MS / count),
        Ok(_) | Err(_) => request,
    })
}

/// An answer that names the message is a receipt. Another one may be anybody's.
fn taken(response: &Response) -> Result<String, Failed> {
    let told: Value = response.json().unwrap_or_default();
    let id = Told::from(&told).at("data").at("dm_event_id").id();
    id.ok_or_else(|| {
        let status = response.status;
        Failed::Uncertain(format!(
            "X answered {status} without a name for the message"
        ))
    })
}
