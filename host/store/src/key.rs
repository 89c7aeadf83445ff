//! Keys and ranges of keys, as bytes in order.

use std::{
    borrow::Borrow,
    fmt,
    ops::Bound::{self, Excluded, Included, Unbounded},
};

use crate::{error::StoreError, keys};

/// Where a value is. Made by the functions in [`keys`]; ordered as its bytes are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Box<[u8]>);

impl Key {
    /// Bytes in one key.
    pub const BYTES_MAX: usize = 1024;

    /// The key with these bytes, for implementations of [`crate::Store`].
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn check_size(&self) -> Result<(), StoreError> {
        let (bytes, limit) = (self.0.len(), Self::BYTES_MAX);
        if bytes > limit {
            return Err(StoreError::TooLarge {
                what: "a key",
                bytes,
                limit,
            });
        }
        Ok(())
    }
}

/// Keys compare as their bytes do, so that ordered maps can be searched with borrowed bytes.
impl Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

/// Names the record an operator can look for. Client ids and token hashes appear as a checksum.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&keys::describe(&self.0))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

/// Neighbouring keys: from `start`, up to but without `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    start: Key,
    /// `None`: to the last key there is.
    end: Option<Key>,
}

impl KeyRange {
    /// Every key that begins with `prefix`.
    pub fn prefix(prefix: &[u8]) -> Self {
        Self {
            start: Key::from_bytes(prefix),
            end: successor(prefix),
        }
    }

    /// Every key.
    pub fn all() -> Self {
        Self::prefix(&[])
    }

    /// The keys from `start` on that come before `end`.
    pub fn between(start: Key, end: Key) -> Self {
        Self {
            start,
            end: Some(end),
        }
    }

    /// The bounds in which the page after `after` lies: first key (and whether it is itself in),
    /// and the key before which to stop.
    pub(crate) fn narrowed(&self, after: Option<&Key>, reverse: bool) -> Bounds {
        let mut bounds = Bounds {
            start: self.start.clone(),
            exclusive: false,
            end: self.end.clone(),
        };
        match after {
            Some(key) if reverse => {
                if bounds.end.as_ref().is_none_or(|end| key < end) {
                    bounds.end = Some(key.clone());
                }
            }
            Some(key) if *key >= bounds.start => {
                bounds.start = key.clone();
                bounds.exclusive = true;
            }
            Some(_) | None => {}
        }
        bounds
    }
}

/// A range as ordered maps take it.
pub(crate) type ByteRange<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

/// A range with its page's cursor applied.
pub(crate) struct Bounds {
    start: Key,
    exclusive: bool,
    end: Option<Key>,
}

impl Bounds {
    /// The same as the pair of bounds that ordered maps take; `None` when nothing lies between.
    pub(crate) fn as_range(&self) -> Option<ByteRange<'_>> {
        if self.end.as_ref().is_some_and(|end| *end <= self.start) {
            return None;
        }
        let start = self.start.as_bytes();
        let start = if self.exclusive {
            Excluded(start)
        } else {
            Included(start)
        };
        Some((
            start,
            self.end
                .as_ref()
                .map_or(Unbounded, |end| Excluded(end.as_bytes())),
        ))
    }
}

/// The smallest key above every key with this prefix; `None` when there is none.
fn successor(prefix: &[u8]) -> Option<Key> {
    let mut bytes = prefix.to_vec();
    while let Some(last) = bytes.pop() {
        if let Some(next) = last.checked_add(1) {
            bytes.push(next);
            return Some(Key(bytes.into()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_prefix_of_highest_bytes_carries_over() {
        assert_eq!(successor(&[1, 255, 255]).unwrap().as_bytes(), [2]);
        assert_eq!(successor(&[255]), None);
    }

    #[test]
    fn a_cursor_at_the_end_leaves_nothing() {
        let range = KeyRange::prefix(&[1]);
        let end = Key::from_bytes(&[2]);
        assert!(range.narrowed(Some(&end), false).as_range().is_none());
        let start = Key::from_bytes(&[1]);
        assert!(range.narrowed(Some(&start), true).as_range().is_none());
    }
}
