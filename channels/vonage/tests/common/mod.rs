//! Vonage's side: signs calls as it does.

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_vonage::{API_SECRET, SIGNATURE_SECRET, Vonage};
use frontdesk_plugin::{
    Plugin as _,
    channel::Webhook,
    host::Hash,
    http::{Encoding, Method},
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::{FakeHost, hostile::Heard, provider};

pub(crate) const SECRET: &str = "qwertyuiopasdfghjklzxcvbnm123456";
pub(crate) const NOW_S: u32 = 1_730_000_000;

/// A gateway with the channel's settings and secrets.
pub(crate) fn gateway(secret: &str) -> Rc<FakeHost> {
    let secrets = [(API_SECRET, "only-for-tests"), (SIGNATURE_SECRET, secret)];
    Rc::new(FakeHost {
        settings: r#"{"api_key":"abcd1234","from":"447700900000"}"#.to_owned(),
        secrets: secrets
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        needs: Rc::new(FakeHost::default()).run(Vonage::describe).secrets,
        now: f64::from(NOW_S) * 1_000.0,
        ..FakeHost::default()
    })
}

/// What a call comes to.
pub(crate) fn heard(call: &Webhook) -> Heard {
    Heard::of::<Vonage>(&gateway(SECRET), call)
}

/// A call of the Messages API whose token does not say which body it is for would not be taken: this one
/// does.
pub(crate) fn with_token(body: &str) -> Webhook {
    let claims = format!(
        r#"{{"iat":{NOW_S},"payload_hash":"{}"}}"#,
        hex(&sha256(body.as_bytes()))
    );
    let signed = format!(
        "{}.{}",
        base64url(br#"{"typ":"JWT","alg":"HS256"}"#),
        base64url(claims.as_bytes())
    );
    let token = format!("Bearer {signed}.{}", base64url(&code(&signed)));
    let headers = [
        ("content-type", "application/json"),
        ("authorization", token.as_str()),
    ];
    provider::call(Method::Post, &headers, Payload::Text(body.to_owned()))
}

/// A call of the SMS API, by GET.
pub(crate) fn with_sig(params: &BTreeMap<&str, String>) -> Webhook {
    let clean = |text: &str| text.replace(['&', '='], "_");
    let mut signed = String::new();
    for (name, value) in params {
        signed = format!("{signed}&{}={}", clean(name), clean(value));
    }
    let mut call = provider::call(Method::Get, &[], Payload::Text(String::new()));
    let pairs = params.iter();
    call.query = pairs
        .map(|(name, value)| Field::new(*name, value))
        .collect();
    call.query.push(Field::new("sig", hex(&code(&signed))));
    call
}

/// HMAC-SHA-256 under Vonage's secret.
fn code(text: &str) -> Vec<u8> {
    provider::hmac(Hash::Sha256, SECRET.as_bytes(), text.as_bytes())
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    provider::encoded(bytes, Encoding::Hex)
}

/// As tokens have it: the other alphabet, no padding.
fn base64url(bytes: &[u8]) -> String {
    let text = provider::encoded(bytes, Encoding::Base64);
    let text = text.trim_end_matches('=');
    text.replace('+', "-").replace('/', "_")
}
