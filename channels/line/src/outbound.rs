//! A message to a contact: one push, with a long text in up to five messages.
//!
//! Answers to an event would cost nothing, but their tokens are good for a minute and once; nothing is
//! kept here. A push is taken whole or not at all, so its parts cannot be torn apart.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    channel::{Cause, Message, Outcome, OutgoingFile},
    http::join,
    text::{self, Unit},
};
use serde_json::{Value, json};

use crate::{ACCESS_TOKEN, inbound::is_id, refusal, retry_key, settings::Settings};
use frontdesk_plugin::told::Told;

/// What LINE takes as one text, in UTF-16 units: as it counts.
pub const TEXT_CHARS_MAX: u32 = 5_000;
/// Bytes of the small picture that stands before one.
const PREVIEW_BYTES_MAX: u32 = 1_000_000;
/// Messages of one push.
pub const PARTS_MAX: usize = 5;

/// Sends a message.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    let Some((text, files)) = parts(message) else {
        let why = "LINE has no templates: write a text";
        return Ok(Outcome::refused(Cause::Content, why));
    };
    if !is_id(&message.thread) {
        let why = "the contact's address is no user id of LINE's";
        return Ok(Outcome::refused(Cause::Recipient, why));
    }
    let text = text::clean(&text);
    let parts = text::split(&text, Unit::Utf16, TEXT_CHARS_MAX as usize);
    if let Some(refused) = unfit(parts.len() + files.len()) {
        return Ok(refused);
    }
    let words = parts
        .iter()
        .map(|part| json!({ "type": "text", "text": part }));
    let messages: Vec<Value> = words.chain(files.into_iter().map(picture)).collect();
    let key = retry_key::of(cx.reference(), &message.thread);
    match cx.try_fetch(push(settings, &message.thread, &messages, &key)?)? {
        Ok(response) => taken(&response),
        Err(failure) => refusal::of(&failure),
    }
}

/// What is refused before anything is sent.
fn unfit(parts: usize) -> Option<Outcome> {
    let why = match parts {
        0 => "the message has no text".to_owned(),
        1..=PARTS_MAX => return None,
        _ => format!(
            "the text is too long: LINE takes {PARTS_MAX} messages of {TEXT_CHARS_MAX} characters at once"
        ),
    };
    Some(Outcome::refused(Cause::Content, why))
}

/// The words and the pictures beside them. LINE shows a picture with a small one before it, which may have
/// 1 MB; what is no larger is both. A film would need a picture and a sound its length, so these, and all
/// else, are an address in the text; and so is everything where it would be too many messages.
fn parts(message: &Message) -> Option<(String, Vec<&OutgoingFile>)> {
    let is_picture = |file: &OutgoingFile| {
        matches!(file.mime.as_str(), "image/jpeg" | "image/png") && file.bytes <= PREVIEW_BYTES_MAX
    };
    let (text, files) = message.parts(is_picture)?;
    if files.len() + usize::from(!text.is_empty()) > PARTS_MAX {
        return message.parts(|_| false);
    }
    Some((text, files))
}

/// <https://developers.line.biz/en/reference/messaging-api/#image-message>
fn picture(file: &OutgoingFile) -> Value {
    json!({ "type": "image", "originalContentUrl": file.url, "previewImageUrl": file.url })
}

fn push(settings: &Settings, to: &str, messages: &[Value], key: &str) -> Result<Request, Error> {
    let url = join(&settings.base_url, &["v2", "bot", "message", "push"]);
    let request = Request::post(url)
        .bearer(ACCESS_TOKEN)
        .header("x-line-retry-key", key)
        // Taken before: an answer too.
        .accept(409);
    request.json(&json!({ "to": to, "messages": messages }))
}

/// LINE's names for the messages, or for the request that it took where it names none. An answer without
/// either may be anybody's, and asking again is safe.
fn taken(response: &Response) -> Result<Outcome, Error> {
    let told: Value = response.json().unwrap_or_default();
    let messages = Told::from(&told).at("sentMessages").items();
    let mut ids: Vec<String> = messages
        .filter_map(|message| message.at("id").text().filter(|id| is_id(id)))
        .map(str::to_owned)
        .collect();
    if ids.is_empty() {
        let names = ["x-line-accepted-request-id", "x-line-request-id"];
        // Of a conflict only the former says that the message was taken.
        let names = names
            .iter()
            .take(if response.status == 409 { 1 } else { 2 });
        let mut headers = names.filter_map(|name| response.header(name));
        ids.extend(headers.find(|id| is_id(id)).map(str::to_owned));
    }
    if ids.is_empty() {
        let status = response.status;
        let message = format!("LINE answered {status} without a name for the message");
        return Err(Error::transient(message).code(status.to_string()));
    }
    Ok(Outcome::Sent(ids))
}
