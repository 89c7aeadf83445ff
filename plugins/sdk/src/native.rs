//! The host's side on a native target, where tests run: whoever tests installs one for the thread.
//! `frontdesk-plugin-testkit` has a ready one.

use std::{cell::RefCell, rc::Rc};

use crate::{
    host::{Hash, Level, SecretError, SignedPart, WeakCode},
    kv::KvError,
    types::Field,
};

/// What a test's host answers. Each function is the contract's of the same name.
pub trait Host {
    /// A line of the log.
    fn log(&self, level: Level, message: &str, fields: &[Field]);
    /// The settings, as JSON text.
    fn settings(&self) -> String;
    /// Milliseconds since 1970.
    fn now(&self) -> f64;
    /// So many bytes.
    fn random(&self, len: u32) -> Vec<u8>;
    /// An HMAC.
    fn hmac(&self, secret: &str, hash: Hash, parts: &[SignedPart]) -> Result<Vec<u8>, SecretError>;
    /// Whether an HMAC is right.
    fn hmac_verify(
        &self,
        secret: &str,
        hash: Hash,
        parts: &[SignedPart],
        code: &[u8],
    ) -> Result<bool, SecretError>;
    /// Whether a code made with MD5 is right.
    fn weak_verify(
        &self,
        secret: &str,
        kind: WeakCode,
        parts: &[SignedPart],
        code: &[u8],
    ) -> Result<bool, SecretError>;
    /// Whether a value is the secret.
    fn secret_equals(&self, secret: &str, value: &str) -> Result<bool, SecretError>;
    /// Whether a signature is right.
    fn ed25519_verify(
        &self,
        secret: &str,
        parts: &[SignedPart],
        signature: &[u8],
    ) -> Result<bool, SecretError>;
    /// A stored value.
    fn kv_get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError>;
    /// Stores a value.
    fn kv_set(&self, key: &str, value: &[u8], ttl_s: Option<u32>) -> Result<(), KvError>;
    /// Forgets a value.
    fn kv_delete(&self, key: &str) -> Result<(), KvError>;
}

thread_local! {
    static HOST: RefCell<Option<Rc<dyn Host>>> = const { RefCell::new(None) };
}

/// Runs `work` with this host on this thread; the one before is back afterwards, also after a panic.
pub fn with_host<T>(host: Rc<dyn Host>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<Rc<dyn Host>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            HOST.set(self.0.take());
        }
    }
    let _restore = Restore(HOST.replace(Some(host)));
    work()
}

#[expect(
    clippy::panic,
    reason = "native code is a test, and this one lacks what it tests against"
)]
fn host() -> Rc<dyn Host> {
    HOST.with_borrow(Option::clone).unwrap_or_else(|| {
        panic!(
            "there is no host outside the gateway: run this inside \
             `frontdesk_plugin_testkit::FakeHost::run`"
        )
    })
}

macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(pub(crate) fn $name($($argument: $type),*) -> $answer {
            host().$name($($argument),*)
        })*
    };
}

forward! {
    settings() -> String;
    now() -> f64;
    random(len: u32) -> Vec<u8>;
    hmac(secret: &str, hash: Hash, parts: &[SignedPart]) -> Result<Vec<u8>, SecretError>;
    hmac_verify(secret: &str, hash: Hash, parts: &[SignedPart], code: &[u8]) -> Result<bool, SecretError>;
    weak_verify(secret: &str, kind: WeakCode, parts: &[SignedPart], code: &[u8]) -> Result<bool, SecretError>;
    secret_equals(secret: &str, value: &str) -> Result<bool, SecretError>;
    ed25519_verify(secret: &str, parts: &[SignedPart], signature: &[u8]) -> Result<bool, SecretError>;
    kv_get(key: &str) -> Result<Option<Vec<u8>>, KvError>;
    kv_set(key: &str, value: &[u8], ttl_s: Option<u32>) -> Result<(), KvError>;
    kv_delete(key: &str) -> Result<(), KvError>;
}

/// A line of the log; dropped where nobody listens, so that code that only logs needs no host.
pub(crate) fn log(level: Level, message: &str, fields: &[Field]) {
    if let Some(host) = HOST.with_borrow(Option::clone) {
        host.log(level, message, fields);
    }
}
