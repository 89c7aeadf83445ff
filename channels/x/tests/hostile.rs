//! Calls of strangers, and of an X that has changed: nothing panics, nothing is our fault, and
//! nothing of what people write is told to the log or in an error.

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_x::{CONSUMER_SECRET, X};
use frontdesk_plugin::{
    Channel as _, ErrorKind, Plugin as _,
    channel::Webhook,
    host::Hash,
    http::{Encoding, Method},
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::{
    FakeHost,
    hostile::{self, Heard},
    provider,
};
use serde_json::{Value, json};

const SIGNATURE: &str = "x-twitter-webhooks-signature";
const SECRET: &str = "xconsumersecret";
/// Bytes of an event's id.
const ID_BYTES: usize = 128;
const USER: &str = "4337869213";

fn host(body: &[u8]) -> Rc<FakeHost> {
    Rc::new(FakeHost {
        settings: format!(r#"{{"user_id":"{USER}"}}"#),
        secrets: BTreeMap::from([(CONSUMER_SECRET.to_owned(), SECRET.to_owned())]),
        needs: Rc::new(FakeHost::default()).run(X::describe).secrets,
        now: 1_730_000_000_000.0,
        body: body.to_vec(),
        ..FakeHost::default()
    })
}

fn call(signature: Option<&str>, body: Payload) -> Webhook {
    let header = signature.map(|signature| (SIGNATURE, signature));
    provider::call(Method::Post, header.as_slice(), body)
}

/// What a body of X's comes to, and whatever was said about it.
fn heard(body: &str) -> Heard {
    let code = provider::hmac(Hash::Sha256, SECRET.as_bytes(), body.as_bytes());
    let signature = format!("sha256={}", provider::encoded(&code, Encoding::Base64));
    let call = call(Some(&signature), Payload::Text(body.to_owned()));
    Heard::of::<X>(&host(body.as_bytes()), &call)
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
fn what_is_no_event_is_invalid() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let inside = format!(r#"{{"data":{{"payload":{deep}}}}}"#);
    for body in ["", "null", "[]", "1", "\"x\"", "{", &deep, &inside] {
        let start: String = body.chars().take(40).collect();
        assert_eq!(heard(body).answer, Err(ErrorKind::Invalid), "{start}");
    }
}

#[test]
fn an_unsigned_call_is_not_read() {
    for signature in [
        None,
        Some(""),
        Some("sha256="),
        Some("sha256=AAAA"),
        Some("sha1=AAAA"),
    ] {
        for body in [
            Payload::Bytes(vec![0xff; 1 << 20]),
            Payload::Text("{".repeat(1 << 20)),
        ] {
            let answer = host(b"").run(|| X::receive(&call(signature, body)));
            assert_eq!(
                answer.unwrap_err().kind,
                ErrorKind::Unauthorized,
                "{signature:?}"
            );
        }
    }
    for method in [Method::Put, Method::Head, Method::Delete, Method::Get] {
        let mut call = call(None, Payload::Text(String::new()));
        call.method = method;
        let answer = host(b"").run(|| X::receive(&call));
        assert_eq!(
            answer.unwrap_err().kind,
            ErrorKind::Unauthorized,
            "{method:?}"
        );
    }
}

#[test]
fn a_challenge_gives_no_signature_away() {
    let event = r#"{"for_user_id":"4337869213","direct_message_events":[]}"#;
    for token in [event, " ", "{}", "[]", "\u{0}", &"a".repeat(100_000)] {
        let mut call = call(None, Payload::Text(String::new()));
        call.method = Method::Get;
        call.query = vec![Field::new("crc_token", token)];
        let answer = host(b"").run(|| X::receive(&call));
        assert_eq!(answer.unwrap_err().kind, ErrorKind::Invalid);
    }
}

fn message(text: &str, sender: &str, more: &Value) -> Value {
    json!({
        "type": "message_create", "id": "1", "created_timestamp": "1",
        "message_create": {
            "sender_id": sender, "target": { "recipient_id": USER },
            "message_data": { "text": text, "entities": { "urls": more } },
        },
    })
}

#[test]
fn a_huge_message_is_one_event() {
    let links =
        vec![json!({ "url": "https://t.co/a", "expanded_url": "https://a.example" }); 10_000];
    let text = "https://t.co/a ".repeat(1 << 16);
    let body = json!({ "for_user_id": USER, "direct_message_events": [message(&text, "7", &json!(links))] });
    let heard = heard(&body.to_string());
    assert_eq!(heard.answer.unwrap().len(), 1);
}

#[test]
fn nothing_that_people_write_and_nobodys_address_is_logged() {
    let secret = "correct horse";
    let one = |recipient: &str| {
        let mut message = message(secret, "3001969357", &json!([]));
        if let Some(place) = message.pointer_mut("/message_create/target/recipient_id") {
            *place = json!(recipient);
        }
        json!([message])
    };
    for body in [
        json!({ "for_user_id": USER, "direct_message_events": one(USER) }),
        json!({ "for_user_id": USER, "direct_message_events": one("3001969358") }),
        json!({ "for_user_id": "3001969358", "direct_message_events": one(USER) }),
        json!({ "data": { "event_type": "oauth.revoke", "payload": { "user_id": USER, "x": secret } } }),
    ] {
        let Heard { told, .. } = heard(&body.to_string());
        assert!(
            !told.contains(secret) && !told.contains("300196935"),
            "{told}"
        );
    }
    let Heard { told, .. } = heard(&format!("{{\"for_user_id\":{secret}"));
    assert!(!told.contains(secret), "{told}");
}
