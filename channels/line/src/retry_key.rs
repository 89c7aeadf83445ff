//! `X-Line-Retry-Key`: by what LINE knows, for a day, a message that it has taken already.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The key of a message, the same for every try. LINE wants a UUID: it is one of version 8 (RFC 9562),
/// whose bits are its maker's affair, from a hash of the gateway's reference and the contact's address.
pub fn of(reference: &str, thread: &str) -> String {
    let mut hash = Sha256::new();
    // Behind its length, no two pairs are the same text.
    hash.update(format!("{}:", reference.len()));
    hash.update(reference);
    hash.update(thread);
    let mut text = String::with_capacity(36);
    for (place, byte) in hash.finalize().iter().take(16).enumerate() {
        let byte = match place {
            6 => (byte & 0x0f) | 0x80,
            8 => (byte & 0x3f) | 0x80,
            _ => *byte,
        };
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_uuid_of_version_8_and_stays_the_same() {
        let key = of("cnv_1.1", "U1");
        assert_eq!(key, of("cnv_1.1", "U1"));
        let lengths: Vec<_> = key.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(
            key.bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        );
        assert_eq!(key.chars().nth(14), Some('8'));
        assert!(matches!(key.chars().nth(19), Some('8' | '9' | 'a' | 'b')));
    }

    #[test]
    fn another_message_or_contact_has_another_key() {
        let key = of("cnv_1.1", "U1");
        for (reference, thread) in [
            ("cnv_1.2", "U1"),
            ("cnv_1.1", "U2"),
            ("cnv_1.1U", "1"),
            ("", ""),
        ] {
            assert_ne!(key, of(reference, thread), "{reference} {thread}");
        }
    }
}
