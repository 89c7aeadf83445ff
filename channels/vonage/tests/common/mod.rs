//! Vonage's side: signs calls as it does.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test"
)]

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_vonage::{API_SECRET, SIGNATURE_SECRET, Vonage};
use frontdesk_plugin::{
    Channel as _, ErrorKind, Plugin as _, SecretNeed, SecretUse,
    channel::{Inbound, Webhook},
    host::{self, Hash, SignedPart},
    http::Method,
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::FakeHost;

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
pub(crate) fn received(call: &Webhook) -> Result<Inbound, ErrorKind> {
    let answer = gateway(SECRET).run(|| Vonage::receive(call));
    answer.map_err(|error| error.kind)
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
    call(Method::Post, &headers, Payload::Text(body.to_owned()))
}

/// A call of the SMS API, by GET.
pub(crate) fn with_sig(params: &BTreeMap<&str, String>) -> Webhook {
    let clean = |text: &str| text.replace(['&', '='], "_");
    let mut signed = String::new();
    for (name, value) in params {
        signed = format!("{signed}&{}={}", clean(name), clean(value));
    }
    let mut call = call(Method::Get, &[], Payload::Text(String::new()));
    let pairs = params.iter();
    call.query = pairs
        .map(|(name, value)| Field::new(*name, value))
        .collect();
    call.query.push(Field::new("sig", hex(&code(&signed))));
    call
}

/// HMAC-SHA-256 under Vonage's secret.
fn code(text: &str) -> Vec<u8> {
    let signer = Rc::new(FakeHost {
        secrets: BTreeMap::from([("key".to_owned(), SECRET.to_owned())]),
        needs: vec![SecretNeed {
            name: "key".to_owned(),
            purpose: String::new(),
            uses: vec![SecretUse::Hmac],
            required: true,
        }],
        ..FakeHost::default()
    });
    let parts = [SignedPart::Text(text.to_owned())];
    signer
        .run(|| host::hmac("key", Hash::Sha256, &parts))
        .unwrap()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from_digit(u32::from(digit), 16).unwrap())
        .collect()
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for at in 0..=group.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * at)) as usize & 63]));
        }
    }
    text
}
