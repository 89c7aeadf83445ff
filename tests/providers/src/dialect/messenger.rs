//! Facebook Messenger, on Meta's Graph API; and what Instagram has in common with it.
//!
//! <https://developers.facebook.com/docs/messenger-platform>. Own messages come back as echoes with the
//! gateway's `metadata`; delivery and reading are told by watermark.

use serde_json::{Map, Value, json};

use super::{
    fields::{inner, object, put, text},
    meta,
};
use crate::{
    Account, Choice, Content, Media, Message, Phone, Problem, Standing, State,
    call::{Answer, Call, SignedCall},
    dialect::{Asked, Dialect, Outgoing, Report, Stamped},
    faults::Mishap,
    ids, sign,
    world::Desk,
};

/// What differs between the two.
pub(super) struct Kind {
    /// `object` of a webhook.
    pub(super) object: &'static str,
    /// How long a text may be, as this counts.
    pub(super) text_max: usize,
    pub(super) length: fn(&str) -> usize,
    /// `error_subcode` of a message that comes too late.
    pub(super) window: u32,
}

const KIND: Kind = Kind {
    object: "page",
    text_max: 2_000,
    length: |text| text.chars().count(),
    window: 2_018_278,
};

pub(crate) struct Messenger;

impl Dialect for Messenger {
    fn title(&self) -> &'static str {
        "Messenger"
    }

    fn prefix(&self) -> &'static str {
        meta::PREFIX
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        read(&KIND, call, desk)
    }

    fn taken(&self, outgoing: &Outgoing, _message: &Message) -> Answer {
        taken(outgoing)
    }

    fn too_many(&self, _call: &Call, mishap: &Mishap) -> Answer {
        too_many(mishap)
    }

    fn internal(&self, _call: &Call) -> Answer {
        internal()
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        inbound(&KIND, account, stamped)
    }

    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall> {
        let watermark = report.message.at_ms;
        let (name, value) = match report.state {
            State::Delivered => (
                "delivery",
                json!({ "mids": [report.message.id], "watermark": watermark }),
            ),
            State::Read => ("read", json!({ "watermark": watermark })),
            State::Sent | State::Failed => return Vec::new(),
        };
        vec![told(&KIND, report, name, value)]
    }

    fn echo(&self, report: &Report<'_>) -> Option<SignedCall> {
        Some(echo(&KIND, report))
    }

    fn takes(&self, outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        files(outgoing)
    }

    fn unfetched(&self, _outgoing: &mut Outgoing, problem: Problem) -> Option<Answer> {
        Some(unfetched(problem))
    }

    fn message_id(&self) -> String {
        mid()
    }

    fn check(&self, account: &Account) -> Option<(SignedCall, String)> {
        Some(meta::check(account))
    }
}

/// A new name for a message.
pub(super) fn mid() -> String {
    format!("m_{}", sign::base64_url(ids::hex(36).as_bytes()))
}

pub(super) fn taken(outgoing: &Outgoing) -> Answer {
    let body = json!({ "recipient_id": outgoing.to, "message_id": outgoing.id });
    Answer::json(200, &body)
}

pub(super) fn too_many(mishap: &Mishap) -> Answer {
    let message = "(#613) Calls to this api have exceeded the rate limit.";
    meta::with_regain(meta::error(400, 613, message), "messenger", mishap)
}

pub(super) fn internal() -> Answer {
    let more = json!({ "is_transient": true });
    meta::error_with(500, 2, "An unexpected error has occurred.", &more)
}

pub(super) fn read(kind: &Kind, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
    let parts = call.parts();
    let ("POST", [version, id, "messages"]) = (call.method.as_str(), parts.as_slice()) else {
        return Err(meta::unknown_object(&call.path.join("/")));
    };
    let account = desk.account(|account| meta::is_authenticated(call, account));
    let account = account.ok_or_else(|| {
        let message = "Invalid OAuth access token - Cannot parse access token";
        meta::error(400, 190, message)
    })?;
    if !version.starts_with('v') || !(account.id == *id || *id == "me") {
        return Err(meta::unknown_object(id));
    }
    let given = object(call.json()).unwrap_or_default();
    let to = inner(&given, "recipient").and_then(|recipient| text(recipient, "id"));
    let to = to.ok_or_else(|| invalid("The parameter recipient is required"))?;
    if given.contains_key("sender_action") {
        let body = json!({ "recipient_id": to });
        return Ok(Asked::Else(Answer::json(200, &body)));
    }
    let message = inner(&given, "message");
    let message = message.ok_or_else(|| invalid("The parameter message is required"))?;
    let content = content(kind, message)?;
    stand(kind, desk.phone(&account, &to).as_ref(), &given)?;
    let mut outgoing = Outgoing::new(&account, &to, content, mid());
    outgoing.options = options(message);
    outgoing.reference = text(message, "metadata");
    Ok(outgoing.asked())
}

fn content(kind: &Kind, message: &Map<String, Value>) -> Result<Content, Answer> {
    match (text(message, "text"), inner(message, "attachment")) {
        (Some(_), Some(_)) => Err(invalid(
            "Only one of the text, attachment, and dynamic_text fields can be specified",
        )),
        (None, None) => Err(invalid("Empty text")),
        (Some(text), None) if (kind.length)(&text) > kind.text_max => {
            let max = kind.text_max;
            let why = format!("Length of param message[text] must be less than or equal to {max}");
            Err(invalid(&why))
        }
        (Some(text), None) => Ok(Content::Text(text)),
        (None, Some(attachment)) => {
            let named = text(attachment, "type").unwrap_or_default();
            let url = inner(attachment, "payload").and_then(|payload| text(payload, "url"));
            match (named.as_str(), url) {
                ("image" | "audio" | "video" | "file", Some(url)) => Ok(Content::Media(Media {
                    url,
                    mime: mime_of(&named).to_owned(),
                    caption: None,
                })),
                ("template", _) => Ok(Content::Unknown(named)),
                _ => Err(invalid("Param message[attachment] is not valid")),
            }
        }
    }
}

/// Files must be of the kind that they are sent as.
pub(super) fn files(outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
    let Content::Media(media) = &outgoing.content else {
        return &[];
    };
    match media.kind() {
        "image" => &[("image/", 8 << 20)],
        "audio" => &[("audio/", 25 << 20)],
        "video" => &[("video/", 25 << 20)],
        _ => &[("", 25 << 20)],
    }
}

/// It fetches the file before it answers.
pub(super) fn unfetched(problem: Problem) -> Answer {
    let (subcode, why) = match problem {
        Problem::Unreachable => (2_018_008, "(#100) Failed to fetch the file from the url"),
        Problem::Kind | Problem::TooLarge => (2_018_047, "(#100) Upload attachment failure."),
    };
    meta::error_with(400, 100, why, &json!({ "error_subcode": subcode }))
}

fn mime_of(named: &str) -> &'static str {
    match named {
        "audio" => "audio/mpeg",
        "video" => "video/mp4",
        "file" => "application/octet-stream",
        _ => "",
    }
}

/// What the contact's standing does to the message. A page cannot begin a talk.
fn stand(kind: &Kind, phone: Option<&Phone>, given: &Map<String, Value>) -> Result<(), Answer> {
    let messaging_type = text(given, "messaging_type");
    let is_tagged = messaging_type.as_deref() == Some("MESSAGE_TAG");
    if !matches!(
        messaging_type.as_deref(),
        None | Some("RESPONSE" | "UPDATE" | "MESSAGE_TAG")
    ) {
        return Err(invalid(
            "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}",
        ));
    }
    if is_tagged && text(given, "tag").is_none() {
        return Err(invalid(
            "Param tag is required for messaging_type MESSAGE_TAG",
        ));
    }
    let unknown = || {
        let more = json!({ "error_subcode": 2_018_001 });
        meta::error_with(400, 100, "(#100) No matching user found", &more)
    };
    match phone.map(|phone| phone.standing) {
        None | Some(Standing::Gone) => Err(unknown()),
        Some(Standing::Blocked) => {
            let message = "(#551) This person isn't available right now.";
            Err(meta::error(400, 551, message))
        }
        Some(Standing::Window) if !is_tagged => {
            let message = "(#10) This message is sent outside of allowed window.";
            let more = json!({ "error_subcode": kind.window });
            Err(meta::error_with(400, 10, message, &more))
        }
        Some(Standing::Window | Standing::Open) => Ok(()),
    }
}

fn options(message: &Map<String, Value>) -> Vec<Choice> {
    let replies = message.get("quick_replies").and_then(Value::as_array);
    let choice = |reply: &Value| {
        let reply = reply.as_object()?;
        Some(Choice {
            text: text(reply, "title")?,
            payload: text(reply, "payload").unwrap_or_default(),
        })
    };
    replies
        .map(|replies| replies.iter().filter_map(choice).collect())
        .unwrap_or_default()
}

pub(super) fn inbound(kind: &Kind, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    let mut message = json!({ "mid": stamped.id });
    let file = |kind: &str, payload: Value| json!([{ "type": kind, "payload": payload }]);
    match &inbound.content {
        Content::Text(words) => put(&mut message, "text", json!(words)),
        Content::Media(media) => {
            if let Some(caption) = &media.caption {
                put(&mut message, "text", json!(caption));
            }
            let attachments = file(media.kind(), json!({ "url": media.url }));
            put(&mut message, "attachments", attachments);
        }
        Content::Location(place) => {
            let at = json!({ "lat": place.latitude, "long": place.longitude });
            let attachments = file("location", json!({ "coordinates": at }));
            put(&mut message, "attachments", attachments);
        }
        // There are no cards: people write them.
        Content::Contact(card) => {
            let words = format!("{} {}", card.name, card.phone);
            put(&mut message, "text", json!(words));
        }
        Content::Button(choice) => {
            put(&mut message, "text", json!(choice.text));
            let reply = json!({ "payload": choice.payload() });
            put(&mut message, "quick_reply", reply);
        }
        Content::Unknown(named) => {
            put(&mut message, "attachments", file(named, json!({})));
        }
    }
    let event = json!({
        "sender": { "id": inbound.from }, "recipient": { "id": account.id },
        "timestamp": stamped.at_ms, "message": message,
    });
    envelope(kind, account, stamped.at_ms, &event, stamped.id)
}

pub(super) fn echo(kind: &Kind, report: &Report<'_>) -> SignedCall {
    let message = report.message;
    let mut echo = json!({
        "is_echo": true, "mid": message.id,
        "app_id": ids::digits_of(&report.account.id, 15).parse::<u64>().unwrap_or_default(),
    });
    if let Some(reference) = &message.reference {
        put(&mut echo, "metadata", json!(reference));
    }
    match &message.content {
        Content::Media(media) => {
            let attachment = json!([{ "type": media.kind(), "payload": { "url": media.url } }]);
            put(&mut echo, "attachments", attachment);
        }
        content @ (Content::Text(_)
        | Content::Location(_)
        | Content::Contact(_)
        | Content::Button(_)
        | Content::Unknown(_)) => put(&mut echo, "text", json!(content.text())),
    }
    let event = json!({
        "sender": { "id": report.account.id }, "recipient": { "id": report.phone.contact },
        "timestamp": message.at_ms, "message": echo,
    });
    envelope(kind, report.account, report.at_ms, &event, &message.id)
}

/// A report on a message.
pub(super) fn told(kind: &Kind, report: &Report<'_>, name: &str, value: Value) -> SignedCall {
    let mut event = json!({
        "sender": { "id": report.phone.contact }, "recipient": { "id": report.account.id },
        "timestamp": report.at_ms,
    });
    put(&mut event, name, value);
    envelope(
        kind,
        report.account,
        report.at_ms,
        &event,
        &report.message.id,
    )
}

fn envelope(
    kind: &Kind,
    account: &Account,
    at_ms: u64,
    event: &Value,
    message: &str,
) -> SignedCall {
    let body = json!({
        "object": kind.object,
        "entry": [{ "id": account.id, "time": at_ms, "messaging": [event] }],
    });
    meta::signed(account, &body, message)
}

fn invalid(why: &str) -> Answer {
    meta::error(400, 100, &format!("(#100) {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inbound, Location, Provider};

    fn event(content: Content) -> Value {
        let account = Account::new(Provider::Messenger, "77", "t", "http://gateway.test/hook");
        let said = Inbound::of("5678", content).with_id("m_1");
        let call = crate::inbound(Provider::Messenger, &account, &said);
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        assert_eq!(body["object"], json!("page"));
        body["entry"][0]["messaging"][0].clone()
    }

    #[test]
    fn each_kind_is_where_the_platform_puts_it() {
        let text = event(Content::Text("Hi".to_owned()));
        assert_eq!(text["message"], json!({ "mid": "m_1", "text": "Hi" }));
        assert_eq!(text["sender"]["id"], json!("5678"));
        let place = event(Content::Location(Location {
            latitude: 1.5,
            longitude: -2.5,
            name: None,
        }));
        let at = &place["message"]["attachments"][0]["payload"]["coordinates"];
        assert_eq!(at, &json!({ "lat": 1.5, "long": -2.5 }));
        let button = event(Content::Button(Choice {
            text: "Red".to_owned(),
            payload: "PICK_RED".to_owned(),
        }));
        assert_eq!(
            button["message"]["quick_reply"]["payload"],
            json!("PICK_RED")
        );
    }
}
