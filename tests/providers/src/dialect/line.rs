//! LINE's Messaging API: push and reply, up to five messages each, with a key against sending twice.
//!
//! <https://developers.line.biz/en/reference/messaging-api/>. Whoever has blocked the account is sent
//! nothing, and the sender is not told. There are no reports on messages.

mod webhook;

use serde_json::{Map, Value, json};

use super::fields::{inner, object, text};
use crate::{
    Account, Choice, Content, Location, Media, Message, Standing,
    call::{Answer, Call, SignedCall},
    dialect::{Asked, Dialect, Outgoing, Report, Stamped},
    faults::Mishap,
    ids, sign,
    world::Desk,
};

/// UTF-16 units of a text.
const TEXT_MAX: usize = 5_000;
/// Messages of one request.
const MESSAGES_MAX: usize = 5;

pub(crate) struct Line;

impl Dialect for Line {
    fn title(&self) -> &'static str {
        "LINE"
    }

    fn prefix(&self) -> &'static str {
        "line"
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        let account = desk.account(|account| call.bearer() == Some(account.token.as_str()));
        let account = account.ok_or_else(|| {
            let why = "Authentication failed. Confirm that the access token in the authorization \
                       header is valid.";
            refusal(401, why)
        })?;
        match (call.method.as_str(), call.parts().as_slice()) {
            ("POST", ["v2", "bot", "message", "push"]) => push(call, &account, desk),
            ("POST", ["v2", "bot", "message", "reply"]) => reply(call, &account, desk),
            ("POST", ["v2", "bot", "chat", "loading", "start"]) => {
                Ok(Asked::Else(Answer::json(202, &json!({}))))
            }
            ("GET", ["v2", "bot", "info"]) => Ok(Asked::Else(Answer::json(
                200,
                &json!({ "userId": account.id, "displayName": account.address() }),
            ))),
            ("GET", ["v2", "bot", "message", id, "content"]) => {
                let media = desk.media(&format!("line:{id}"));
                let media = media.ok_or_else(|| refusal(404, "Not found"))?;
                Ok(Asked::Else(crate::media::answer(&media)))
            }
            _ => Err(refusal(404, "Not found")),
        }
    }

    fn taken(&self, outgoing: &Outgoing, _message: &Message) -> Answer {
        let also = outgoing.also.iter().map(|(id, _)| id.as_str());
        let names = std::iter::once(outgoing.id.as_str()).chain(also);
        let body = json!({ "sentMessages": sent_messages(names) });
        Answer::json(200, &body).with("x-line-request-id", ids::uuid())
    }

    fn too_many(&self, _call: &Call, _mishap: &Mishap) -> Answer {
        // LINE does not say when.
        refusal(
            429,
            "The API rate limit has been exceeded. Try again later.",
        )
    }

    fn internal(&self, _call: &Call) -> Answer {
        refusal(500, "Internal server error")
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        webhook::inbound(account, stamped)
    }

    fn receipt(&self, _report: &Report<'_>) -> Vec<SignedCall> {
        Vec::new()
    }

    fn message_id(&self) -> String {
        ids::growing().to_string()
    }

    fn barred(&self, account: &Account, contact: &str, standing: Standing) -> Option<SignedCall> {
        webhook::barred(account, contact, standing)
    }

    /// The contact's phone fetches it when it is looked at: LINE says nothing of one that is not there.
    fn takes(&self, _outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        &[
            ("image/", 10 << 20),
            ("video/", 200 << 20),
            ("audio/", 200 << 20),
        ]
    }

    fn media_id(&self, message: &str) -> Option<String> {
        Some(format!("line:{message}"))
    }
}

fn push(call: &Call, account: &Account, desk: &Desk<'_>) -> Result<Asked, Answer> {
    let given = body(call)?;
    let to = text(&given, "to").filter(|to| is_user(to));
    let to =
        to.ok_or_else(|| refusal(400, "The property, 'to', in the request body is invalid"))?;
    let key = call.header("x-line-retry-key");
    if key.is_some_and(|key| !is_uuid(key)) {
        let why = "The value of X-Line-Retry-Key is not a valid UUID";
        return Err(refusal(400, why));
    }
    if let Some(id) = key.and_then(|key| desk.taken_with(key)) {
        let body = json!({
            "message": "The retry key is already accepted",
            "sentMessages": sent_messages(std::iter::once(id.as_str())),
        });
        let accepted = Answer::json(409, &body);
        return Err(accepted.with("x-line-accepted-request-id", ids::uuid()));
    }
    let mut outgoing = outgoing(&given, account, &to, desk)?;
    // The key is the gateway's only name for a message here.
    outgoing.reference = key.map(str::to_owned);
    outgoing.once = key.map(str::to_owned);
    Ok(outgoing.asked())
}

fn reply(call: &Call, account: &Account, desk: &Desk<'_>) -> Result<Asked, Answer> {
    let given = body(call)?;
    let token = text(&given, "replyToken").unwrap_or_default();
    let invalid = || refusal(400, "Invalid reply token");
    if desk.taken_with(&token).is_some() {
        return Err(invalid());
    }
    let read = sign::from_base64_url(&token).and_then(|bytes| String::from_utf8(bytes).ok());
    let to = read.as_deref().and_then(|text| text.split_once(':'));
    let (_, to) = to.ok_or_else(invalid)?;
    let mut outgoing = outgoing(&given, account, to, desk)?;
    outgoing.once = Some(token);
    Ok(outgoing.asked())
}

fn body(call: &Call) -> Result<Map<String, Value>, Answer> {
    let why = "The request body could not be parsed as JSON (line: 1, column: 1)";
    object(call.json()).ok_or_else(|| refusal(400, why))
}

fn outgoing(
    given: &Map<String, Value>,
    account: &Account,
    to: &str,
    desk: &Desk<'_>,
) -> Result<Outgoing, Answer> {
    let messages = given.get("messages").and_then(Value::as_array);
    let messages = messages.map(Vec::as_slice).unwrap_or_default();
    if messages.len() > MESSAGES_MAX {
        return Err(wrong("messages", "Size must be between 1 and 5"));
    }
    let mut contents = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let place = format!("messages[{index}]");
        let message = message
            .as_object()
            .ok_or_else(|| wrong(&place, "Must be an object"))?;
        contents.push((ids::growing().to_string(), content(message, &place)?));
    }
    let mut contents = contents.into_iter();
    let (id, first) = contents
        .next()
        .ok_or_else(|| wrong("messages", "Size must be between 1 and 5"))?;
    let mut outgoing = Outgoing::new(account, to, first, id);
    outgoing.also = contents.collect();
    outgoing.options = messages.iter().flat_map(options).collect();
    match desk.phone(account, to).map(|phone| phone.standing) {
        // Nobody is sent anything who is not a friend of the account.
        None | Some(Standing::Gone) => return Err(refusal(400, "Failed to send messages")),
        Some(Standing::Blocked) => outgoing.failing(0, "blocked"),
        Some(Standing::Window | Standing::Open) => {}
    }
    Ok(outgoing)
}

fn content(message: &Map<String, Value>, place: &str) -> Result<Content, Answer> {
    let kind = text(message, "type").unwrap_or_default();
    match kind.as_str() {
        "text" | "textV2" => {
            let words = text(message, "text");
            let place = format!("{place}.text");
            let words = words.ok_or_else(|| wrong(&place, "May not be empty"))?;
            if words.encode_utf16().count() > TEXT_MAX {
                return Err(wrong(&place, "Length must be between 0 and 5000"));
            }
            Ok(Content::Text(words))
        }
        "image" | "video" | "audio" => {
            let url = text(message, "originalContentUrl");
            let place = format!("{place}.originalContentUrl");
            let url = url.ok_or_else(|| wrong(&place, "May not be empty"))?;
            Ok(Content::Media(Media {
                url,
                mime: match kind.as_str() {
                    "video" => "video/mp4",
                    "audio" => "audio/mp4",
                    _ => "",
                }
                .to_owned(),
                caption: None,
            }))
        }
        "location" => {
            let degrees = |name: &str| text(message, name).and_then(|text| text.parse().ok());
            match (degrees("latitude"), degrees("longitude")) {
                (Some(latitude), Some(longitude)) => Ok(Content::Location(Location {
                    latitude,
                    longitude,
                    name: text(message, "title"),
                })),
                _ => Err(wrong(&format!("{place}.latitude"), "May not be null")),
            }
        }
        "sticker" | "template" | "flex" | "imagemap" => Ok(Content::Unknown(kind)),
        _ => Err(wrong(&format!("{place}.type"), "Unknown message type")),
    }
}

/// Answers under a message.
fn options(message: &Value) -> Vec<Choice> {
    let quick = message.as_object().and_then(|m| inner(m, "quickReply"));
    let items = quick.and_then(|quick| quick.get("items")?.as_array());
    let choice = |item: &Value| {
        let action = inner(item.as_object()?, "action")?;
        Some(Choice {
            text: text(action, "label")?,
            payload: text(action, "data")
                .or_else(|| text(action, "text"))
                .unwrap_or_default(),
        })
    };
    items
        .map(|items| items.iter().filter_map(choice).collect())
        .unwrap_or_default()
}

fn sent_messages<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Value> {
    names
        .map(|id| json!({ "id": id, "quoteToken": format!("q{id}") }))
        .collect()
}

/// `U` and 32 hexadecimal digits.
fn is_user(text: &str) -> bool {
    let digits = text.strip_prefix('U');
    digits.is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "message": message }))
}

fn wrong(property: &str, message: &str) -> Answer {
    let body = json!({
        "message": "The request body has 1 error(s)",
        "details": [{ "message": message, "property": property }],
    });
    Answer::json(400, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_keys_are_known_by_their_form() {
        assert!(is_user(&format!("U{}", "a".repeat(32))));
        assert!(!is_user("Uabc") && !is_user(&"a".repeat(33)));
        assert!(is_uuid("123e4567-e89b-12d3-a456-426614174000"));
        assert!(!is_uuid("123e4567") && !is_uuid("123e4567-e89b-12d3-a456-42661417400g"));
    }
}
