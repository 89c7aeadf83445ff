//! Tokens that run out, and are renewed by the host (OAuth 2.0).
//!
//! The operator names a refresh token, an app's secret or its private key once, as the secret that a
//! component names in a request's `auth`. From it the host gets the access token that is really sent, and
//! from a refresh token mostly another one, as many providers take each only once. So there is one renewal
//! at a time, whoever needs it, and what it brought is durable before it is used. An app's secret and its key
//! stay good, so nothing of them, and nothing that is got with them, is kept. Components see nothing of it.

mod asking;
mod assertion;
mod record;
mod remedy;
mod renewed;
mod request;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use frontdesk_engine::ports::{Clock, PluginValues};
use tokio::sync::watch;

pub(crate) use self::renewed::{Renewed, Token};
use crate::{context::Context, secret::SecretValue};

/// How a secret is renewed: what the operator knows of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The provider's token endpoint.
    pub url: String,
    /// The app's id there.
    pub client_id: String,
    /// What the secret's own value is.
    pub grant: GrantType,
}

/// What a secret's value is, and what else goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// The first refresh token (RFC 6749, section 6).
    RefreshToken {
        /// The app's secret; `None`: it has none, and only says its id.
        client_secret: Option<SecretValue>,
    },
    /// The app's secret (RFC 6749, section 4.4).
    ClientCredentials {
        /// What for, if the provider wants to know.
        scope: Option<String>,
    },
    /// The app's private key (RFC 7523).
    JwtBearer(Assertion),
}

/// What is said in what a private key signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// For whom the app asks.
    pub subject: String,
    /// Whom it asks, as the provider calls itself.
    pub audience: String,
    /// For how many seconds it is good.
    pub lifetime_s: u32,
    /// Which of the app's keys it is, if the provider wants to know.
    pub key_id: Option<String>,
    /// What for, if the provider wants to know.
    pub scope: Option<String>,
}

impl Renewal {
    /// Why a value cannot be what the grant takes it for; the sentence has nothing of it.
    pub fn problem(&self, value: &SecretValue) -> Option<String> {
        match &self.grant {
            GrantType::RefreshToken { .. } | GrantType::ClientCredentials { .. } => None,
            GrantType::JwtBearer(_) => assertion::Key::read(value).err(),
        }
    }

    /// Whether the value is used up by renewing, and what follows it must be kept.
    const fn is_used_up(&self) -> bool {
        matches!(self.grant, GrantType::RefreshToken { .. })
    }
}

/// The tokens that a gateway's plugins are sent with and that it renews. Every version of a plugin that
/// has the same refresh token from the operator shares one.
#[derive(Clone)]
pub struct Tokens(Arc<Shared>);

pub(crate) struct Shared {
    values: Arc<dyn PluginValues>,
    clock: Arc<dyn Clock>,
    /// Ticks when an operator would see something new.
    news: watch::Sender<u64>,
    known: Mutex<BTreeMap<(String, String), Weak<Renewed>>>,
}

impl Tokens {
    /// Tokens that are kept among these values. `news` ticks when a renewal fails, and when one works
    /// again.
    pub fn new(
        values: Arc<dyn PluginValues>,
        clock: Arc<dyn Clock>,
        news: watch::Sender<u64>,
    ) -> Self {
        Self(Arc::new(Shared {
            values,
            clock,
            news,
            known: Mutex::default(),
        }))
    }

    /// Those of one plugin, by the secret's name.
    pub(crate) fn of(&self, context: &Context) -> BTreeMap<String, Arc<Renewed>> {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, renewed| renewed.strong_count() > 0);
        let mut found = BTreeMap::new();
        for (name, grant) in &context.grants.secrets {
            let Some(renewal) = &grant.renewal else {
                continue;
            };
            let key = record::key(name, &grant.value, renewal);
            let place = (context.name.to_string(), key);
            let renewed = known.get(&place).and_then(Weak::upgrade);
            let renewed = renewed.unwrap_or_else(|| {
                Arc::new(Renewed::new(&self.0, context, name, &grant.value, renewal))
            });
            renewed.set_up(renewal, context);
            known.insert(place, Arc::downgrade(&renewed));
            found.insert(name.clone(), renewed);
        }
        found
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}
