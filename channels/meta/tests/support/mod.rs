//! What the tests of several channels need: calls that are signed, and calls in which something is not
//! as it should be.
#![allow(dead_code, reason = "each test uses some of it")]

use std::{collections::BTreeMap, fmt::Write as _, rc::Rc};

use frontdesk_channel_meta::{ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN};
use frontdesk_plugin::{
    Channel, ErrorKind, SecretNeed, SecretUse,
    channel::{Event, EventKind, Webhook},
    host::{self, Hash, SignedPart},
    http::Method,
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::FakeHost;
use serde_json::{Value, json};

pub(crate) const NOW: f64 = 1_749_500_000_000.0;

/// A gateway that runs this channel with these settings, on a call with this body.
pub(crate) fn gateway<T: Channel>(settings: &Value, body: &[u8]) -> Rc<FakeHost> {
    let secrets = [ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN];
    let mut needs = Rc::new(FakeHost {
        settings: settings.to_string(),
        ..FakeHost::default()
    })
    .run(T::describe)
    .secrets;
    // Only for the test: it signs as Meta would.
    needs.push(SecretNeed {
        name: "signer".to_owned(),
        purpose: String::new(),
        uses: vec![SecretUse::Hmac],
        required: false,
    });
    Rc::new(FakeHost {
        settings: settings.to_string(),
        secrets: secrets
            .iter()
            .map(|name| ((*name).to_owned(), "only-for-tests".to_owned()))
            .chain(BTreeMap::from([(
                "signer".to_owned(),
                "only-for-tests".to_owned(),
            )]))
            .collect(),
        needs,
        now: NOW,
        body: body.to_vec(),
        ..FakeHost::default()
    })
}

/// `X-Hub-Signature-256` of the gateway's body.
pub(crate) fn signature(gateway: &Rc<FakeHost>) -> String {
    let code = gateway.run(|| host::hmac("signer", Hash::Sha256, &[SignedPart::Body]));
    code.unwrap()
        .iter()
        .fold("sha256=".to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

pub(crate) fn call(method: Method, headers: &[(&str, &str)], body: Payload) -> Webhook {
    let headers = headers
        .iter()
        .map(|(name, value)| Field::new(*name, *value));
    Webhook {
        method,
        url: "https://desk.example/hook".to_owned(),
        query: Vec::new(),
        headers: headers.collect(),
        body,
    }
}

/// What a signed call with this body comes to, and the log.
pub(crate) fn received<T: Channel>(
    settings: &Value,
    body: &[u8],
) -> (Result<Vec<Event>, ErrorKind>, String) {
    let gateway = gateway::<T>(settings, body);
    let payload = match std::str::from_utf8(body) {
        Ok(text) => Payload::Text(text.to_owned()),
        Err(_) => Payload::Bytes(body.to_vec()),
    };
    let signed = signature(&gateway);
    let call = call(Method::Post, &[("x-hub-signature-256", &signed)], payload);
    let answer = gateway.run(|| T::receive(&call));
    let log = format!("{:?}", gateway.log.borrow());
    (
        answer
            .map(|inbound| inbound.events)
            .map_err(|error| error.kind),
        log,
    )
}

/// Every value that differs from this one in one place: that place is another type, or gone.
pub(crate) fn changed(value: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = others();
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                for other in changed(inner) {
                    let mut fields = fields.clone();
                    fields.insert(key.clone(), other);
                    found.push(Value::Object(fields));
                }
                let mut fields = fields.clone();
                fields.remove(key);
                found.push(Value::Object(fields));
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                for other in changed(inner) {
                    let mut items = items.clone();
                    items[at] = other;
                    found.push(Value::Array(items));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}

fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(""),
        json!("\u{0}\u{202e}\n"),
        json!("x".repeat(5_000)),
        json!([]),
        json!([[null]]),
        json!({}),
        json!({ "id": { "id": 1 } }),
    ]
}

/// Whether an event is one that the gateway takes: ids of one line, nothing longer than its limits, a
/// text that is clean and says something.
pub(crate) fn check(event: &Event) {
    let is_line = |text: &str, max: usize| {
        (1..=max).contains(&text.len()) && !text.chars().any(char::is_control)
    };
    assert!(is_line(&event.id, 256), "{event:?}");
    assert!(is_line(&event.thread, 128), "{event:?}");
    assert!(event.at.is_finite() && event.at > 0.0, "{event:?}");
    for identity in &event.sender.identities {
        assert!(is_line(&identity.value, 256), "{event:?}");
    }
    let text = match &event.kind {
        EventKind::Message(said) => {
            assert!(!said.is_empty(), "{event:?}");
            assert!(
                said.reply_to.as_ref().is_none_or(|id| is_line(id, 256)),
                "{event:?}"
            );
            said.text.as_str()
        }
        EventKind::Echo(echo) => echo.text.as_str(),
        EventKind::Status(_) | EventKind::Typing | EventKind::Consent(_) => "",
    };
    let is_clean = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || c == '\u{202e}');
    assert!(text.chars().all(is_clean), "{event:?}");
}

/// Reads every change of a body. Nothing may panic, be `internal` or make an event that no gateway takes;
/// nothing of what people write may be logged.
pub(crate) fn survives<T: Channel>(settings: &Value, body: &Value, secret_words: &[&str]) {
    for body in changed(body) {
        let (answer, log) = received::<T>(settings, body.to_string().as_bytes());
        match answer {
            Ok(events) => events.iter().for_each(check),
            Err(kind) => assert_eq!(kind, ErrorKind::Invalid, "{body}"),
        }
        for word in secret_words {
            assert!(!log.contains(word), "{log}");
        }
    }
}

/// Garbage: whatever it is, signed or not, it is refused in words.
pub(crate) fn refuses_garbage<T: Channel>(settings: &Value) {
    let deep = "[".repeat(100_000);
    let long = format!("{{\"object\":\"{}\"", "x".repeat(1 << 20));
    for body in [
        "",
        "null x",
        "{",
        "Hello, World!",
        "\u{feff}{}",
        &deep,
        &long,
    ] {
        let (answer, _) = received::<T>(settings, body.as_bytes());
        assert_eq!(answer.unwrap_err(), ErrorKind::Invalid);
    }
    assert_eq!(
        received::<T>(settings, &[0xff, 0xfe]).0.unwrap_err(),
        ErrorKind::Invalid
    );
    for body in ["null", "1", "[]", "{}", "{\"object\":1}"] {
        assert_eq!(
            received::<T>(settings, body.as_bytes()).0.unwrap(),
            [],
            "{body}"
        );
    }
    // Deep where nobody looks.
    let deep = format!(
        "{{\"object\":\"x\",\"y\":{}{}}}",
        "[".repeat(100),
        "]".repeat(100)
    );
    assert_eq!(received::<T>(settings, deep.as_bytes()).0.unwrap(), []);
}

/// Calls of strangers: refused before anything of them is read.
pub(crate) fn refuses_strangers<T: Channel>(settings: &Value) {
    let gateway = gateway::<T>(settings, b"{}");
    let right = signature(&gateway);
    let long = format!("sha256={}", "0".repeat(1 << 16));
    let zeros = format!("sha256={}", "0".repeat(64));
    let bare = right.trim_start_matches("sha256=");
    let other = right.replace("sha256=", "sha512=");
    for header in [
        "",
        "sha256=",
        &long,
        &zeros,
        bare,
        &other,
        &format!("{right} "),
    ] {
        let body = Payload::Bytes(vec![0xff; 1 << 20]);
        let call = call(Method::Post, &[("x-hub-signature-256", header)], body);
        let error = gateway.run(|| T::receive(&call)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthorized, "{header}");
    }
    let mut registration = call(Method::Get, &[], Payload::Text(String::new()));
    for token in ["", "only-for-test", &"x".repeat(1 << 16)] {
        let pairs = [
            ("hub.mode", "subscribe"),
            ("hub.verify_token", token),
            ("hub.challenge", "1"),
        ];
        registration.query = pairs
            .iter()
            .map(|(name, value)| Field::new(*name, *value))
            .collect();
        let error = gateway.run(|| T::receive(&registration)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthorized, "{token}");
    }
}
