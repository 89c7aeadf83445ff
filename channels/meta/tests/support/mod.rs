//! What the tests of several channels need: calls that are signed, and calls in which something is not
//! as it should be.
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod messaging;

use std::rc::Rc;

use frontdesk_channel_meta::{ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN};
use frontdesk_plugin::{
    Channel, ErrorKind,
    host::Hash,
    http::{Encoding, Method},
    types::Payload,
};
use frontdesk_plugin_testkit::{
    FakeHost,
    hostile::{self, Heard},
    provider,
};
use serde_json::Value;

const NOW: f64 = 1_749_500_000_000.0;
const SECRET: &str = "only-for-tests";

/// A gateway that runs this channel with these settings, on a call with this body.
fn gateway<T: Channel>(settings: &Value, body: &[u8]) -> Rc<FakeHost> {
    let secrets = [ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN];
    let settings = settings.to_string();
    let describing = FakeHost {
        settings: settings.clone(),
        ..FakeHost::default()
    };
    Rc::new(FakeHost {
        settings,
        secrets: secrets
            .map(|name| (name.to_owned(), SECRET.to_owned()))
            .into(),
        needs: Rc::new(describing).run(T::describe).secrets,
        now: NOW,
        body: body.to_vec(),
        ..FakeHost::default()
    })
}

/// `X-Hub-Signature-256` of a body.
fn signature(body: &[u8]) -> String {
    let code = provider::hmac(Hash::Sha256, SECRET.as_bytes(), body);
    format!("sha256={}", provider::encoded(&code, Encoding::Hex))
}

/// What a signed call with this body comes to.
pub(crate) fn heard<T: Channel>(settings: &Value, body: &[u8]) -> Heard {
    let signed = signature(body);
    let headers = [("x-hub-signature-256", signed.as_str())];
    let call = provider::call(Method::Post, &headers, provider::payload(body));
    Heard::of::<T>(&gateway::<T>(settings, body), &call)
}

/// Reads every change of a body. Nothing may panic, be `internal` or make an event that no gateway takes;
/// nothing of what people write may be told.
pub(crate) fn survives<T: Channel>(settings: &Value, body: &Value, secret_words: &[&str]) {
    let bodies = [body.clone()];
    hostile::every_field_of_another_shape(&bodies, secret_words, |body| {
        heard::<T>(settings, body.as_bytes())
    });
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
        let heard = heard::<T>(settings, body.as_bytes());
        assert_eq!(heard.answer, Err(ErrorKind::Invalid));
    }
    let heard_bytes = heard::<T>(settings, &[0xff, 0xfe]);
    assert_eq!(heard_bytes.answer, Err(ErrorKind::Invalid));
    for body in ["null", "1", "[]", "{}", "{\"object\":1}"] {
        let heard = heard::<T>(settings, body.as_bytes());
        assert_eq!(heard.answer, Ok(Vec::new()), "{body}");
    }
    // Deep where nobody looks.
    let deep = format!(
        "{{\"object\":\"x\",\"y\":{}{}}}",
        "[".repeat(100),
        "]".repeat(100)
    );
    let heard_deep = heard::<T>(settings, deep.as_bytes());
    assert_eq!(heard_deep.answer, Ok(Vec::new()));
}

/// Calls of strangers: refused before anything of them is read.
pub(crate) fn refuses_strangers<T: Channel>(settings: &Value) {
    let gateway = gateway::<T>(settings, b"{}");
    let right = signature(b"{}");
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
        let call = provider::call(Method::Post, &[("x-hub-signature-256", header)], body);
        let heard = Heard::of::<T>(&gateway, &call);
        assert_eq!(heard.answer, Err(ErrorKind::Unauthorized), "{header}");
    }
    let mut registration = provider::call(Method::Get, &[], Payload::Text(String::new()));
    for token in ["", "only-for-test", &"x".repeat(1 << 16)] {
        let pairs = [
            ("hub.mode", "subscribe"),
            ("hub.verify_token", token),
            ("hub.challenge", "1"),
        ];
        registration.query = provider::fields(&pairs);
        let heard = Heard::of::<T>(&gateway, &registration);
        assert_eq!(heard.answer, Err(ErrorKind::Unauthorized), "{token}");
    }
}
