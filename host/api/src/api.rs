//! The state behind every handler.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64};

use frontdesk_core::{ChannelId, Timestamp};
use frontdesk_engine::{Engine, ports::Clock};
use rand::CryptoRng;

use crate::{
    assets::WebAssets,
    auth::{attempts::Attempts, origin::Origin, password::Passwords, visitor_token::VisitorTokens},
    config::{ApiConfig, ContactChannel},
    hub::{Directory, Hub},
    limits::Limits,
    links, openapi,
    requests::Requests,
    socket::places::Places,
};

/// The API: what the router is made of. Cheap to clone.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    config: ApiConfig,
    public: Origin,
    engine: Engine,
    hub: Arc<Hub>,
    clock: Arc<dyn Clock>,
    chance: Mutex<Box<dyn CryptoRng + Send>>,
    tokens: VisitorTokens,
    passwords: Passwords,
    attempts: Attempts,
    requests: Requests,
    places: Places,
    violations: AtomicU64,
    openapi: bytes::Bytes,
}

/// Why the API cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The public address is not one.
    #[error("the public address {0:?} is not an address like https://chat.example.com")]
    PublicUrl(String),
    /// An allowed origin is not one.
    #[error(
        "channel \"{channel}\" allows the origin {origin:?}, which is not one like https://shop.example.com"
    )]
    AllowedOrigin {
        /// Whose.
        channel: ChannelId,
        /// As written.
        origin: String,
    },
    /// The document cannot be written.
    #[error("the API's description cannot be written: {0}")]
    Description(String),
}

impl Api {
    /// Puts the API together and begins to tell the engine who is connected. To be called on the
    /// runtime that serves, once per `hub`, which must be the outlet that the engine was started with.
    pub fn new(
        config: ApiConfig,
        engine: Engine,
        hub: Arc<Hub>,
        clock: Arc<dyn Clock>,
        chance: Box<dyn CryptoRng + Send>,
    ) -> Result<Self, ApiError> {
        let public = Origin::parse(&config.public_url)
            .ok_or_else(|| ApiError::PublicUrl(config.public_url.clone()))?;
        for (channel, set) in &config.channels {
            let bad = set
                .allowed_origins
                .iter()
                .find(|text| Origin::parse(text).is_none());
            if let Some(origin) = bad {
                let (channel, origin) = (channel.clone(), origin.clone());
                return Err(ApiError::AllowedOrigin { channel, origin });
            }
        }
        let openapi = openapi::json().map_err(|error| ApiError::Description(error.to_string()))?;
        links::keep(engine.clone(), &hub);
        Ok(Self(Arc::new(Inner {
            public,
            tokens: VisitorTokens::new(&config.visitor_key),
            passwords: Passwords::new(&config.accounts),
            attempts: Attempts::default(),
            requests: Requests::default(),
            places: Places::default(),
            violations: AtomicU64::new(0),
            openapi: openapi.into(),
            chance: Mutex::new(chance),
            config,
            engine,
            hub,
            clock,
        })))
    }

    pub(crate) fn config(&self) -> &ApiConfig {
        &self.0.config
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.config.limits
    }

    pub(crate) fn channel(&self, channel: &ChannelId) -> Option<&ContactChannel> {
        self.0.config.channels.get(channel)
    }

    pub(crate) fn web(&self) -> &WebAssets {
        &self.0.config.web
    }

    pub(crate) fn public(&self) -> &Origin {
        &self.0.public
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.0.hub
    }

    pub(crate) fn directory(&self) -> &Directory {
        self.0.hub.directory()
    }

    pub(crate) fn tokens(&self) -> &VisitorTokens {
        &self.0.tokens
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(crate) fn requests(&self) -> &Requests {
        &self.0.requests
    }

    pub(crate) fn places(&self) -> &Places {
        &self.0.places
    }

    pub(crate) fn violations(&self) -> &AtomicU64 {
        &self.0.violations
    }

    pub(crate) fn openapi(&self) -> bytes::Bytes {
        self.0.openapi.clone()
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Random bytes nobody can guess.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        lock(&self.0.chance).fill_bytes(&mut bytes);
        bytes
    }
}

/// Locks, whatever happened to an earlier holder: every state behind these locks is consistent at
/// every point where a panic could be.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
