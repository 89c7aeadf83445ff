//! Bytes that Vonage writes as text.

/// Bytes in hex, of either case; none if the text is not.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|char| char.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some((high << 4) | low),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}

/// Bytes in a token: base64url without padding (RFC 4648, section 5); none if the text is not.
pub(crate) fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut kept, mut bits) = (0_u32, 0_u8);
    for char in text.bytes() {
        let value = match char {
            b'A'..=b'Z' => char - b'A',
            b'a'..=b'z' => char - b'a' + 26,
            b'0'..=b'9' => char - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        kept = (kept << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((kept >> bits) & 0xff).ok()?);
        }
    }
    // One character alone, or bits that belong to no byte: the same bytes have one text only.
    let is_whole = bits < 6 && kept & ((1 << bits) - 1) == 0;
    is_whole.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_in_either_case() {
        assert_eq!(hex("00fFa0"), Some(vec![0, 255, 160]));
        for text in ["0", "0g", "é0"] {
            assert_eq!(hex(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_have_one_text_only() {
        assert_eq!(base64url("aGk"), Some(b"hi".to_vec()));
        assert_eq!(base64url("_-8"), Some(vec![0xff, 0xef]));
        assert_eq!(base64url(""), Some(Vec::new()));
        for text in ["aGk=", "aGl", "/+8", "a", "aGkxa", "a b", "é"] {
            assert_eq!(base64url(text), None, "{text}");
        }
    }
}
