//! X's challenge, at least once an hour: whether whoever is at the address knows the app's secret.

use frontdesk_plugin::{
    Error,
    channel::{Inbound, Reply, Webhook},
    host::{self, Hash, SignedPart},
};
use serde_json::json;

use crate::CONSUMER_SECRET;

/// Bytes of a challenge; X's have about 50.
const TOKEN_BYTES: usize = 256;

/// Answers a challenge.
///
/// Anybody may ask, and what they get is the code of what they asked: it must never be the code of an
/// event. Hence only tokens of letters, digits and a few signs are answered, and no JSON is one.
pub fn answer(call: &Webhook) -> Result<Inbound, Error> {
    let Some(token) = call.query("crc_token") else {
        return Err(Error::unauthorized(
            "the call is neither event nor challenge",
        ));
    };
    if !is_token(token) {
        return Err(Error::invalid("the challenge is none of X's"));
    }
    let parts = [SignedPart::Text(token.to_owned())];
    let code = host::hmac(CONSUMER_SECRET, Hash::Sha256, &parts)?;
    let body = json!({ "response_token": format!("sha256={}", base64(&code)) });
    let reply = Reply::new("application/json", body.to_string());
    Ok(Inbound::events(Vec::new()).replied(reply))
}

fn is_token(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_+/=.".contains(&byte);
    (1..=TOKEN_BYTES).contains(&text.len()) && text.bytes().all(is_letter)
}

/// Bytes in base64: the usual alphabet, with padding.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three = chunk.iter().chain([&0, &0]).take(3);
        let joined = three.fold(0_usize, |joined, byte| (joined << 8) | usize::from(*byte));
        for place in 0..4 {
            let letter = ALPHABET.get((joined >> (18 - 6 * place)) & 63);
            let is_padding = place > chunk.len();
            let letter = letter.filter(|_| !is_padding).unwrap_or(&b'=');
            text.push(char::from(*letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_everybody_writes_them() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn no_event_is_a_challenge() {
        for token in ["challenge_string", "MTIz+4/=", "a-b.c"] {
            assert!(is_token(token), "{token}");
        }
        let long = "a".repeat(TOKEN_BYTES + 1);
        for token in [
            "",
            "{}",
            "{\"data\":{}}",
            "[1]",
            "\"x\"",
            "a b",
            "a\nb",
            "é",
            &long,
        ] {
            assert!(!is_token(token), "{token}");
        }
    }
}
