//! The port: what every implementation promises.

use std::fmt;

use async_trait::async_trait;

use crate::{
    batch::Batch,
    error::StoreError,
    key::{Key, KeyRange},
};

/// Where records live.
///
/// Every read shows only what is durable: a read that meets a batch on its way to disk waits for it.
///
/// There is no way to follow the order of batches from a cursor: keeping one would put every record
/// on disk twice. Each [`Committed`] carries its position, and each [`Versioned`] the position that
/// wrote it, so that a log can be added beside the records when the durable event feed needs it.
#[async_trait]
pub trait Store: Send + Sync {
    /// All or nothing, and durable when it returns. Once started it finishes, even if the caller
    /// stops waiting.
    ///
    /// When [`StoreError::is_refusal`] holds for the error, nothing was written and the store goes
    /// on. Any other error leaves it unknown whether the batch is durable, and poisons the store:
    /// every later commit fails, so that the caller stops rather than build on a guess.
    async fn commit(&self, batch: Batch) -> Result<Committed, StoreError>;

    /// The value under `key`, if there is one.
    async fn get(&self, key: &Key) -> Result<Option<Versioned>, StoreError>;

    /// As [`Store::get`], but does not wait for a batch on its way to disk, and may show what it
    /// writes. Only for the one writer, who knows what is on its way.
    async fn peek(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        self.get(key).await
    }

    /// The entries of `range` in key order, one page of them. A page shorter than its limit is the
    /// last one.
    async fn scan(&self, range: KeyRange, page: Page) -> Result<Vec<(Key, Versioned)>, StoreError>;

    /// Finishes what was accepted, then lets go of every resource. Later calls fail with
    /// [`StoreError::Closed`]; a second close does nothing.
    async fn close(&self);

    /// Bytes that may still be written where the store lives; `None` when there is no such limit.
    fn free_space(&self) -> Result<Option<u64>, StoreError>;

    /// Bytes the store takes on disk, roughly; 0 when it is not on a disk.
    fn size_on_disk(&self) -> Result<u64, StoreError>;
}

/// Proof that a batch is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The batch's place in the order of all batches: 1, 2, 3 … An empty batch takes no place and
    /// reports the last one.
    pub position: u64,
}

/// The bytes under a key. [`crate::codec`] makes and reads them.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(pub(crate) Vec<u8>);

impl Value {
    /// Bytes in one value. Sled keeps at most 18 entries together in a leaf, and a leaf of such
    /// values still fits inline in its log: 18 × 64 KiB < 8 MiB / 4. See [`crate::SledStore`].
    pub const BYTES_MAX: usize = 64 * 1024;

    /// A value of these bytes, for implementations of [`Store`] and their tests; records are made
    /// with [`crate::codec::encode`].
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A value may be a message body, so `Debug` shows its length only.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} bytes)", self.0.len())
    }
}

/// A value and the batch that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned {
    /// The value.
    pub value: Value,
    /// [`Committed::position`] of the batch that wrote it: what
    /// [`Precondition::Version`](crate::Precondition::Version) compares.
    pub version: u64,
}

/// Which part of a range to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many entries at most.
    pub limit: usize,
    /// Last key first.
    pub reverse: bool,
    /// Begin behind this key, in the direction of reading: the last key of the page before.
    pub after: Option<Key>,
}

impl Page {
    /// The first `limit` entries.
    pub const fn first(limit: usize) -> Self {
        Self {
            limit,
            reverse: false,
            after: None,
        }
    }

    /// The last `limit` entries, last first.
    pub const fn last(limit: usize) -> Self {
        Self {
            limit,
            reverse: true,
            after: None,
        }
    }

    /// The page that follows `key`.
    #[must_use]
    pub fn after(mut self, key: Key) -> Self {
        self.after = Some(key);
        self
    }
}
