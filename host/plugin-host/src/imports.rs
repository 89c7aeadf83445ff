//! What a component may ask of the host: quick, never blocking. Whatever is not granted is a typed
//! answer.

use std::fmt::Write as _;

use crate::{
    bindings::{
        host::{self, SecretError, SignedPart, WeakCode},
        http_types::Hash,
        kv::{self, KvError},
        types,
    },
    chance::Seed,
    convert,
    secret::{SecretUse, SecretValue},
    signing,
    state::CallState,
    values::ValueSpace,
};

impl host::Host for CallState {
    fn log(&mut self, level: host::Level, message: String, fields: Vec<types::Field>) {
        self.log.line(level, &message, &fields);
    }

    fn settings(&mut self) -> String {
        self.context.settings.to_string()
    }

    fn now(&mut self) -> f64 {
        convert::epoch_ms(self.now)
    }

    fn random(&mut self, len: u32) -> Vec<u8> {
        let draw = self.draws;
        self.draws = draw.saturating_add(1);
        if let Some(operation) = &self.operation {
            operation.seed.bytes(draw, len)
        } else {
            let now = self.now.0.to_be_bytes();
            Seed::new(&[self.context.name.as_bytes(), &now]).bytes(draw, len)
        }
    }

    fn hmac(
        &mut self,
        secret: String,
        hash: Hash,
        parts: Vec<SignedPart>,
    ) -> Result<Vec<u8>, SecretError> {
        let value = self.secret(&secret, SecretUse::Hmac)?;
        Ok(signing::code(hash, value.expose(), self.bytes(&parts)?))
    }

    fn hmac_verify(
        &mut self,
        secret: String,
        hash: Hash,
        parts: Vec<SignedPart>,
        code: Vec<u8>,
    ) -> Result<bool, SecretError> {
        let value = self.secret(&secret, SecretUse::Verify)?;
        let right = signing::code(hash, value.expose(), self.bytes(&parts)?);
        Ok(signing::are_equal(&right, &code))
    }

    fn weak_verify(
        &mut self,
        secret: String,
        code_kind: WeakCode,
        parts: Vec<SignedPart>,
        code: Vec<u8>,
    ) -> Result<bool, SecretError> {
        let value = self.secret(&secret, SecretUse::Verify)?;
        let right = signing::weak_code(code_kind, value.expose(), self.bytes(&parts)?);
        let right = right.ok_or_else(|| {
            let name = short(&secret);
            SecretError::Unusable(format!("no code is made with the secret \"{name}\""))
        })?;
        Ok(signing::are_equal(&right, &code))
    }

    fn secret_equals(&mut self, secret: String, value: String) -> Result<bool, SecretError> {
        let right = self.secret(&secret, SecretUse::Verify)?;
        Ok(signing::are_equal(right.expose(), value.as_bytes()))
    }

    fn ed25519_verify(
        &mut self,
        secret: String,
        parts: Vec<SignedPart>,
        signature: Vec<u8>,
    ) -> Result<bool, SecretError> {
        let value = self.secret(&secret, SecretUse::Verify)?;
        let Some(key) = signing::ed25519_key(value.expose()) else {
            return Err(SecretError::Unusable(format!(
                "the secret \"{}\" is no Ed25519 public key: 32 bytes in hex or base64",
                short(&secret),
            )));
        };
        let message = self.bytes(&parts)?.concat();
        Ok(signing::is_signed(&key, &message, &signature))
    }
}

impl kv::Host for CallState {
    fn get(&mut self, key: String) -> Result<Option<Vec<u8>>, KvError> {
        self.values()?.get(&key).map_err(KvError::TooLarge)
    }

    fn set(&mut self, key: String, value: Vec<u8>, ttl_s: Option<u32>) -> Result<(), KvError> {
        self.values()?
            .set(key, value, ttl_s)
            .map_err(KvError::TooLarge)
    }

    fn delete(&mut self, key: String) -> Result<(), KvError> {
        self.values()?.delete(key).map_err(KvError::TooLarge)
    }
}

impl CallState {
    fn secret(&self, name: &str, wanted: SecretUse) -> Result<SecretValue, SecretError> {
        match self.context.grants.secret(name, wanted) {
            Some(grant) => Ok(grant.value.clone()),
            None => Err(SecretError::Denied(self.missing_secret(name, wanted))),
        }
    }

    fn missing_secret(&self, name: &str, wanted: SecretUse) -> String {
        self.context.missing_secret(name, wanted)
    }

    /// The bytes of each part.
    fn bytes<'a>(&'a self, parts: &'a [SignedPart]) -> Result<Vec<&'a [u8]>, SecretError> {
        let body = || {
            let operation = self.operation.as_ref();
            operation
                .and_then(|operation| operation.body.as_deref())
                .ok_or_else(|| {
                    SecretError::Unusable("there is no webhook call whose body this were".into())
                })
        };
        parts
            .iter()
            .map(|part| match part {
                SignedPart::Body => body(),
                SignedPart::Text(text) => Ok(text.as_bytes()),
                SignedPart::Bytes(bytes) => Ok(bytes.as_slice()),
            })
            .collect()
    }

    fn values(&mut self) -> Result<&mut ValueSpace, KvError> {
        let mut reason = String::new();
        if !self.context.grants.kv {
            let table = self.context.grants_table();
            let _infallible = write!(reason, "stored values are not granted: {table} kv = true");
        }
        let space = self
            .operation
            .as_mut()
            .and_then(|operation| operation.values.as_mut());
        match space {
            Some(space) if reason.is_empty() => Ok(space),
            Some(_) | None if !reason.is_empty() => Err(KvError::Denied(reason)),
            Some(_) | None => Err(KvError::Denied(
                "values are kept within operations only (not in describe, validate, frame and \
                 render), and only if describe asks for it"
                    .to_owned(),
            )),
        }
    }
}

/// A name from a component, short enough for a sentence.
pub(crate) fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(64).collect()
}
