//! What is kept of a token, so that a restart goes on with it.

use frontdesk_core::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{GrantType, Renewal};
use crate::{secret::SecretValue, signing};

/// Bytes of the fingerprint that tells one of the operator's refresh tokens from the next.
const FINGERPRINT_BYTES: usize = 12;

/// The refresh token that is good for the next time, and the access token until then.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) refresh: String,
    pub(super) access: Option<Access>,
    /// A renewal was begun, and nobody knows how it ended: the provider may take `refresh` no more.
    pub(super) is_asking: bool,
}

/// What requests are sent with.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) value: String,
    pub(super) since: Timestamp,
    /// When it is renewed at the latest; `None`: the provider does not say.
    pub(super) until: Option<Timestamp>,
}

impl Record {
    /// With the operator's refresh token, which nobody has used yet.
    pub(super) fn first(value: &SecretValue) -> Option<Self> {
        Some(Self {
            refresh: std::str::from_utf8(value.expose()).ok()?.to_owned(),
            ..Self::empty()
        })
    }

    /// Without one: what tokens are got with is the operator's, and not kept.
    pub(super) const fn empty() -> Self {
        Self {
            refresh: String::new(),
            access: None,
            is_asking: false,
        }
    }
}

/// The space of a plugin's tokens among the values that plugins keep: no plugin has such a name, so no
/// component can read it.
pub(super) fn space(plugin: &str) -> String {
    format!("{plugin}#tokens")
}

/// Where a record is: one for each refresh token of the operator's, so that a new one begins anew. What is not
/// kept is told apart so in memory.
pub(super) fn key(name: &str, first: &SecretValue, renewal: &Renewal) -> String {
    let mut hash = Sha256::new();
    for part in [renewal.url.as_bytes(), renewal.client_id.as_bytes()] {
        hash.update(part);
        hash.update([0]);
    }
    // As it was when there was only one.
    match &renewal.grant {
        GrantType::RefreshToken { .. } => {}
        GrantType::ClientCredentials { scope } => {
            hash.update([1]);
            hash.update(scope.as_deref().unwrap_or_default());
            hash.update([0]);
        }
        GrantType::JwtBearer(assertion) => {
            hash.update([2]);
            let scope = assertion.scope.as_deref().unwrap_or_default();
            for part in [&assertion.subject, &assertion.audience, scope] {
                hash.update(part);
                hash.update([0]);
            }
        }
    }
    hash.update(first.expose());
    let digest = hash.finalize();
    let fingerprint = digest.get(..FINGERPRINT_BYTES).unwrap_or_default();
    format!("{}{}", prefix(name), signing::to_hex(fingerprint))
}

/// What the keys of all records of a secret begin with.
pub(super) fn prefix(name: &str) -> String {
    format!("{name}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_refresh_token_or_app_has_another_record_and_another_secret_of_the_app_has_not() {
        let renewal = |client_id: &str, secret: &str| Renewal {
            url: "https://api.example.com/token".to_owned(),
            client_id: client_id.to_owned(),
            grant: GrantType::RefreshToken {
                client_secret: Some(SecretValue::new(secret.as_bytes())),
            },
        };
        let first = SecretValue::new(*b"one");
        let one = key("token", &first, &renewal("app", "s"));
        assert!(one.starts_with("token.") && !one.contains("one"), "{one}");
        assert_eq!(one, key("token", &first, &renewal("app", "other")));
        let other = SecretValue::new(*b"two");
        assert_ne!(one, key("token", &other, &renewal("app", "s")));
        assert_ne!(one, key("token", &first, &renewal("app2", "s")));
        let credentials = |scope: &str| Renewal {
            grant: GrantType::ClientCredentials {
                scope: Some(scope.to_owned()),
            },
            ..renewal("app", "s")
        };
        assert_ne!(one, key("token", &first, &credentials("")));
        let read = key("token", &first, &credentials("read"));
        assert_ne!(read, key("token", &first, &credentials("write")));
    }
}
