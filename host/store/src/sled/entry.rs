//! A value as it lies in sled: the position of its batch, then its bytes; and the last batch's sums.

use serde::{Deserialize, Serialize};

use crate::{
    batch::Batch,
    codec,
    error::StoreError,
    key::Key,
    keys,
    store::{Value, Versioned},
};

const POSITION_BYTES: usize = 8;

/// How many of a batch's writes the last-batch record can verify.
const SUMS_MAX: usize = 8;

/// What was committed last, kept in the same batch, so that opening can tell whether it is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LastBatch {
    /// Its position.
    pub(super) position: u64,
    /// Keys it put, with the checksum of what it put there: the first [`SUMS_MAX`].
    sums: Vec<(Vec<u8>, u32)>,
}

pub(super) fn last_batch_key() -> Key {
    keys::of_store("last-batch")
}

/// The batch as sled takes it, with its own record added.
pub(super) fn to_sled(batch: &Batch, position: u64) -> Result<sled::Batch, StoreError> {
    let mut writes = sled::Batch::default();
    let mut last = LastBatch {
        position,
        sums: Vec::new(),
    };
    for (key, value) in batch.writes() {
        let Some(value) = value else {
            writes.remove(key.as_bytes());
            continue;
        };
        let stored = wrap(value, position);
        if last.sums.len() < SUMS_MAX {
            last.sums
                .push((key.as_bytes().to_vec(), crc32fast::hash(&stored)));
        }
        writes.insert(key.as_bytes(), stored);
    }
    let key = last_batch_key();
    let own = codec::encode(&key, &last)?;
    writes.insert(key.as_bytes(), wrap(&own, position));
    Ok(writes)
}

/// A stored entry read back.
pub(super) fn unwrap(key: &Key, stored: &[u8]) -> Result<Versioned, StoreError> {
    let Some((position, bytes)) = stored.split_first_chunk::<POSITION_BYTES>() else {
        let finding = "it is shorter than any entry".to_owned();
        return Err(StoreError::Corrupt {
            key: key.clone(),
            finding,
        });
    };
    let version = u64::from_be_bytes(*position);
    Ok(Versioned {
        value: Value::from_bytes(bytes.to_vec()),
        version,
    })
}

/// The position of a stored entry, without a copy of its bytes.
pub(super) fn version_of(stored: &[u8]) -> Option<u64> {
    stored
        .first_chunk()
        .map(|position| u64::from_be_bytes(*position))
}

fn wrap(value: &Value, position: u64) -> Vec<u8> {
    let mut stored = Vec::with_capacity(POSITION_BYTES + value.as_bytes().len());
    stored.extend(position.to_be_bytes());
    stored.extend(value.as_bytes());
    stored
}

/// Reads the last batch's record and compares every sum with what is stored.
pub(super) fn verify_last_batch(
    read: impl Fn(&[u8]) -> Result<Option<Vec<u8>>, String>,
) -> Result<LastBatch, String> {
    let key = last_batch_key();
    let Some(stored) = read(key.as_bytes())? else {
        return Ok(LastBatch::default());
    };
    let last: LastBatch = unwrap(&key, &stored)
        .and_then(|found| codec::decode(&key, &found.value))
        .map_err(|error| error.to_string())?;
    for (bytes, sum) in &last.sums {
        let whole = read(bytes)?.is_some_and(|stored| crc32fast::hash(&stored) == *sum);
        if !whole {
            let (key, position) = (Key::from_bytes(bytes), last.position);
            return Err(format!(
                "{key} is not as the last batch, {position}, left it"
            ));
        }
    }
    Ok(last)
}
