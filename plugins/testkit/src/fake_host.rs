//! The gateway's side of the imports, from a fixture.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use ed25519_compact::{PublicKey, Signature};
use frontdesk_plugin::{
    SecretNeed, SecretUse,
    host::{Hash, Level, SecretError, SignedPart, WeakCode},
    kv::KvError,
    native::{self, Host},
    types::Field,
};
use hmac::{Hmac, Mac as _};
use md5::{Digest as _, Md5};

/// A gateway that answers from memory. [`FakeHost::run`] makes it the one that code on this thread
/// talks to.
#[derive(Debug, Default)]
pub struct FakeHost {
    /// The settings, as JSON text.
    pub settings: String,
    /// Secrets by name.
    pub secrets: BTreeMap<String, String>,
    /// What the component declared: a secret is granted for these uses only.
    pub needs: Vec<SecretNeed>,
    /// Milliseconds since 1970.
    pub now: f64,
    /// The raw body of the webhook call under way.
    pub body: Vec<u8>,
    /// Whether the component declared that it keeps values.
    pub keeps_values: bool,
    /// What it has stored.
    pub values: RefCell<BTreeMap<String, Vec<u8>>>,
    /// What it has logged.
    pub log: RefCell<Vec<LogLine>>,
    /// Where the bytes that look random are.
    pub random: Cell<u64>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// How bad it is.
    pub level: Level,
    /// The message.
    pub message: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl FakeHost {
    /// Runs code that talks to this host.
    pub fn run<T>(self: &Rc<Self>, work: impl FnOnce() -> T) -> T {
        native::with_host(Rc::<Self>::clone(self), work)
    }

    fn secret(&self, name: &str, used_for: SecretUse) -> Result<&[u8], SecretError> {
        let need = self.needs.iter().find(|need| need.name == name);
        if !need.is_some_and(|need| need.uses.contains(&used_for)) {
            return Err(SecretError::Denied(format!(
                "`describe` does not ask for the secret {name:?} with the use {used_for:?}"
            )));
        }
        let value = self.secrets.get(name).map(String::as_bytes);
        value.ok_or_else(|| SecretError::Denied(format!("there is no secret {name:?}")))
    }

    fn joined(&self, parts: &[SignedPart]) -> Vec<u8> {
        let mut joined = Vec::new();
        for part in parts {
            joined.extend_from_slice(match part {
                SignedPart::Body => &self.body,
                SignedPart::Text(text) => text.as_bytes(),
                SignedPart::Bytes(bytes) => bytes,
            });
        }
        joined
    }
}

macro_rules! code {
    ($hash:ty, $key:expr, $message:expr) => {
        Hmac::<$hash>::new_from_slice($key)
            .map(|mac| mac.chain_update($message).finalize().into_bytes().to_vec())
    };
}

pub(crate) fn code(hash: Hash, key: &[u8], message: &[u8]) -> Result<Vec<u8>, SecretError> {
    let code = match hash {
        Hash::Sha1 => code!(sha1::Sha1, key, message),
        Hash::Sha256 => code!(sha2::Sha256, key, message),
        Hash::Sha512 => code!(sha2::Sha512, key, message),
    };
    code.map_err(|error| SecretError::Unusable(error.to_string()))
}

fn weak_code(kind: WeakCode, key: &[u8], message: &[u8]) -> Result<Vec<u8>, SecretError> {
    let code = match kind {
        WeakCode::Md5Hmac => code!(Md5, key, message),
        WeakCode::Md5Suffix => Ok(Md5::new()
            .chain_update(message)
            .chain_update(key)
            .finalize()
            .to_vec()),
    };
    code.map_err(|error| SecretError::Unusable(error.to_string()))
}

impl Host for FakeHost {
    fn log(&self, level: Level, message: &str, fields: &[Field]) {
        self.log.borrow_mut().push(LogLine {
            level,
            message: message.to_owned(),
            fields: fields.to_vec(),
        });
    }

    fn settings(&self) -> String {
        self.settings.clone()
    }

    fn now(&self) -> f64 {
        self.now
    }

    fn random(&self, len: u32) -> Vec<u8> {
        let byte = || {
            // Any sequence will do; this one is the same at every run.
            let next = self
                .random
                .get()
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            self.random.set(next);
            next.to_be_bytes().first().copied().unwrap_or_default()
        };
        (0..len.min(1_024)).map(|_| byte()).collect()
    }

    fn hmac(&self, secret: &str, hash: Hash, parts: &[SignedPart]) -> Result<Vec<u8>, SecretError> {
        code(
            hash,
            self.secret(secret, SecretUse::Hmac)?,
            &self.joined(parts),
        )
    }

    fn hmac_verify(
        &self,
        secret: &str,
        hash: Hash,
        parts: &[SignedPart],
        given: &[u8],
    ) -> Result<bool, SecretError> {
        let key = self.secret(secret, SecretUse::Verify)?;
        Ok(code(hash, key, &self.joined(parts))? == given)
    }

    fn weak_verify(
        &self,
        secret: &str,
        kind: WeakCode,
        parts: &[SignedPart],
        given: &[u8],
    ) -> Result<bool, SecretError> {
        let key = self.secret(secret, SecretUse::Verify)?;
        Ok(weak_code(kind, key, &self.joined(parts))? == given)
    }

    fn secret_equals(&self, secret: &str, value: &str) -> Result<bool, SecretError> {
        Ok(self.secret(secret, SecretUse::Verify)? == value.as_bytes())
    }

    fn ed25519_verify(
        &self,
        secret: &str,
        parts: &[SignedPart],
        signature: &[u8],
    ) -> Result<bool, SecretError> {
        let key = self.secret(secret, SecretUse::Verify)?;
        let key = std::str::from_utf8(key).ok().and_then(hex);
        let key = key.and_then(|key| PublicKey::from_slice(&key).ok());
        let key = key.ok_or_else(|| {
            SecretError::Unusable(format!("{secret:?} is no Ed25519 public key in hex"))
        })?;
        let message = self.joined(parts);
        Ok(Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify(&message, &signature).is_ok()))
    }

    fn kv_get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.may_keep_values()?;
        Ok(self.values.borrow().get(key).cloned())
    }

    fn kv_set(&self, key: &str, value: &[u8], _ttl_s: Option<u32>) -> Result<(), KvError> {
        self.may_keep_values()?;
        if key.len() > 256 || value.len() > 64 << 10 {
            return Err(KvError::TooLarge(
                "a key of 256 bytes, a value of 64 KiB".to_owned(),
            ));
        }
        self.values
            .borrow_mut()
            .insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    fn kv_delete(&self, key: &str) -> Result<(), KvError> {
        self.may_keep_values()?;
        self.values.borrow_mut().remove(key);
        Ok(())
    }
}

impl FakeHost {
    fn may_keep_values(&self) -> Result<(), KvError> {
        if self.keeps_values {
            return Ok(());
        }
        Err(KvError::Denied(
            "`describe` does not say that it keeps values".to_owned(),
        ))
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|char| char.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some((high << 4) | low),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}
