//! Bytes that a provider writes as text.

use crate::http_types::Encoding;

/// The bytes, or none if the text is not in the encoding.
pub(super) fn decode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Hex => hex(text),
        Encoding::Base64 => base64(text),
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|char| char.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push((high << 4) | low);
    }
    Some(bytes)
}

/// Both alphabets, with or without padding: providers differ, and a wrong code is refused anyway.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut kept, mut bits) = (0_u32, 0_u8);
    for char in text.trim_end_matches('=').bytes() {
        let value = match char {
            b'A'..=b'Z' => char - b'A',
            b'a'..=b'z' => char - b'a' + 26,
            b'0'..=b'9' => char - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        kept = (kept << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((kept >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// The parameters of a form; what is badly encoded stays as it is.
pub(super) fn form(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => hex_pair(*high, *low),
            _ => None,
        };
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None if *first == b'+' => bytes.push(b' '),
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_both_encodings() {
        assert_eq!(decode("00fFa0", Encoding::Hex), Some(vec![0, 255, 160]));
        assert_eq!(decode("0", Encoding::Hex), None);
        assert_eq!(decode("0g", Encoding::Hex), None);
        assert_eq!(decode("aGk=", Encoding::Base64), Some(b"hi".to_vec()));
        assert_eq!(
            decode("_-8", Encoding::Base64),
            decode("/+8=", Encoding::Base64)
        );
        assert_eq!(decode("a b", Encoding::Base64), None);
        assert_eq!(decode("", Encoding::Base64), Some(Vec::new()));
    }

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            form("Body=Hello+%C3%A9%21&From=%2B49&&empty&bad=%zz%"),
            [
                pair("Body", "Hello é!"),
                pair("From", "+49"),
                pair("empty", ""),
                pair("bad", "%zz%"),
            ]
        );
    }
}
