//! Events: messages, taps, and that contacts come and go.

use serde_json::{Value, json};

use crate::{
    Account, Content, Standing,
    call::SignedCall,
    clock,
    dialect::{Stamped, fields::put},
    ids, sign,
};

/// A contact's message.
pub(super) fn inbound(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let from = &stamped.inbound.from;
    let mut event = event("message", from, stamped.at_ms);
    put(&mut event, "replyToken", reply_token(stamped.id, from));
    // A repeat is the same event, and says so.
    let name = format!("01{}", ids::digits_of(stamped.id, 24));
    put(&mut event, "webhookEventId", json!(name));
    let repeat = json!({ "isRedelivery": stamped.repeat > 0 });
    put(&mut event, "deliveryContext", repeat);
    if let Content::Button(choice) = &stamped.inbound.content {
        put(&mut event, "type", json!("postback"));
        put(&mut event, "postback", json!({ "data": choice.payload() }));
    } else {
        let message = said(&stamped.inbound.content, stamped.id);
        put(&mut event, "message", message);
    }
    signed(account, &event, stamped.id)
}

/// What the gateway hears when a contact leaves or comes back.
pub(super) fn barred(account: &Account, contact: &str, standing: Standing) -> Option<SignedCall> {
    let mut event = match standing {
        Standing::Blocked => event("unfollow", contact, clock::now_ms()),
        Standing::Open => {
            let mut event = event("follow", contact, clock::now_ms());
            put(&mut event, "follow", json!({ "isUnblocked": true }));
            put(
                &mut event,
                "replyToken",
                reply_token(&ids::hex(16), contact),
            );
            event
        }
        Standing::Window | Standing::Gone => return None,
    };
    put(
        &mut event,
        "webhookEventId",
        json!(format!("01{}", ids::hex(24))),
    );
    put(
        &mut event,
        "deliveryContext",
        json!({ "isRedelivery": false }),
    );
    Some(signed(account, &event, ""))
}

/// By which the contact can be answered once.
fn reply_token(of: &str, contact: &str) -> Value {
    json!(sign::base64_url(format!("{of}:{contact}").as_bytes()))
}

/// What a contact's message says.
fn said(content: &Content, id: &str) -> Value {
    let mut message = match content {
        Content::Text(words) => json!({ "type": "text", "text": words }),
        Content::Button(choice) => json!({ "type": "text", "text": choice.text }),
        Content::Media(media) if media.kind() == "file" => json!({
            "type": "file", "fileName": "file", "fileSize": crate::media::PICTURE.len(),
        }),
        Content::Media(media) => json!({
            "type": media.kind(), "contentProvider": { "type": "line" },
        }),
        Content::Location(place) => json!({
            "type": "location", "title": place.name,
            "latitude": place.latitude, "longitude": place.longitude,
        }),
        // There are no cards: people write them.
        Content::Contact(card) => {
            json!({ "type": "text", "text": format!("{} {}", card.name, card.phone) })
        }
        Content::Unknown(kind) => json!({ "type": kind }),
    };
    put(&mut message, "id", json!(id));
    let is_quotable = ["text", "image", "video", "sticker"]
        .iter()
        .any(|kind| message.get("type").and_then(Value::as_str) == Some(kind));
    if is_quotable {
        put(&mut message, "quoteToken", json!(format!("q{id}")));
    }
    message
}

fn event(kind: &str, from: &str, at_ms: u64) -> Value {
    json!({
        "type": kind, "mode": "active", "timestamp": at_ms,
        "source": { "type": "user", "userId": from },
    })
}

fn signed(account: &Account, event: &Value, message: &str) -> SignedCall {
    let body = json!({ "destination": account.id, "events": [event] });
    let body = body.to_string().into_bytes();
    let signature = signature(account.secret(), &body);
    SignedCall::post(&account.webhook_url, "application/json", body, message)
        .with("x-line-signature", signature)
}

fn signature(secret: &str, body: &[u8]) -> String {
    sign::base64(&sign::hmac_sha256(secret, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_in_lines_own_tests() {
        // https://github.com/line/line-bot-sdk-python, tests of the webhook parser.
        assert_eq!(
            signature("channel_secret", b"bodybodybodybody"),
            "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="
        );
    }
}
