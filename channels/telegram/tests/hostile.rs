//! Calls of strangers, and of a Telegram that has changed: nothing panics, nothing is our fault, and
//! nothing of what people write is told to the log or in an error.

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_telegram::{Telegram, WEBHOOK_SECRET};
use frontdesk_plugin::{
    Channel as _, ErrorKind, Plugin as _, channel::Webhook, http::Method, types::Payload,
};
use frontdesk_plugin_testkit::{
    FakeHost,
    hostile::{self, Heard},
    provider,
};
use serde_json::json;

const TOKEN_HEADER: &str = "x-telegram-bot-api-secret-token";
/// Bytes of an event's id: the bot's number and the update's.
const ID_BYTES: usize = 128;

fn host() -> Rc<FakeHost> {
    Rc::new(FakeHost {
        settings: r#"{"bot_id":"110201543"}"#.to_owned(),
        secrets: BTreeMap::from([(WEBHOOK_SECRET.to_owned(), "s3cret".to_owned())]),
        needs: Rc::new(FakeHost::default()).run(Telegram::describe).secrets,
        now: 1_730_000_000_000.0,
        ..FakeHost::default()
    })
}

fn call(token: Option<&str>, body: Payload) -> Webhook {
    let header = token.map(|token| (TOKEN_HEADER, token));
    provider::call(Method::Post, header.as_slice(), body)
}

/// What a body comes to, and whatever was said about it.
fn heard(body: &str) -> Heard {
    let call = call(Some("s3cret"), Payload::Text(body.to_owned()));
    Heard::of::<Telegram>(&host(), &call)
}

#[test]
fn a_field_of_any_other_shape_is_no_fault() {
    let bodies = hostile::bodies("tests");
    assert!(bodies.len() > 30);
    hostile::every_field_of_another_shape(&bodies, &[], |body| {
        let heard = heard(body);
        for event in heard.answer.iter().flatten() {
            assert!(event.id.len() <= ID_BYTES, "{body}");
        }
        heard
    });
}

#[test]
fn what_is_no_update_is_invalid() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let in_message = format!(r#"{{"update_id":1,"message":{deep}}}"#);
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "\"x\"",
        "{\"update_id\":\"1\"}",
        "{\"update_id\":1.5}",
        &deep,
        &in_message,
    ] {
        let start: String = body.chars().take(40).collect();
        assert_eq!(heard(body).answer, Err(ErrorKind::Invalid), "{start}");
    }
}

#[test]
fn an_unsigned_call_is_not_read() {
    for token in [
        None,
        Some(""),
        Some("s3cre"),
        Some("s3cret "),
        Some("S3CRET"),
    ] {
        for body in [
            Payload::Bytes(vec![0xff; 1 << 20]),
            Payload::Text("{".repeat(1 << 20)),
        ] {
            let answer = host().run(|| Telegram::receive(&call(token, body)));
            assert_eq!(
                answer.unwrap_err().kind,
                ErrorKind::Unauthorized,
                "{token:?}"
            );
        }
    }
    let bytes = call(Some("s3cret"), Payload::Bytes(vec![0xff]));
    let answer = host().run(|| Telegram::receive(&bytes));
    assert_eq!(answer.unwrap_err().kind, ErrorKind::Invalid);
}

#[test]
fn a_huge_update_is_one_event() {
    let from = json!({ "id": 7, "first_name": "x".repeat(1 << 16) });
    let links = vec![json!({ "type": "text_link", "url": "https://a.example" }); 10_000];
    let body = json!({ "update_id": 1, "message": {
        "message_id": 1, "date": 1, "from": from, "chat": { "id": 7, "type": "private" },
        "text": "word ".repeat(1 << 18), "entities": links,
        "photo": vec![json!({ "file_id": "A" }); 10_000],
    } });
    let heard = heard(&body.to_string());
    assert_eq!(heard.answer.unwrap().len(), 1);
}

#[test]
fn nothing_that_people_write_and_nobodys_address_is_logged() {
    let secret = "correct horse";
    for kind in ["private", "group"] {
        for key in [
            "message",
            "edited_message",
            "callback_query",
            "channel_post",
        ] {
            let message = json!({
                "message_id": 5, "date": 1, "text": secret, "data": secret, "dice": { "emoji": secret },
                "from": { "id": 3_527_065, "first_name": secret, "is_bot": kind == "group" },
                "chat": { "id": 3_527_065, "type": kind },
            });
            let Heard { told, .. } = heard(&json!({ "update_id": 1, key: message }).to_string());
            assert!(
                !told.contains(secret) && !told.contains("3527065"),
                "{told}"
            );
        }
    }
    let Heard { told, .. } = heard(&format!("{{\"update_id\":1,\"message\":{secret}"));
    assert!(!told.contains(secret), "{told}");
}
