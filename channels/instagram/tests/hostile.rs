//! Calls in which nothing is as it should be.

#[cfg(test)]
#[path = "../../meta/tests/support/mod.rs"]
mod support;

use frontdesk_channel_instagram::Instagram;
use serde_json::{Value, json};

const SECRETS: [&str; 3] = ["secretword", "567800005678", "fbcdn.net"];

fn settings() -> Value {
    json!({ "account_id": "1", "app_id": "7" })
}

fn body(from: &str, to: &str, key: &str, content: &Value) -> Value {
    json!({ "object": "instagram", "entry": [{ "id": "1", "time": 1, "messaging": [{
        "sender": { "id": from }, "recipient": { "id": to }, "timestamp": 1_459_991_487_970_u64, key: content,
    }] }] })
}

fn survives(key: &str, content: &Value) {
    let body = body("567800005678", "1", key, content);
    support::survives::<Instagram>(&settings(), &body, &SECRETS);
}

#[test]
fn strangers_are_refused_before_anything_is_read() {
    support::refuses_strangers::<Instagram>(&settings());
}

#[test]
fn garbage_is_refused_in_words() {
    support::refuses_garbage::<Instagram>(&settings());
}

#[test]
fn a_message_survives_any_change_of_one_of_its_fields() {
    let url = "https://a.fbcdn.net/x";
    let file = |kind: &str, payload: Value| json!({ "type": kind, "payload": payload });
    let attachments = json!([
        file("image", json!({ "url": url, "sticker_id": 1 })),
        file(
            "location",
            json!({ "coordinates": { "lat": 1.5, "long": "2" } })
        ),
        file("story_mention", json!({ "url": url })),
        file(
            "ig_reel",
            json!({ "url": "https://a.example", "title": "secretword" })
        ),
        file(
            "template",
            json!({ "generic": { "elements": [{ "title": "secretword", "subtitle": "s" }] } })
        ),
        file(
            "fallback",
            json!({ "url": "https://a.example", "title": "t" })
        ),
    ]);
    survives(
        "message",
        &json!({ "mid": "m_1", "text": "secretword", "attachments": attachments }),
    );
    survives(
        "message",
        &json!({ "mid": "m_1", "is_deleted": true, "reply_to": { "mid": "m_0" } }),
    );
    survives(
        "message",
        &json!({ "mid": "m_1", "text": "x", "reply_to": { "story": { "url": url, "id": "1" } },
        "referral": { "ref": "secretword", "source": "ADS", "ads_context_data": { "ad_title": "t" } } }),
    );
}

#[test]
fn everything_else_survives_it_too() {
    survives(
        "postback",
        &json!({ "mid": "m_1", "title": "secretword", "referral": { "ref": "r" } }),
    );
    survives(
        "reaction",
        &json!({ "mid": "m_1", "action": "react", "emoji": "❤" }),
    );
    survives(
        "delivery",
        &json!({ "mids": ["m_1"], "watermark": 1_458_668_856_253_u64 }),
    );
    survives(
        "read",
        &json!({ "mid": "m_1", "watermark": 1_458_668_856_253_u64 }),
    );
    survives(
        "message_edit",
        &json!({ "mid": "m_1", "text": "secretword", "num_edit": 1 }),
    );
    survives("referral", &json!({ "ref": "secretword", "source": "s" }));
    survives(
        "optin",
        &json!({ "title": "secretword", "notification_messages_status": "STOP_NOTIFICATIONS" }),
    );
    survives("account_linking", &json!({ "status": "linked" }));
    let echo = json!({ "is_echo": true, "mid": "m_1", "app_id": 7, "metadata": "cnv_1.1", "text": "secretword" });
    let body = body("1", "567800005678", "message", &echo);
    support::survives::<Instagram>(&settings(), &body, &SECRETS);
}

#[test]
fn a_message_with_more_files_than_are_shown_says_so() {
    let file = json!({ "type": "image", "payload": { "url": "https://a.fbcdn.net/x" } });
    let message = json!({ "mid": "m_1", "attachments": vec![file; 100] });
    let body = body("2", "1", "message", &message).to_string();
    let (events, _) = support::received::<Instagram>(&settings(), body.as_bytes());
    let shown = format!("{:?}", events.unwrap());
    assert_eq!(shown.matches("Attachment {").count(), 32, "{shown}");
    assert!(shown.contains("[68 more files]"), "{shown}");
}
