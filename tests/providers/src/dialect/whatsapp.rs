//! WhatsApp Cloud API, on Meta's Graph API.
//!
//! A message that cannot be delivered is taken first and reported as failed afterwards, with the codes
//! of <https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes>.

mod webhook;

use serde_json::{Map, Value, json};

use super::{
    fields::{object, text},
    meta,
};
use crate::{
    Account, Choice, Content, Location, Media, Message, Problem, Refusals, Standing,
    call::{Answer, Call, SignedCall},
    dialect::{Asked, Dialect, Outgoing, Report, Stamped, is_digits_of_number},
    faults::Mishap,
    ids, sign,
    world::Desk,
};

/// Characters of a text.
const TEXT_MAX: usize = 4_096;
const TOO_LATE: &str = "Re-engagement message";
const UNDELIVERABLE: &str = "Message undeliverable";

pub(crate) struct WhatsApp;

impl Dialect for WhatsApp {
    fn title(&self) -> &'static str {
        "WhatsApp"
    }

    fn prefix(&self) -> &'static str {
        meta::PREFIX
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        let parts = call.parts();
        match (call.method.as_str(), parts.as_slice()) {
            ("POST", [version, id, "messages"]) if version.starts_with('v') => {
                messages(call, desk, id)
            }
            ("GET", ["media", id]) => media_file(call, desk, id).map(Asked::Else),
            ("GET", [version, id]) if version.starts_with('v') => {
                media_place(call, desk, id).map(Asked::Else)
            }
            _ => Err(meta::unknown_object(&call.path.join("/"))),
        }
    }

    fn taken(&self, outgoing: &Outgoing, _message: &Message) -> Answer {
        let to = &outgoing.to;
        let body = json!({
            "messaging_product": "whatsapp",
            "contacts": [{ "input": to, "wa_id": to }],
            "messages": [{ "id": outgoing.id, "message_status": "accepted" }],
        });
        Answer::json(200, &body)
    }

    fn too_many(&self, _call: &Call, mishap: &Mishap) -> Answer {
        let more = error_data("Cloud API message throughput has been reached.");
        let answer = meta::error_with(400, 130_429, "(#130429) Rate limit hit", &more);
        meta::with_regain(answer, "whatsapp", mishap)
    }

    fn internal(&self, _call: &Call) -> Answer {
        let more = error_data("Message failed to send due to an unknown error.");
        meta::error_with(500, 131_000, "(#131000) Something went wrong", &more)
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        webhook::inbound(account, stamped)
    }

    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall> {
        webhook::receipt(report)
    }

    fn message_id(&self) -> String {
        let name = format!("HBgL{}", ids::hex(24));
        format!("wamid.{}", sign::base64(name.as_bytes()))
    }

    fn check(&self, account: &Account) -> Option<(SignedCall, String)> {
        Some(meta::check(account))
    }

    fn takes(&self, _outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        &[
            ("image/jpeg", 5 << 20),
            ("image/png", 5 << 20),
            ("image/webp", 500 << 10),
            ("audio/", 16 << 20),
            ("video/", 16 << 20),
            ("application/", 100 << 20),
            ("text/plain", 100 << 20),
        ]
    }

    /// It takes the message first, and fetches its file then.
    fn unfetched(&self, outgoing: &mut Outgoing, _problem: Problem) -> Option<Answer> {
        outgoing.failing(131_053, "Media upload error");
        None
    }

    fn media_id(&self, message: &str) -> Option<String> {
        Some(ids::digits_of(message, 16))
    }
}

fn messages(call: &Call, desk: &Desk<'_>, id: &str) -> Result<Asked, Answer> {
    let account = authenticated(call, desk)?;
    if account.id != id {
        return Err(meta::unknown_object(id));
    }
    let Some(given) = object(call.json()) else {
        return Err(invalid("The request body is no JSON object."));
    };
    if given.get("messaging_product") != Some(&json!("whatsapp")) {
        return Err(invalid("The parameter messaging_product is required."));
    }
    if given.get("status") == Some(&json!("read")) {
        return Ok(Asked::Else(Answer::json(200, &json!({ "success": true }))));
    }
    let to = text(&given, "to").ok_or_else(|| invalid("The parameter to is required."))?;
    let to = to.trim_start_matches('+').to_owned();
    if !is_digits_of_number(&to) {
        let message = "(#131009) Parameter value is not valid";
        let more = error_data("The recipient phone number is not a valid phone number.");
        return Err(meta::error_with(400, 131_009, message, &more));
    }
    let content = content(&given)?;
    let is_template = given.get("type") == Some(&json!("template"));
    let mut outgoing = Outgoing::new(&account, &to, content, WhatsApp.message_id());
    outgoing.options = options(&given);
    outgoing.reference = text(&given, "biz_opaque_callback_data");
    stand(&mut outgoing, desk, is_template)?;
    Ok(outgoing.asked())
}

fn authenticated(call: &Call, desk: &Desk<'_>) -> Result<Account, Answer> {
    let account = desk.account(|account| meta::is_authenticated(call, account));
    account.ok_or_else(|| {
        let message = "Invalid OAuth access token - Cannot parse access token";
        meta::error(401, 190, message)
    })
}

fn content(given: &Map<String, Value>) -> Result<Content, Answer> {
    let kind = text(given, "type").unwrap_or_else(|| "text".to_owned());
    let Some(Value::Object(part)) = given.get(&kind) else {
        if kind == "contacts" && given.get("contacts").is_some_and(Value::is_array) {
            return Ok(Content::Unknown(kind));
        }
        return Err(invalid(&format!("The parameter {kind} is required.")));
    };
    match kind.as_str() {
        "text" => {
            let body = text(part, "body");
            let body = body.ok_or_else(|| invalid("The parameter text['body'] is required."))?;
            if body.chars().count() > TEXT_MAX {
                let why = format!("Param text['body'] must be at most {TEXT_MAX} characters long.");
                return Err(invalid(&why));
            }
            Ok(Content::Text(body))
        }
        "image" | "audio" | "video" | "document" | "sticker" => {
            let url = text(part, "link").or_else(|| text(part, "id"));
            let url = url.ok_or_else(|| invalid(&format!("{kind} needs an id or a link.")))?;
            Ok(Content::Media(Media {
                url,
                mime: if kind == "document" {
                    "application/octet-stream"
                } else {
                    ""
                }
                .to_owned(),
                caption: text(part, "caption"),
            }))
        }
        "interactive" => {
            let body = part.get("body").and_then(|body| body.get("text"));
            let body = body.and_then(Value::as_str).unwrap_or_default();
            Ok(Content::Text(body.to_owned()))
        }
        "location" => {
            let degrees = |name: &str| text(part, name)?.parse().ok();
            match (degrees("latitude"), degrees("longitude")) {
                (Some(latitude), Some(longitude)) => Ok(Content::Location(Location {
                    latitude,
                    longitude,
                    name: text(part, "name"),
                })),
                _ => Err(invalid("location needs latitude and longitude.")),
            }
        }
        "template" => {
            let name = text(part, "name");
            let name =
                name.ok_or_else(|| invalid("The parameter template['name'] is required."))?;
            Ok(Content::Unknown(format!("template {name}")))
        }
        _ => Ok(Content::Unknown(kind)),
    }
}

/// What the contact's standing does to the message. Free text goes to who has written within a day.
fn stand(outgoing: &mut Outgoing, desk: &Desk<'_>, is_template: bool) -> Result<(), Answer> {
    let phone = desk.phone(&outgoing.account, &outgoing.to);
    let standing = phone
        .as_ref()
        .map_or(Standing::Open, |phone| phone.standing);
    let has_written = phone.is_some_and(|phone| phone.has_written());
    let (code, title) = match standing {
        Standing::Blocked | Standing::Gone => (131_026, UNDELIVERABLE),
        Standing::Window if !is_template => (131_047, TOO_LATE),
        Standing::Open if !has_written && !is_template => (131_047, TOO_LATE),
        Standing::Window | Standing::Open => return Ok(()),
    };
    if outgoing.account.refusals == Refusals::Now {
        let message = format!("(#{code}) {title}");
        return Err(meta::error_with(400, code, &message, &error_data(title)));
    }
    outgoing.failing(code, title);
    Ok(())
}

/// Buttons of an interactive message.
fn options(given: &Map<String, Value>) -> Vec<Choice> {
    let buttons = given
        .get("interactive")
        .and_then(|interactive| interactive.get("action"))
        .and_then(|action| action.get("buttons"))
        .and_then(Value::as_array);
    let reply = |button: &Value| {
        let reply = button.get("reply")?.as_object()?.clone();
        Some(Choice {
            text: text(&reply, "title")?,
            payload: text(&reply, "id").unwrap_or_default(),
        })
    };
    buttons
        .map(|buttons| buttons.iter().filter_map(reply).collect())
        .unwrap_or_default()
}

fn media_place(call: &Call, desk: &Desk<'_>, id: &str) -> Result<Answer, Answer> {
    authenticated(call, desk)?;
    let media = desk.media(id).ok_or_else(|| meta::unknown_object(id))?;
    let mut place = json!({
        "messaging_product": "whatsapp", "id": id, "mime_type": media.mime(), "url": media.url,
    });
    if crate::media::is_ours(&media)
        && let Value::Object(place) = &mut place
    {
        let url = format!("{}/{}/media/{id}", desk.base(), meta::PREFIX);
        place.insert("url".to_owned(), json!(url));
        place.insert(
            "sha256".to_owned(),
            json!(sign::hex(&sign::sha256(crate::media::PICTURE))),
        );
        place.insert("file_size".to_owned(), json!(crate::media::PICTURE.len()));
    }
    Ok(Answer::json(200, &place))
}

fn media_file(call: &Call, desk: &Desk<'_>, id: &str) -> Result<Answer, Answer> {
    authenticated(call, desk)?;
    let media = desk.media(id).ok_or_else(|| meta::unknown_object(id))?;
    Ok(crate::media::answer(&media))
}

fn error_data(details: &str) -> Value {
    json!({ "error_data": { "messaging_product": "whatsapp", "details": details } })
}

fn invalid(details: &str) -> Answer {
    meta::error_with(400, 100, "(#100) Invalid parameter", &error_data(details))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_are_read_from_an_interactive_message() {
        let given = json!({ "interactive": { "action": { "buttons": [
            { "type": "reply", "reply": { "id": "y", "title": "Yes" } },
        ]}}});
        let Value::Object(given) = given else {
            panic!("an object")
        };
        let expected = Choice {
            text: "Yes".to_owned(),
            payload: "y".to_owned(),
        };
        assert_eq!(options(&given), [expected]);
    }
}
