//! A few values of the component's own, such as a cursor. The descriptor asks for them with
//! [`keeps_values`](crate::Descriptor::keeps_values).
//!
//! Writes become durable with the operation's result and not at all when it fails. A key is at most 256
//! bytes, a value 64 KiB, everything 1 MiB.

use serde::{Serialize, de::DeserializeOwned};

use crate::Error;

pub use crate::bindings::plugin::frontdesk::plugin::kv::KvError;

#[cfg(target_arch = "wasm32")]
use crate::host::imported as imports;
#[cfg(not(target_arch = "wasm32"))]
use crate::native as imports;

/// A value.
pub fn get(key: &str) -> Result<Option<Vec<u8>>, Error> {
    imports::kv_get(key).map_err(Error::from)
}

/// Sets a value; with `ttl_s` it is gone after that many seconds.
pub fn set(key: &str, value: &[u8], ttl_s: Option<u32>) -> Result<(), Error> {
    imports::kv_set(key, value, ttl_s).map_err(Error::from)
}

/// Forgets a value.
pub fn delete(key: &str) -> Result<(), Error> {
    imports::kv_delete(key).map_err(Error::from)
}

/// A value that was set with [`set_json`]. One that does not read as `T`, such as an older version's,
/// is none.
pub fn get_json<T: DeserializeOwned>(key: &str) -> Result<Option<T>, Error> {
    Ok(get(key)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Sets a value as JSON.
pub fn set_json<T: Serialize>(key: &str, value: &T, ttl_s: Option<u32>) -> Result<(), Error> {
    let bytes = serde_json::to_vec(value)
        .map_err(|error| Error::internal(format!("storing a value: {error}")))?;
    set(key, &bytes, ttl_s)
}

impl From<KvError> for Error {
    fn from(error: KvError) -> Self {
        match error {
            KvError::Denied(what) => Self::misconfigured(what),
            KvError::TooLarge(what) => Self::internal(what),
        }
    }
}
