//! The token of a call in the way of the Messages API: `Authorization: Bearer`, signed with HMAC-SHA-256.
//!
//! It says when it was made (`iat`) and what the body's SHA-256 is (`payload_hash`).
//! <https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks>

use frontdesk_plugin::{
    Error,
    channel::Webhook,
    host::{self, Hash, SignedPart},
    http::Method,
    types::Payload,
};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    CALL_BYTES_MAX, SIGNATURE_SECRET,
    encoding::{base64url, hex},
    settings::{SKEW_S, Settings},
};

/// Bytes of a token: a few claims.
const TOKEN_BYTES: usize = 4_096;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// Goes on only if the call's token was signed with the account's secret, not too long ago, for this
/// body.
pub fn verify(
    call: &Webhook,
    authorization: &str,
    settings: &Settings,
    now: f64,
) -> Result<(), Error> {
    if call.method != Method::Post {
        return Err(refused("a call with a token is a POST"));
    }
    let claims = claims(authorization)?;
    check_time(&claims, settings, now)?;
    check_body(&claims, call, settings)
}

/// What a token says that was signed with the account's secret.
pub fn claims(authorization: &str) -> Result<Value, Error> {
    let token = authorization
        .strip_prefix("Bearer ")
        .filter(|token| token.len() <= TOKEN_BYTES)
        .ok_or_else(|| refused("the call's authorization is no token"))?;
    let (signed, code) = token.rsplit_once('.').unwrap_or_default();
    let (header, payload) = signed.split_once('.').unwrap_or_default();
    let header: Header = json(header).ok_or_else(|| refused("the token has no header"))?;
    // The sender does not choose how it is verified.
    if header.alg != "HS256" {
        return Err(refused("the token is not signed with HS256"));
    }
    let code = base64url(code).ok_or_else(|| refused("the token has no signature"))?;
    let parts = [SignedPart::Text(signed.to_owned())];
    if !host::hmac_verify(SIGNATURE_SECRET, Hash::Sha256, &parts, &code)? {
        return Err(refused("the token's signature is wrong"));
    }
    json(payload).ok_or_else(|| refused("the token says nothing"))
}

fn json<T: for<'a> Deserialize<'a>>(part: &str) -> Option<T> {
    serde_json::from_slice(&base64url(part)?).ok()
}

fn check_time(claims: &Value, settings: &Settings, now: f64) -> Result<(), Error> {
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let made = seconds("iat").ok_or_else(|| refused("the token does not say when it was made"))?;
    if !settings.is_fresh(made, now) {
        return Err(refused("the token is too old, or of the future"));
    }
    match seconds("exp") {
        Some(end) if now / 1_000.0 > end + SKEW_S => Err(refused("the token has expired")),
        Some(_) | None => Ok(()),
    }
}

/// Without the hash a token of one call would do for any other.
fn check_body(claims: &Value, call: &Webhook, settings: &Settings) -> Result<(), Error> {
    let body = match &call.body {
        Payload::Text(text) => text.as_bytes(),
        Payload::Bytes(bytes) => bytes,
    };
    if body.len() > CALL_BYTES_MAX {
        return Err(Error::invalid(format!(
            "the call has more than {CALL_BYTES_MAX} bytes"
        )));
    }
    let Some(told) = claims.get("payload_hash") else {
        return if settings.require_payload_hash {
            Err(refused("the token does not say which body it is for"))
        } else {
            Ok(())
        };
    };
    let told = told.as_str().and_then(hex).unwrap_or_default();
    let is_right = |body: &[u8]| told == Sha256::digest(body).as_slice();
    // Hashed is the JSON without white space, however it is sent.
    if is_right(body) || is_right(&compact(body)) {
        Ok(())
    } else {
        Err(refused("the token is for another body"))
    }
}

/// JSON without white space between its parts.
fn compact(json: &[u8]) -> Vec<u8> {
    let (mut in_text, mut is_escaped) = (false, false);
    let mut kept = Vec::with_capacity(json.len());
    for byte in json {
        if in_text || !byte.is_ascii_whitespace() {
            kept.push(*byte);
        }
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            _ => {}
        }
    }
    kept
}

fn refused(why: &str) -> Error {
    Error::unauthorized(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_between_the_parts_only() {
        let json = br#" { "a b" : "c \" d\\" , "e" :
            [ 1 ] } "#;
        let found = String::from_utf8(compact(json)).unwrap();
        assert_eq!(found, r#"{"a b":"c \" d\\","e":[1]}"#);
    }
}
