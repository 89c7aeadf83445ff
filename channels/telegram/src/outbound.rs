//! A message to a contact: one request to the Bot API, or one for each part of a long text.

use frontdesk_plugin::{
    Cx, Error, Request, Response,
    channel::{Cause, Message, Outcome, OutgoingFile},
    outbound::{self, Failed, Manner},
    text::{self, Unit},
    told::Told,
};
use serde_json::{Value, json};

use crate::{inbound::message_id, refusal, settings::Settings};

/// What Telegram takes as one text, in UTF-16 units: as it counts everything in texts.
pub const TEXT_CHARS_MAX: u32 = 4_096;
/// Parts of one message: below the rounds of requests that a gateway allows.
pub const PARTS_MAX: usize = 6;

/// Sends a message.
pub fn send(message: &Message, settings: &Settings, cx: &mut Cx) -> Result<Outcome, Error> {
    let Some((text, files)) = message.parts(|file| method_for(file).is_some()) else {
        let why = "Telegram has no templates: write a text";
        return Ok(Outcome::refused(Cause::Content, why));
    };
    let Ok(chat) = message.thread.parse::<i64>() else {
        let why = "the contact's address is no number of a Telegram chat";
        return Ok(Outcome::refused(Cause::Recipient, why));
    };
    let text = text::clean(&text);
    let parts = text::split(&text, Unit::Utf16, TEXT_CHARS_MAX as usize);
    if let Some(refused) = unfit(parts.len() + files.len()) {
        return Ok(refused);
    }
    let words = parts.iter().map(|part| request(settings, chat, part));
    let files = files
        .into_iter()
        .filter_map(|file| file_request(settings, chat, file));
    let requests = words.chain(files);
    let requests = requests.collect::<Result<_, _>>()?;
    let taken = |response: &Response| taken(response, chat);
    outbound::send(cx, requests, &Manner::BRIEF, taken, refusal::of)
}

/// What is refused before anything is sent.
fn unfit(parts: usize) -> Option<Outcome> {
    let why = match parts {
        0 => "the message has no text".to_owned(),
        1..=PARTS_MAX => return None,
        _ => format!(
            "the text is too long: Telegram takes {TEXT_CHARS_MAX} characters at once, and a \
             message is sent in at most {PARTS_MAX} parts"
        ),
    };
    Some(Outcome::refused(Cause::Content, why))
}

/// The request for one part. Without `parse_mode` a text is what the agent wrote, whatever signs are in it.
fn request(settings: &Settings, chat: i64, part: &str) -> Result<Request, Error> {
    Request::post(settings.method("sendMessage")).json(&json!({ "chat_id": chat, "text": part }))
}

/// The method that takes a file by its address, and what it calls it; none: Telegram does not fetch such a
/// file. Pictures have up to 5 MB, others 20, and of documents it fetches PDF and GIF only:
/// <https://core.telegram.org/bots/api#sending-files>.
fn method_for(file: &OutgoingFile) -> Option<(&'static str, &'static str)> {
    let (bytes_max, method) = match file.mime.as_str() {
        "image/jpeg" | "image/png" => (5_000_000, ("sendPhoto", "photo")),
        "audio/mpeg" | "audio/mp4" => (20_000_000, ("sendAudio", "audio")),
        "video/mp4" => (20_000_000, ("sendVideo", "video")),
        "image/gif" | "application/pdf" => (20_000_000, ("sendDocument", "document")),
        _ => return None,
    };
    (file.bytes <= bytes_max).then_some(method)
}

fn file_request(
    settings: &Settings,
    chat: i64,
    file: &OutgoingFile,
) -> Option<Result<Request, Error>> {
    let (method, name) = method_for(file)?;
    let body = json!({ "chat_id": chat, name: file.url });
    Some(Request::post(settings.method(method)).json(&body))
}

/// An answer that names the message is a receipt. Another one may be anybody's.
fn taken(response: &Response, chat: i64) -> Result<String, Failed> {
    let told: Value = response.json().unwrap_or_default();
    let told = Told::from(&told);
    let number = told.at("result").at("message_id").whole();
    match number.filter(|_| told.at("ok").is_true()) {
        Some(number) => Ok(message_id(&chat.to_string(), number)),
        None => Err(Failed::Uncertain(format!(
            "Telegram answered {} without a number for the message",
            response.status
        ))),
    }
}
