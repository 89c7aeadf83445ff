//! Values as bytes: a format, a version, a checksum, then the record itself.
//!
//! ```text
//! byte 0      the format of this envelope
//! bytes 1–2   the schema version of the code that wrote it, big-endian
//! bytes 3–6   CRC-32 of bytes 0–2 and of the payload, big-endian
//! bytes 7–    the payload: MessagePack with field names
//! ```
//! Field names make a record self-describing: a field added later is read from an old record by its
//! serde default, without a migration.

use serde::{Serialize, de::DeserializeOwned};

use crate::{error::StoreError, key::Key, store::Value};

/// The schema version of this code. It grows when an older version could misread what this one
/// writes; a step from the version before goes into [`crate::Migration`]s.
pub const SCHEMA_VERSION: u16 = 1;

const FORMAT: u8 = 1;
const HEADER_BYTES: usize = 7;

/// The bytes of a record. `key` is where it will be, for the error.
pub fn encode<T: Serialize>(key: &Key, record: &T) -> Result<Value, StoreError> {
    encode_as(key, record, SCHEMA_VERSION)
}

pub(crate) fn encode_as<T: Serialize>(
    key: &Key,
    record: &T,
    version: u16,
) -> Result<Value, StoreError> {
    let payload = rmp_serde::to_vec_named(record).map_err(|error| StoreError::Corrupt {
        key: key.clone(),
        finding: format!("it has no stored form ({error})"),
    })?;
    let [high, low] = version.to_be_bytes();
    let head = [FORMAT, high, low];
    let mut bytes = Vec::with_capacity(HEADER_BYTES + payload.len());
    bytes.extend(head);
    bytes.extend(checksum(&head, &payload).to_be_bytes());
    bytes.extend(payload);
    Ok(Value(bytes))
}

/// The record in a value that was read under `key`.
pub fn decode<T: DeserializeOwned>(key: &Key, value: &Value) -> Result<T, StoreError> {
    let corrupt = |finding: String| StoreError::Corrupt {
        key: key.clone(),
        finding,
    };
    let (version, payload) = open(key, value)?;
    if version > SCHEMA_VERSION {
        let (found, known) = (version, SCHEMA_VERSION);
        return Err(StoreError::Newer {
            key: key.clone(),
            found,
            known,
        });
    }
    rmp_serde::from_slice(payload)
        .map_err(|error| corrupt(format!("its content is not what belongs there ({error})")))
}

/// The schema version of the code that wrote a value, once the checksum holds.
pub fn version(key: &Key, value: &Value) -> Result<u16, StoreError> {
    open(key, value).map(|(version, _)| version)
}

fn open<'a>(key: &Key, value: &'a Value) -> Result<(u16, &'a [u8]), StoreError> {
    let corrupt = |finding: &str| {
        Err(StoreError::Corrupt {
            key: key.clone(),
            finding: finding.to_owned(),
        })
    };
    let Some((header, payload)) = value.0.split_first_chunk::<HEADER_BYTES>() else {
        return corrupt("it is shorter than any record");
    };
    let [format, high, low, sum @ ..] = *header;
    if checksum(&[format, high, low], payload) != u32::from_be_bytes(sum) {
        return corrupt("its checksum does not match");
    }
    match format {
        FORMAT => Ok((u16::from_be_bytes([high, low]), payload)),
        newer if newer > FORMAT => Err(StoreError::Newer {
            key: key.clone(),
            found: u16::from(newer),
            known: u16::from(FORMAT),
        }),
        _ => corrupt("its format is unknown"),
    }
}

fn checksum(head: &[u8; 3], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(payload);
    hasher.finalize()
}
