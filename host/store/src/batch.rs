//! What is written together.

use std::{collections::BTreeMap, fmt};

use crate::{
    error::StoreError,
    key::Key,
    store::{Value, Versioned},
};

/// Writes that become durable together, and what must hold for them to be made.
///
/// Of several writes to one key the last one counts, so batches of successive steps can be joined.
/// Preconditions are checked against the state before the batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    writes: BTreeMap<Key, Option<Value>>,
    require: Vec<(Key, Precondition)>,
    bytes: usize,
}

/// What must hold for a key when a batch is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing is stored under it.
    Absent,
    /// The value under it was written by the batch at this position.
    Version(u64),
}

impl fmt::Display for Precondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Version(version) => write!(f, "at version {version}"),
        }
    }
}

impl Precondition {
    /// Whether it holds for a key whose value is of this version, or absent.
    pub(crate) fn holds(self, found: Option<u64>) -> bool {
        match self {
            Self::Absent => found.is_none(),
            Self::Version(version) => found == Some(version),
        }
    }
}

impl Batch {
    /// Bytes of keys and values in one batch. Below the 8 MiB of a segment of sled's log by a
    /// margin, see [`crate::SledStore`]. Whoever joins batches stops before this.
    pub const BYTES_MAX: usize = 2 * 1024 * 1024;

    /// A batch that writes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `key` to `value`.
    pub fn put(&mut self, key: Key, value: Value) -> &mut Self {
        self.bytes += key.as_bytes().len() + value.as_bytes().len();
        self.writes.insert(key, Some(value));
        self
    }

    /// Removes `key`; no error if it is not there.
    pub fn delete(&mut self, key: Key) -> &mut Self {
        self.bytes += key.as_bytes().len();
        self.writes.insert(key, None);
        self
    }

    /// Commits only if `precondition` holds for `key`.
    pub fn require(&mut self, key: Key, precondition: Precondition) -> &mut Self {
        self.require.push((key, precondition));
        self
    }

    /// Commits only if nothing is stored under `key`.
    pub fn require_absent(&mut self, key: Key) -> &mut Self {
        self.require(key, Precondition::Absent)
    }

    /// Commits only if the value under `key` is the one that was read.
    pub fn require_unchanged(&mut self, key: Key, read: &Versioned) -> &mut Self {
        self.require(key, Precondition::Version(read.version))
    }

    /// Adds everything of a later batch to this one; on one key the later write counts.
    pub fn append(&mut self, mut later: Self) {
        self.writes.append(&mut later.writes);
        self.require.append(&mut later.require);
        self.bytes += later.bytes;
    }

    /// What this batch would leave under `key`: `None` if it does not touch it, `Some(None)` if it
    /// removes it.
    pub fn staged(&self, key: &Key) -> Option<Option<&Value>> {
        self.writes.get(key).map(Option::as_ref)
    }

    /// Bytes of keys and values, overwritten ones included: never less than what is written.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether it writes nothing. It may still require something.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The writes, in key order; a removal has no value.
    pub fn writes(&self) -> impl ExactSizeIterator<Item = (&Key, Option<&Value>)> {
        self.writes.iter().map(|(key, value)| (key, value.as_ref()))
    }

    /// What must hold.
    pub fn requirements(&self) -> &[(Key, Precondition)] {
        &self.require
    }

    /// Checks sizes: every key, every value and the whole.
    pub fn check_size(&self) -> Result<(), StoreError> {
        let too_large = |what, bytes, limit| Err(StoreError::TooLarge { what, bytes, limit });
        if self.bytes > Self::BYTES_MAX {
            return too_large("a batch", self.bytes, Self::BYTES_MAX);
        }
        for (key, value) in self.writes() {
            key.check_size()?;
            let bytes = value.map_or(0, |value| value.as_bytes().len());
            if bytes > Value::BYTES_MAX {
                return too_large("a value", bytes, Value::BYTES_MAX);
            }
        }
        Ok(())
    }

    /// Checks every precondition against `version_of`, the version now stored under a key.
    pub(crate) fn check_requirements(
        &self,
        mut version_of: impl FnMut(&Key) -> Result<Option<u64>, StoreError>,
    ) -> Result<(), StoreError> {
        for (key, required) in &self.require {
            let found = version_of(key)?;
            if !required.holds(found) {
                return Err(StoreError::Conflict {
                    key: key.clone(),
                    required: *required,
                    found,
                });
            }
        }
        Ok(())
    }
}
