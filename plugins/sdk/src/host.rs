//! What a component may ask of the host. Natively a test's own host answers: see `native`.

use crate::{Error, types::Field};

pub use crate::bindings::plugin::frontdesk::plugin::{
    host::{Level, SecretError, SignedPart, WeakCode},
    http_types::Hash,
};

#[cfg(not(target_arch = "wasm32"))]
use crate::native as imports;
#[cfg(target_arch = "wasm32")]
use imported as imports;

/// The imports, under the names that `native` has too.
#[cfg(target_arch = "wasm32")]
pub(crate) mod imported {
    pub(crate) use crate::bindings::plugin::frontdesk::plugin::{
        host::{
            ed25519_verify, hmac, hmac_verify, log, now, random, secret_equals, settings,
            weak_verify,
        },
        kv::{delete as kv_delete, get as kv_get, set as kv_set},
    };
}

/// One line of the operator's log, under the component's name. Never a contact's words or address.
/// The macros [`info!`](crate::info) and its kin write shorter.
pub fn log(level: Level, message: &str, fields: &[(&str, &str)]) {
    let fields: Vec<Field> = fields
        .iter()
        .map(|(name, value)| Field::new(*name, *value))
        .collect();
    imports::log(level, message, &fields);
}

/// The settings from the operator's TOML as JSON text; [`settings`](crate::settings()) reads them into a
/// type.
pub fn settings() -> String {
    imports::settings()
}

/// The time of this operation in milliseconds since 1970: the same at every replay.
pub fn now() -> f64 {
    imports::now()
}

/// Bytes that look random, at most 1024: the same at every replay. Not for keys.
pub fn random(len: u32) -> Vec<u8> {
    imports::random(len)
}

/// The code (HMAC) of the parts under a secret, for a provider that challenges with it. Needs the
/// secret's use `hmac`.
pub fn hmac(secret: &str, hash: Hash, parts: &[SignedPart]) -> Result<Vec<u8>, Error> {
    imports::hmac(secret, hash, parts).map_err(Error::from)
}

/// Whether a code (HMAC) of the parts is right. Needs the secret's use `verify`.
pub fn hmac_verify(
    secret: &str,
    hash: Hash,
    parts: &[SignedPart],
    code: &[u8],
) -> Result<bool, Error> {
    imports::hmac_verify(secret, hash, parts, code).map_err(Error::from)
}

/// Whether a code made with MD5 of the parts is right: weak, and only for providers whose accounts sign
/// with nothing better, where the operator has chosen it. Needs the secret's use `verify`.
pub fn weak_verify(
    secret: &str,
    kind: WeakCode,
    parts: &[SignedPart],
    code: &[u8],
) -> Result<bool, Error> {
    imports::weak_verify(secret, kind, parts, code).map_err(Error::from)
}

/// Whether a value is the secret. Needs the secret's use `verify`.
pub fn secret_equals(secret: &str, value: &str) -> Result<bool, Error> {
    imports::secret_equals(secret, value).map_err(Error::from)
}

/// Whether an Ed25519 signature of the parts is right under the public key that is the secret. Needs
/// the secret's use `verify`.
pub fn ed25519_verify(secret: &str, parts: &[SignedPart], signature: &[u8]) -> Result<bool, Error> {
    imports::ed25519_verify(secret, parts, signature).map_err(Error::from)
}

impl From<SecretError> for Error {
    /// Either way the operator must act.
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Denied(what) | SecretError::Unusable(what) => Self::misconfigured(what),
        }
    }
}
