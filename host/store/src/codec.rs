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

/// Bytes of a record as bytes, not as a list of numbers: `#[serde(with = "codec::bytes")]`.
pub mod bytes {
    use std::fmt;

    use serde::{Deserializer, Serializer, de};

    /// Writes them.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    /// Reads them.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_byte_buf(Visitor)
    }

    struct Visitor;

    impl de::Visitor<'_> for Visitor {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use serde::Deserialize;

    use super::*;
    use crate::keys;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Plain,
        Numbered(u64),
        Named { text: String, of: Option<Box<Kind>> },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        kinds: Vec<Kind>,
        at: u64,
        signed: i32,
        flag: bool,
    }

    fn kinds() -> impl Strategy<Value = Kind> {
        let leaf = prop_oneof![Just(Kind::Plain), any::<u64>().prop_map(Kind::Numbered)];
        leaf.prop_recursive(3, 16, 1, |inner| {
            (any::<String>(), proptest::option::of(inner)).prop_map(|(text, of)| Kind::Named {
                text,
                of: of.map(Box::new),
            })
        })
    }

    fn samples() -> impl Strategy<Value = Sample> {
        (
            vec(kinds(), 0..8),
            any::<u64>(),
            any::<i32>(),
            any::<bool>(),
        )
            .prop_map(|(kinds, at, signed, flag)| Sample {
                kinds,
                at,
                signed,
                flag,
            })
    }

    proptest! {
        #[test]
        fn a_record_comes_back_as_it_was(sample in samples()) {
            let key = keys::meta("a");
            let value = encode(&key, &sample).unwrap();
            prop_assert_eq!(decode::<Sample>(&key, &value).unwrap(), sample);
        }

        #[test]
        fn one_flipped_bit_is_always_noticed(sample in samples(), place: prop::sample::Index, bit in 0..8) {
            let key = keys::meta("a");
            let mut value = encode(&key, &sample).unwrap();
            let place = place.index(value.0.len());
            value.0[place] ^= 1_u8 << bit;
            prop_assert!(decode::<Sample>(&key, &value).is_err());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
            let key = keys::meta("a");
            drop(decode::<Sample>(&key, &Value(bytes.clone())));
            // The same as a payload with a checksum that holds.
            let head = [FORMAT, 0, 1];
            let sum = checksum(&head, &bytes).to_be_bytes();
            let value = Value([&head[..], &sum, &bytes].concat());
            drop(decode::<Sample>(&key, &value));
        }
    }

    #[test]
    fn a_field_added_later_is_read_from_an_old_record_by_its_default() {
        #[derive(Serialize)]
        struct Old {
            kept: u8,
            dropped: u8,
        }
        #[derive(Debug, PartialEq, Deserialize)]
        struct New {
            kept: u8,
            #[serde(default)]
            added: Option<String>,
        }
        let key = keys::meta("a");
        let value = encode(
            &key,
            &Old {
                kept: 1,
                dropped: 2,
            },
        )
        .unwrap();
        let new: New = decode(&key, &value).unwrap();
        assert_eq!(
            new,
            New {
                kept: 1,
                added: None
            }
        );
    }

    #[test]
    fn a_newer_record_is_refused_by_name() {
        let key = keys::meta("a");
        let value = encode_as(&key, &1, SCHEMA_VERSION + 1).unwrap();
        let error = decode::<u32>(&key, &value).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found, .. } if found == SCHEMA_VERSION + 1));
        assert!(error.to_string().contains("a copy of the state folder"));
    }

    #[test]
    fn a_record_of_another_kind_is_refused() {
        let key = keys::meta("a");
        let value = encode(&key, &"text").unwrap();
        assert!(matches!(
            decode::<u32>(&key, &value),
            Err(StoreError::Corrupt { .. })
        ));
    }
}
