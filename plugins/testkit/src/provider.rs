//! The provider's side of a webhook, for tests that make calls of their own: what stands in a call, and
//! codes over it.

use frontdesk_plugin::{
    channel::Webhook,
    host::Hash,
    http::{Encoding, Method},
    types::{Field, Payload},
};

use crate::fake_host;

/// A call to the channel's address with these headers (their names in lower case) and this body.
pub fn call(method: Method, headers: &[(&str, &str)], body: Payload) -> Webhook {
    Webhook {
        method,
        url: "https://desk.example/hook".to_owned(),
        query: Vec::new(),
        headers: fields(headers),
        body,
    }
}

/// Names with their values, as headers and query parameters are.
pub fn fields(pairs: &[(&str, &str)]) -> Vec<Field> {
    let fields = pairs.iter();
    fields
        .map(|(name, value)| Field::new(*name, *value))
        .collect()
}

/// Bytes as a body: text where they are UTF-8, as the gateway hands them over.
pub fn payload(bytes: &[u8]) -> Payload {
    match std::str::from_utf8(bytes) {
        Ok(text) => Payload::Text(text.to_owned()),
        Err(_) => Payload::Bytes(bytes.to_vec()),
    }
}

/// The code (HMAC) of a message under a key that the provider has too.
pub fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    // A key may be of any length: there is no error to tell.
    fake_host::code(hash, key, message).unwrap_or_default()
}

/// Bytes as text: hexadecimal in lower case, or base64 of the usual alphabet with padding.
pub fn encoded(bytes: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Hex => hex(bytes),
        Encoding::Base64 => base64(bytes),
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |chunk: &[u8], place: usize| {
        let three = chunk.iter().chain([&0, &0]).take(3);
        let bits = three.fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        let letter = ALPHABET.get((bits >> (18 - 6 * place)) & 63);
        let letter = letter.filter(|_| place <= chunk.len());
        char::from(*letter.unwrap_or(&b'='))
    };
    let chunks = bytes.chunks(3);
    chunks
        .flat_map(|chunk| (0..4).map(move |place| letter(chunk, place)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_one_that_others_publish() {
        // RFC 4231, test case 2.
        let code = hmac(Hash::Sha256, b"Jefe", b"what do ya want for nothing?");
        assert_eq!(
            encoded(&code, Encoding::Hex),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn bytes_are_written_as_everybody_writes_them() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encoded(bytes.as_bytes(), Encoding::Base64), text);
        }
        assert_eq!(encoded(&[0xfb, 0xff, 0xfe], Encoding::Base64), "+//+");
    }
}
