//! A message to a person, and the file of one from them.

use frontdesk_plugin::{
    Cx, Error, Request,
    channel::{Cause, Message, Outcome, OutgoingFile},
    host,
    http::join,
    text::{self, Unit, clean},
};
use serde_json::{Value, json};

use crate::{
    ACCESS_TOKEN, api, reference,
    send::{self, message_id},
    window::{self, Window},
};

/// How the channel's messages go out.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// Where the API is, and its version.
    pub base_url: &'a str,
    /// See [`Self::base_url`].
    pub api_version: &'a str,
    /// The page or account whose messages they are.
    pub id: &'a str,
    /// What is counted of a text, and how much of it is taken at once.
    pub unit: Unit,
    /// See [`Self::unit`].
    pub max: usize,
    /// What the unit is called.
    pub counted: &'static str,
    /// Whether an answer has to be called one (`messaging_type`).
    pub says_type: bool,
    /// Whether our reference goes along, to come back in the echo.
    pub says_reference: bool,
    /// Whether people may answer for seven days.
    pub human_agent: bool,
    /// What a file is called that is fetched and shown; none: it is an address in the text.
    pub kind_of: fn(&OutgoingFile) -> Option<&'static str>,
}

/// Sends a message.
pub fn send(message: &Message, sender: &Sender<'_>, cx: &mut Cx) -> Result<Outcome, Error> {
    let Some((text, files)) = message.parts(|file| (sender.kind_of)(file).is_some()) else {
        return Ok(Outcome::refused(
            Cause::Content,
            "there are no templates on this channel",
        ));
    };
    let text = clean(&text);
    let tagged = match window::at(message.contact_wrote_at, host::now()) {
        Window::Open => false,
        Window::Extended if sender.human_agent => true,
        Window::Extended | Window::Closed => return Ok(too_late(sender.human_agent)),
    };
    let parts = text::split(&text, sender.unit, sender.max);
    let parts = match send::parts(parts, files.len(), sender.max, sender.counted) {
        Ok(parts) => parts,
        Err(refused) => return Ok(refused),
    };
    // A message is words or a file, never both.
    let words = parts.into_iter().map(|part| ("text", json!(part)));
    let files = files
        .into_iter()
        .filter_map(|file| attachment(file, sender));
    let parts: Vec<(&str, Value)> = words.chain(files).collect();
    let mut requests = Vec::with_capacity(parts.len());
    for (index, (key, part)) in parts.iter().enumerate() {
        let reference = reference::of_part(cx.reference(), index, parts.len());
        let reference = sender.says_reference.then_some(reference);
        requests.push(request(message, sender, (key, part), tagged, reference)?);
    }
    send::send(cx, requests, message_id)
}

/// A file that Meta fetches: <https://developers.facebook.com/docs/messenger-platform/send-messages#url>.
fn attachment(file: &OutgoingFile, sender: &Sender<'_>) -> Option<(&'static str, Value)> {
    let kind = (sender.kind_of)(file)?;
    let payload = json!({ "url": file.url, "is_reusable": false });
    Some(("attachment", json!({ "type": kind, "payload": payload })))
}

fn too_late(human_agent: bool) -> Outcome {
    Outcome::refused(
        Cause::WindowClosed,
        if human_agent {
            "the contact wrote more than 7 days ago, or not yet"
        } else {
            "the contact wrote more than 24 hours ago, or not yet"
        },
    )
}

fn request(
    message: &Message,
    sender: &Sender<'_>,
    (key, part): (&str, &Value),
    tagged: bool,
    reference: Option<String>,
) -> Result<Request, Error> {
    let mut body = json!({
        "recipient": { "id": message.thread },
        "message": { key: part },
    });
    let mut put = |key: &str, value: Value| {
        if let Some(body) = body.as_object_mut() {
            body.insert(key.to_owned(), value);
        }
    };
    if tagged {
        put("messaging_type", json!("MESSAGE_TAG"));
        put("tag", json!("HUMAN_AGENT"));
    } else if sender.says_type {
        put("messaging_type", json!("RESPONSE"));
    }
    if let Some(reference) = reference {
        put("message", json!({ key: part, "metadata": reference }));
    }
    let url = join(
        sender.base_url,
        &[sender.api_version, sender.id, "messages"],
    );
    Ok(Request::post(url).json(&body)?.bearer(ACCESS_TOKEN))
}

/// The request for a file: its address is signed, so it takes no secret. It came with a call, so it must
/// be on one of Meta's hosts.
pub fn fetch_file(handle: &str, base_url: &str) -> Result<Request, Error> {
    if api::is_file_address(handle, base_url) {
        return Ok(Request::get(handle));
    }
    Err(Error::rejected("the file is not on one of Meta's hosts"))
}
