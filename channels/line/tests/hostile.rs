//! Calls of strangers, and of a LINE that has changed: nothing panics, nothing is our fault, and
//! nothing of what people write is told to the log or in an error.

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_line::{CHANNEL_SECRET, Line};
use frontdesk_plugin::{
    ErrorKind, Plugin as _,
    channel::Webhook,
    host::Hash,
    http::{Encoding, Method},
    types::Payload,
};
use frontdesk_plugin_testkit::{
    FakeHost,
    hostile::{self, Heard},
    provider,
};
use serde_json::json;

const SECRET: &str = "channel_secret";
/// Bytes of an event's id.
const ID_BYTES: usize = 128;

fn host(body: &[u8]) -> Rc<FakeHost> {
    Rc::new(FakeHost {
        settings: "{}".to_owned(),
        secrets: BTreeMap::from([(CHANNEL_SECRET.to_owned(), SECRET.to_owned())]),
        needs: Rc::new(FakeHost::default()).run(Line::describe).secrets,
        now: 1_730_000_000_000.0,
        body: body.to_vec(),
        ..FakeHost::default()
    })
}

/// What a body of LINE's comes to, and whatever was said about it.
fn heard(body: &str) -> Heard {
    let code = provider::hmac(Hash::Sha256, SECRET.as_bytes(), body.as_bytes());
    let call = call(
        Some(&provider::encoded(&code, Encoding::Base64)),
        Payload::Text(body.to_owned()),
    );
    Heard::of::<Line>(&host(body.as_bytes()), &call)
}

fn call(signature: Option<&str>, body: Payload) -> Webhook {
    let header = signature.map(|signature| ("x-line-signature", signature));
    provider::call(Method::Post, header.as_slice(), body)
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
fn an_unsigned_call_is_not_read() {
    for signature in [None, Some(""), Some("AAAA"), Some("?"), Some("sha256=AAAA")] {
        for body in [
            Payload::Bytes(vec![0xff; 1 << 20]),
            Payload::Text("[".repeat(1 << 20)),
        ] {
            let heard = Heard::of::<Line>(&host(b""), &call(signature, body));
            assert_eq!(heard.answer, Err(ErrorKind::Unauthorized), "{signature:?}");
        }
    }
}

#[test]
fn a_huge_call_is_read_to_its_end() {
    let message = json!({ "type": "text", "id": "1", "text": "word ".repeat(1 << 18) });
    let source = json!({ "type": "user", "userId": "U1" });
    let event =
        json!({ "type": "message", "webhookEventId": "1", "source": source, "message": message });
    let sticker = json!({ "type": "sticker", "id": "1", "keywords": vec!["x"; 100_000] });
    let other =
        json!({ "type": "message", "webhookEventId": "2", "source": source, "message": sticker });
    let heard = heard(&json!({ "events": [event, other] }).to_string());
    assert_eq!(heard.answer.unwrap().len(), 2);
}

#[test]
fn nothing_that_people_write_and_nobodys_address_is_logged() {
    let secret = "correct horse";
    for (source, mode) in [("user", "active"), ("user", "standby"), ("group", "active")] {
        for kind in ["message", "postback", "beacon", "unsend", secret] {
            let body = json!({ "events": [{
                "type": kind, "mode": mode, "webhookEventId": "1",
                "source": { "type": source, "userId": "U4af4980629", "groupId": "U4af4980629" },
                "message": { "type": secret, "id": "1", "text": secret },
                "postback": { "data": secret, "params": { "newRichMenuAliasId": secret } },
            }] });
            let Heard { told, .. } = heard(&body.to_string());
            assert!(!told.contains(secret) && !told.contains("U4af"), "{told}");
        }
    }
}
