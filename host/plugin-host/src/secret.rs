//! Secrets: values that no component sees.

use std::{collections::BTreeSet, fmt, sync::Arc};

use crate::{host_pattern::HostPattern, renewal::Renewal};

/// A secret's bytes. Neither `Debug` nor anything else shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(Arc<[u8]>);

impl SecretValue {
    /// The secret of these bytes. A trailing newline, which files tend to have, is the caller's to
    /// remove.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, for whoever computes with them or sends them.
    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(…)")
    }
}

/// What a component may have done with a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretUse {
    /// Sent to hosts, or used to sign what is sent, as a request's `auth`.
    Send,
    /// Compared, or used to check a signature.
    Verify,
    /// Used to compute a code that the component sees.
    Hmac,
}

impl SecretUse {
    /// The word for it in the operator's TOML.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Verify => "verify",
            Self::Hmac => "hmac",
        }
    }
}

/// A secret that the operator has granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretGrant {
    /// The value.
    pub value: SecretValue,
    /// Where it may be sent; a host must be granted besides.
    pub hosts: Vec<HostPattern>,
    /// What may be done with it.
    pub uses: BTreeSet<SecretUse>,
    /// How it is renewed: then the value is what its grant says, and what is sent an access token got with
    /// it. `None`: the value itself is sent.
    pub renewal: Option<Renewal>,
}
