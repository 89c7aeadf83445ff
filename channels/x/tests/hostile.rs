//! Calls of strangers, and of an X that has changed: nothing panics, nothing is our fault, and
//! nothing of what people write is told to the log or in an error.

use std::{collections::BTreeMap, fs, io, rc::Rc};

use frontdesk_channel_x::{CONSUMER_SECRET, X, crc::base64};
use frontdesk_plugin::{
    Channel as _, ErrorKind, Plugin as _,
    channel::{Inbound, Webhook},
    host::{self, Hash, SignedPart},
    http::Method,
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::FakeHost;
use serde_json::{Value, json};

const SIGNATURE: &str = "x-twitter-webhooks-signature";
const USER: &str = "4337869213";

fn host(body: &[u8]) -> Rc<FakeHost> {
    Rc::new(FakeHost {
        settings: format!(r#"{{"user_id":"{USER}"}}"#),
        secrets: BTreeMap::from([(CONSUMER_SECRET.to_owned(), "xconsumersecret".to_owned())]),
        needs: Rc::new(FakeHost::default()).run(X::describe).secrets,
        now: 1_730_000_000_000.0,
        body: body.to_vec(),
        ..FakeHost::default()
    })
}

fn call(signature: Option<&str>, body: Payload) -> Webhook {
    let header = signature.map(|signature| Field::new(SIGNATURE, signature));
    Webhook {
        method: Method::Post,
        url: "https://desk.example/hook".to_owned(),
        query: Vec::new(),
        headers: header.into_iter().collect(),
        body,
    }
}

/// What a body of X's comes to, and whatever was said about it.
fn taken(body: &str) -> (Result<Inbound, ErrorKind>, String) {
    let host = host(body.as_bytes());
    let code = host.run(|| host::hmac(CONSUMER_SECRET, Hash::Sha256, &[SignedPart::Body]));
    let signature = code.map(|code| format!("sha256={}", base64(&code)));
    let call = call(signature.ok().as_deref(), Payload::Text(body.to_owned()));
    let answer = host.run(|| X::receive(&call));
    let mut told = format!("{:?}", host.log.borrow());
    if let Err(error) = &answer {
        told.push_str(&error.message);
    }
    (answer.map_err(|error| error.kind), told)
}

/// Every body of the fixtures.
fn bodies() -> io::Result<Vec<Value>> {
    let mut bodies = Vec::new();
    for entry in fs::read_dir("tests")? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let fixture: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
            let text = fixture.pointer("/op/receive/text").and_then(Value::as_str);
            bodies.extend(text.and_then(|text| serde_json::from_str(text).ok()));
        }
    }
    Ok(bodies)
}

/// Every place in a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    for (key, value) in value.as_object().into_iter().flatten() {
        places(value, &format!("{at}/{key}"), found);
    }
    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
        places(value, &format!("{at}/{index}"), found);
    }
}

#[test]
fn a_field_of_any_other_shape_is_no_fault() {
    let others = [
        json!(null),
        json!(-1),
        json!(1.5e300),
        json!("\u{0}\u{202e} x"),
        json!([[1]]),
        json!({ "x": {} }),
        json!(true),
    ];
    let bodies = bodies().unwrap();
    assert!(bodies.len() > 30);
    for body in bodies {
        let mut found = Vec::new();
        places(&body, "", &mut found);
        for (place, other) in found
            .iter()
            .flat_map(|place| others.iter().map(move |other| (place, other)))
        {
            let mut mutant = body.clone();
            *mutant.pointer_mut(place).unwrap() = other.clone();
            match taken(&mutant.to_string()).0 {
                Ok(inbound) => assert_fits(&inbound, &mutant),
                Err(kind) => assert_eq!(kind, ErrorKind::Invalid, "{mutant}"),
            }
        }
    }
}

/// What the gateway takes: anything else counts as a fault of the component's.
fn assert_fits(inbound: &Inbound, mutant: &Value) {
    for event in &inbound.events {
        for line in [&event.id, &event.thread] {
            let fits = (1..=128).contains(&line.len()) && !line.chars().any(char::is_control);
            assert!(fits, "{line:?} of {mutant}");
        }
        assert!(event.at >= 0.0 && event.at.is_finite(), "{mutant}");
    }
}

#[test]
fn what_is_no_event_is_invalid() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let inside = format!(r#"{{"data":{{"payload":{deep}}}}}"#);
    for body in ["", "null", "[]", "1", "\"x\"", "{", &deep, &inside] {
        let start: String = body.chars().take(40).collect();
        assert_eq!(taken(body).0, Err(ErrorKind::Invalid), "{start}");
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
    let (answer, _) = taken(&body.to_string());
    assert_eq!(answer.unwrap().events.len(), 1);
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
        let (_, told) = taken(&body.to_string());
        assert!(
            !told.contains(secret) && !told.contains("300196935"),
            "{told}"
        );
    }
    let (_, told) = taken(&format!("{{\"for_user_id\":{secret}"));
    assert!(!told.contains(secret), "{told}");
}
