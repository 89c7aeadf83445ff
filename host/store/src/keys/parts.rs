//! How a key is put together: no part can reach into its neighbour.

use crate::key::{Key, KeyRange};

/// Builds the bytes of one key.
pub(super) struct Parts(Vec<u8>);

impl Parts {
    pub(super) fn of(kind: u8) -> Self {
        Self(vec![kind])
    }

    pub(super) fn number(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(super) fn short_number(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// A text with others behind it.
    pub(super) fn text(self, text: &str) -> Self {
        // A text too long for its length is over `Key::BYTES_MAX` by far, and refused there.
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.short_number(length).rest(text.as_bytes())
    }

    /// The last part.
    pub(super) fn rest(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    pub(super) fn key(self) -> Key {
        Key::from_bytes(&self.0)
    }

    pub(super) fn range(self) -> KeyRange {
        KeyRange::prefix(&self.0)
    }
}
