//! Updates: what contacts write, and that they come and go.

use serde_json::{Value, json};

use crate::{
    Account, Content, Standing,
    call::SignedCall,
    clock,
    dialect::{Dialect as _, Stamped, fields::put, telegram::Telegram},
    ids,
};

/// A contact's message.
pub(super) fn inbound(account: &Account, stamped: &Stamped<'_>) -> SignedCall {
    let inbound = stamped.inbound;
    let from = person(&inbound.from, stamped.name());
    let mut message = json!({
        "message_id": number(stamped.id), "date": stamped.at_ms / 1_000,
        "chat": chat(&inbound.from, stamped.name()), "from": from,
    });
    let update = match &inbound.content {
        Content::Button(choice) => {
            put(&mut message, "text", json!("?"));
            put(&mut message, "from", bot(account));
            json!({ "callback_query": {
                "id": ids::digits_of(stamped.id, 18), "chat_instance": "1",
                "data": choice.payload(), "from": from, "message": message,
            }})
        }
        content @ (Content::Text(_)
        | Content::Media(_)
        | Content::Location(_)
        | Content::Contact(_)
        | Content::Unknown(_)) => {
            for (name, value) in said(content, stamped.id) {
                put(&mut message, name, value);
            }
            json!({ "message": message })
        }
    };
    signed(account, update, stamped.id)
}

/// What the gateway hears when a contact leaves or comes back.
pub(super) fn barred(account: &Account, contact: &str, standing: Standing) -> Option<SignedCall> {
    let (old, new) = match standing {
        Standing::Blocked => ("member", "kicked"),
        Standing::Open => ("kicked", "member"),
        Standing::Window | Standing::Gone => return None,
    };
    let member = |status: &str| {
        let mut member = json!({ "status": status, "user": bot(account) });
        if status == "kicked" {
            // For ever.
            put(&mut member, "until_date", json!(0));
        }
        member
    };
    let update = json!({ "my_chat_member": {
        "chat": chat(contact, contact), "from": person(contact, contact),
        "date": clock::now_ms() / 1_000,
        "old_chat_member": member(old), "new_chat_member": member(new),
    }});
    Some(signed(account, update, ""))
}

/// What a contact's message says, in fields.
fn said(content: &Content, message: &str) -> Vec<(&'static str, Value)> {
    match content {
        Content::Text(text) if text.starts_with('/') => {
            let length = text.split(' ').next().unwrap_or_default().len();
            let entity = json!([{ "type": "bot_command", "offset": 0, "length": length }]);
            vec![("text", json!(text)), ("entities", entity)]
        }
        Content::Text(text) => vec![("text", json!(text))],
        Content::Button(choice) => vec![("text", json!(choice.text))],
        Content::Location(place) => vec![(
            "location",
            json!({ "latitude": place.latitude, "longitude": place.longitude }),
        )],
        Content::Contact(card) => vec![(
            "contact",
            json!({ "phone_number": card.phone, "first_name": card.name }),
        )],
        Content::Unknown(kind) => vec![("dice", json!({ "emoji": kind, "value": 4 }))],
        Content::Media(media) => {
            let id = Telegram.media_id(message).unwrap_or_default();
            let file = json!({
                "file_id": id, "file_unique_id": format!("u{id}"), "mime_type": media.mime(),
                "file_size": crate::media::PICTURE.len(),
            });
            let mut fields = match media.kind() {
                "image" => vec![("photo", json!([picture("small"), picture(&id)]))],
                "audio" => vec![("voice", with(file, &[("duration", 3)]))],
                "video" => {
                    let size = [("duration", 3), ("width", 240), ("height", 160)];
                    vec![("video", with(file, &size))]
                }
                _ => vec![("document", file)],
            };
            if let Some(caption) = &media.caption {
                fields.push(("caption", json!(caption)));
            }
            fields
        }
    }
}

/// One size of a picture; a message has several, and the last is the largest.
pub(super) fn picture(id: &str) -> Value {
    let side = if id == "small" { 90 } else { 240 };
    json!({
        "file_id": id, "file_unique_id": format!("u{id}"), "width": side, "height": side,
        "file_size": crate::media::PICTURE.len(),
    })
}

fn with(mut file: Value, numbers: &[(&str, u32)]) -> Value {
    for (name, number) in numbers {
        put(&mut file, name, json!(number));
    }
    file
}

fn person(id: &str, name: &str) -> Value {
    json!({ "id": number(id), "is_bot": false, "first_name": name, "language_code": "en" })
}

fn chat(id: &str, name: &str) -> Value {
    json!({ "id": number(id), "type": "private", "first_name": name })
}

pub(super) fn bot(account: &Account) -> Value {
    json!({
        "id": number(account.id.split(':').next().unwrap_or_default()), "is_bot": true,
        "first_name": account.address(), "username": account.address(),
    })
}

/// Names of chats, people and messages are whole numbers.
pub(super) fn number(text: &str) -> i64 {
    text.parse().unwrap_or_else(|_| {
        let digits = ids::digits_of(text, 12);
        digits.parse().unwrap_or_default()
    })
}

fn signed(account: &Account, mut update: Value, message: &str) -> SignedCall {
    // A repeat of a message is a repeat of its update.
    let id = if message.is_empty() {
        ids::growing()
    } else {
        number(message).unsigned_abs()
    };
    put(&mut update, "update_id", json!(id));
    let body = update.to_string().into_bytes();
    SignedCall::post(&account.webhook_url, "application/json", body, message).with(
        "x-telegram-bot-api-secret-token",
        account.secret().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inbound, Media, Provider};

    fn update(inbound: &Inbound) -> (SignedCall, Value) {
        let account = Account {
            secret: "s3cret".to_owned(),
            ..Account::new(Provider::Telegram, "7", "7:abc", "http://gateway.test/hook")
        };
        let call = crate::inbound(Provider::Telegram, &account, inbound);
        let body = serde_json::from_slice(&call.body).unwrap();
        (call, body)
    }

    #[test]
    fn an_update_carries_the_secret_and_whole_numbers() {
        let (call, body) = update(&Inbound::text("3527065", "Hi").with_id("41"));
        assert_eq!(
            call.header("x-telegram-bot-api-secret-token"),
            Some("s3cret")
        );
        assert_eq!(body["message"]["chat"]["id"], json!(3_527_065));
        assert_eq!(body["message"]["message_id"], json!(41));
        assert_eq!(body["message"]["text"], json!("Hi"));
        assert_eq!(body["update_id"], json!(41));
    }

    #[test]
    fn a_command_is_marked_as_one() {
        let (_, body) = update(&Inbound::text("1", "/start ref"));
        assert_eq!(
            body["message"]["entities"],
            json!([{ "type": "bot_command", "offset": 0, "length": 6 }])
        );
    }

    #[test]
    fn of_a_picture_the_last_size_is_the_largest() {
        let picture = Content::Media(Media::default());
        let (_, body) = update(&Inbound::of("1", picture));
        let sizes = body["message"]["photo"].as_array().unwrap();
        assert!(sizes[0]["width"].as_u64() < sizes[1]["width"].as_u64());
    }
}
