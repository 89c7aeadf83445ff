//! Passwords: argon2id, the same work for a known agent, an unknown one, and one without a password.

use std::{collections::BTreeMap, sync::Arc};

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use frontdesk_core::AgentId;
use tokio::sync::Semaphore;

use crate::{config::Account, problem::Fault};

/// Checks at once: each takes some 20 MiB and a core.
const CHECKS_AT_ONCE: usize = 2;
/// No password is longer; what is longer is refused unread.
const PASSWORD_BYTES_MAX: usize = 1_024;
/// Stands in where nobody has a password: argon2id with the default cost, of bytes nobody knows.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      5kPcx3EJTr6dB1rA4bVdVgpIYcYAYiqXJmGqLxqfGJk";

/// Checks passwords.
pub(crate) struct Passwords {
    /// Checked, and always refused, where the agent has no hash of their own: one of the configured
    /// ones, so that the cost is the same.
    decoy: Arc<str>,
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new(accounts: &BTreeMap<AgentId, Account>) -> Self {
        let decoy = accounts
            .values()
            .find_map(|account| account.password_hash.as_deref());
        Self {
            decoy: decoy.unwrap_or(NOBODY).into(),
            turns: Arc::new(Semaphore::new(CHECKS_AT_ONCE)),
        }
    }

    /// Whether the password belongs to the hash. Takes as long when there is no hash.
    pub(crate) async fn check(&self, hash: Option<&str>, password: String) -> Result<bool, Fault> {
        if password.len() > PASSWORD_BYTES_MAX {
            return Ok(false);
        }
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| Fault::Stopping)?;
        let exists = hash.is_some();
        let hash: Arc<str> = hash.map_or_else(|| self.decoy.clone(), Into::into);
        let checked = tokio::task::spawn_blocking(move || {
            let right = PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            });
            drop(turn);
            right
        });
        Ok(checked.await.map_err(|_| Fault::Internal)? && exists)
    }
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, password_hash::SaltString};

    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_someone_who_has_one_is_right() {
        let salt = SaltString::encode_b64(b"a salt of bytes").unwrap();
        let hash = Argon2::default()
            .hash_password(b"open sesame", &salt)
            .unwrap()
            .to_string();
        let passwords = Passwords::new(&BTreeMap::new());
        let check = async |hash: Option<&str>, word: &str| {
            passwords.check(hash, word.to_owned()).await.unwrap()
        };
        assert!(check(Some(&hash), "open sesame").await);
        assert!(!check(Some(&hash), "open sesam").await);
        assert!(!check(Some(&hash), &"x".repeat(2_000)).await);
        assert!(!check(None, "open sesame").await);
    }

    #[test]
    fn the_decoy_is_a_real_hash() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
