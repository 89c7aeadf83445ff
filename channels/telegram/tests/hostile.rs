//! Calls of strangers, and of a Telegram that has changed: nothing panics, nothing is our fault, and
//! nothing of what people write is told to the log or in an error.

use std::{collections::BTreeMap, fs, io, rc::Rc};

use frontdesk_channel_telegram::{Telegram, WEBHOOK_SECRET};
use frontdesk_plugin::{
    Channel as _, ErrorKind, Plugin as _,
    channel::{Inbound, Webhook},
    http::Method,
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::FakeHost;
use serde_json::{Value, json};

const TOKEN_HEADER: &str = "x-telegram-bot-api-secret-token";

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
    let header = token.map(|token| Field::new(TOKEN_HEADER, token));
    Webhook {
        method: Method::Post,
        url: "https://desk.example/hook".to_owned(),
        query: Vec::new(),
        headers: header.into_iter().collect(),
        body,
    }
}

/// What a body comes to, and whatever was said about it.
fn taken(body: &str) -> (Result<Inbound, ErrorKind>, String) {
    let host = host();
    let call = call(Some("s3cret"), Payload::Text(body.to_owned()));
    let answer = host.run(|| Telegram::receive(&call));
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
            bodies.extend(fixture.pointer("/op/receive/json").cloned());
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
        assert_eq!(taken(body).0, Err(ErrorKind::Invalid), "{start}");
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
    let (answer, _) = taken(&body.to_string());
    assert_eq!(answer.unwrap().events.len(), 1);
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
            let (_, told) = taken(&json!({ "update_id": 1, key: message }).to_string());
            assert!(
                !told.contains(secret) && !told.contains("3527065"),
                "{told}"
            );
        }
    }
    let (_, told) = taken(&format!("{{\"update_id\":1,\"message\":{secret}"));
    assert!(!told.contains(secret), "{told}");
}
