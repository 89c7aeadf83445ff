//! Calls of strangers, and of a LINE that has changed: nothing panics, nothing is our fault, and
//! nothing of what people write is told to the log or in an error.

use std::{collections::BTreeMap, fs, io, rc::Rc};

use frontdesk_channel_line::{CHANNEL_SECRET, Line, inbound};
use frontdesk_plugin::told::Told;
use frontdesk_plugin::{
    Channel as _, Error, ErrorKind, Plugin as _,
    channel::{Event, Webhook},
    http::Method,
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::FakeHost;
use serde_json::{Value, json};

fn host() -> Rc<FakeHost> {
    Rc::new(FakeHost {
        settings: "{}".to_owned(),
        secrets: BTreeMap::from([(CHANNEL_SECRET.to_owned(), "channel_secret".to_owned())]),
        needs: Rc::new(FakeHost::default()).run(Line::describe).secrets,
        ..FakeHost::default()
    })
}

/// What a verified body comes to, and whatever was said about it.
fn taken(body: &Value) -> (Result<Vec<Event>, Error>, String) {
    let host = host();
    let answer = host.run(|| inbound::read(Told::from(body), 1_730_000_000_000.0));
    let mut told = format!("{:?}", host.log.borrow());
    if let Err(error) = &answer {
        told.push_str(&error.message);
    }
    (answer, told)
}

/// What a call comes to whose signature is this.
fn refusal(signature: Option<&str>, body: Payload) -> Option<ErrorKind> {
    let header = signature.map(|signature| Field::new("x-line-signature", signature));
    let call = Webhook {
        method: Method::Post,
        url: "https://desk.example/hook".to_owned(),
        query: Vec::new(),
        headers: header.into_iter().collect(),
        body,
    };
    let answer = host().run(|| Line::receive(&call));
    answer.err().map(|error| error.kind)
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
            match taken(&mutant).0 {
                Ok(events) => assert_fits(&events, &mutant),
                Err(error) => assert_eq!(error.kind, ErrorKind::Invalid, "{mutant}"),
            }
        }
    }
}

/// What the gateway takes: anything else counts as a fault of the component's.
fn assert_fits(events: &[Event], mutant: &Value) {
    for event in events {
        for line in [&event.id, &event.thread] {
            let fits = (1..=128).contains(&line.len()) && !line.chars().any(char::is_control);
            assert!(fits, "{line:?} of {mutant}");
        }
        assert!(event.at >= 0.0 && event.at.is_finite(), "{mutant}");
    }
}

#[test]
fn an_unsigned_call_is_not_read() {
    for signature in [None, Some(""), Some("AAAA"), Some("?"), Some("sha256=AAAA")] {
        for body in [
            Payload::Bytes(vec![0xff; 1 << 20]),
            Payload::Text("[".repeat(1 << 20)),
        ] {
            let kind = refusal(signature, body);
            assert_eq!(kind, Some(ErrorKind::Unauthorized), "{signature:?}");
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
    let (answer, _) = taken(&json!({ "events": [event, other] }));
    assert_eq!(answer.unwrap().len(), 2);
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
            let (_, told) = taken(&body);
            assert!(!told.contains(secret) && !told.contains("U4af"), "{told}");
        }
    }
}
