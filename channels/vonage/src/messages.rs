//! A verified call in the way of the Messages API, to events: a message, or the status of one.
//! <https://developer.vonage.com/en/api/messages#inbound-message>

use frontdesk_plugin::{
    Error,
    channel::{Attachment, DeliveryState, Event, EventKind, Media, Said},
    text,
};
use serde_json::Value;

use crate::{
    cause::Why,
    file::is_link,
    inbound::{Report, address, identified, name},
    moment,
};

/// What a call means. Fields that are not known are let be.
pub fn read(call: &Value, now: f64) -> Result<Vec<Event>, Error> {
    if !call.is_object() {
        return Err(Error::invalid("the call is no object"));
    }
    let id = text_at(call, "message_uuid");
    let id = id
        .as_deref()
        .and_then(name)
        .ok_or_else(|| Error::invalid("the call names no message (message_uuid)"))?;
    let timestamp = text_at(call, "timestamp");
    let at = moment::ms(timestamp.as_deref(), now);
    if let Some(status) = text_at(call, "status") {
        return Ok(status_events(call, id, &status, at));
    }
    let contact =
        number_at(call, "from").ok_or_else(|| Error::invalid("the call names no sender (from)"))?;
    let said = said(call);
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let event = Event::new(id, &contact, at, EventKind::Message(said));
    Ok(vec![identified(event)])
}

/// A text, or a number as it is written.
fn text_at(object: &Value, key: &str) -> Option<String> {
    let found = match object.get(key)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!found.is_empty()).then_some(found)
}

/// Whose it is: the older version of the API has the number in an object.
fn number_at(call: &Value, key: &str) -> Option<String> {
    let found = text_at(call, key).or_else(|| text_at(call.get(key)?, "number"))?;
    address(&found)
}

/// What the contact wrote; the API has joined the parts of a long text.
fn said(call: &Value) -> Said {
    // The older version of the API has it further in.
    let older = call.pointer("/message/content");
    let call_or_older = |key: &str| text_at(call, key).or_else(|| text_at(older?, key));
    let mut lines = Vec::new();
    let mut attachments = Vec::new();
    if let Some(channel) = text_at(call, "channel").filter(|channel| channel != "sms") {
        // It is answered by SMS, which may come as a surprise.
        let is_mms = channel == "mms";
        let channel = text::clean_name(&channel).filter(|_| !is_mms);
        lines.extend(channel.map(|channel| format!("[sent over {channel}]")));
    }
    let marks = lines.len();
    lines.push(text::clean(&call_or_older("text").unwrap_or_default()));
    for (key, media) in [
        ("image", Media::Image),
        ("audio", Media::Audio),
        ("video", Media::Video),
        ("file", Media::Document),
        ("vcard", Media::Document),
    ] {
        let Some(file) = call.get(key) else { continue };
        lines.push(text::clean(&text_at(file, "caption").unwrap_or_default()));
        match text_at(file, "url").filter(|url| is_link(url)) {
            Some(url) => attachments.push(Attachment {
                name: text_at(file, "name").and_then(|name| text::clean_name(&name)),
                ..Attachment::new(media, url)
            }),
            // It cannot be fetched, but it was sent.
            None => lines.push(format!("[unsupported message: {key}]")),
        }
    }
    lines.retain(|line| !line.is_empty());
    if lines.len() == marks && attachments.is_empty() {
        let kind = call_or_older("message_type").or_else(|| call_or_older("type"));
        let kind = kind.and_then(|kind| text::clean_name(&kind));
        match kind {
            Some(kind) if kind != "text" => lines.push(format!("[unsupported message: {kind}]")),
            Some(_) | None => lines.clear(),
        }
    }
    Said {
        text: lines.join("\n"),
        attachments,
        reply_to: None,
    }
}

fn status_events(call: &Value, id: &str, status: &str, at: f64) -> Vec<Event> {
    let Some(state) = state(status) else {
        return Vec::new();
    };
    let code = call.get("error").and_then(code_of);
    let report = Report {
        id,
        status,
        state,
        reference: call.get("client_ref").and_then(Value::as_str),
        contact: number_at(call, "to"),
        code: code.as_deref(),
        why: Why::of_text(code.as_deref()),
        at,
    };
    report.events()
}

/// Vonage's code for a problem: its title, or the last part of the address that it is explained at
/// (RFC 7807).
pub(crate) fn code_of(problem: &Value) -> Option<String> {
    let is_code = |text: &String| {
        (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let title = text_at(problem, "title").filter(is_code);
    let place = || {
        let kind = text_at(problem, "type")?;
        let (_, code) = kind.rsplit_once('#')?;
        Some(code.to_owned()).filter(is_code)
    };
    title.or_else(place)
}

/// Vonage's status as the gateway's; none: Vonage has a new one.
fn state(status: &str) -> Option<DeliveryState> {
    match status {
        "submitted" => Some(DeliveryState::Sent),
        "delivered" => Some(DeliveryState::Delivered),
        "read" => Some(DeliveryState::Read),
        "rejected" | "undeliverable" => Some(DeliveryState::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_code_is_found_wherever_it_stands() {
        let place = "https://developer.vonage.com/api-errors/messages#1240";
        for (problem, code) in [
            (json!({ "title": 1240 }), Some("1240")),
            (json!({ "title": "1240", "type": "x#1000" }), Some("1240")),
            (
                json!({ "title": "Low balance", "type": place }),
                Some("1240"),
            ),
            (json!({ "type": "https://x.example/#unauthorized" }), None),
            (json!({ "type": "https://x.example/" }), None),
            (json!({ "title": [], "type": {} }), None),
            (json!(null), None),
            (json!("1240"), None),
        ] {
            assert_eq!(code_of(&problem).as_deref(), code, "{problem}");
        }
    }

    #[test]
    fn every_status_is_a_state_or_nothing_new() {
        for (status, found) in [
            ("submitted", Some(DeliveryState::Sent)),
            ("delivered", Some(DeliveryState::Delivered)),
            ("read", Some(DeliveryState::Read)),
            ("rejected", Some(DeliveryState::Failed)),
            ("undeliverable", Some(DeliveryState::Failed)),
            ("clicked", None),
        ] {
            assert_eq!(state(status), found, "{status}");
        }
    }

    #[test]
    fn what_a_contact_sent_is_shown_whatever_it_is() {
        for (call, text, files) in [
            (json!({ "text": " Hi\u{0} " }), "Hi", 0),
            (json!({ "text": "" }), "", 0),
            (json!({ "message_type": "text", "text": null }), "", 0),
            (
                json!({ "message": { "content": { "text": "Hi" } } }),
                "Hi",
                0,
            ),
            (
                json!({ "message_type": "poll" }),
                "[unsupported message: poll]",
                0,
            ),
            (
                json!({ "image": { "url": "https://x.example/a.png", "caption": "Look" } }),
                "Look",
                1,
            ),
            (
                json!({ "channel": "mms", "vcard": { "url": "https://x.example/a" }, "text": "Me" }),
                "Me",
                1,
            ),
            (
                json!({ "image": { "url": "javascript:1" } }),
                "[unsupported message: image]",
                0,
            ),
            (json!({ "file": 7 }), "[unsupported message: file]", 0),
            (
                json!({ "channel": "whatsapp", "text": "Hi" }),
                "[sent over whatsapp]\nHi",
                0,
            ),
            (json!({ "channel": "whatsapp", "text": "" }), "", 0),
        ] {
            let said = said(&call);
            assert_eq!(
                (said.text.as_str(), said.attachments.len()),
                (text, files),
                "{call}"
            );
        }
    }
}
