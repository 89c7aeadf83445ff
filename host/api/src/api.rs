//! The state behind every handler.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, atomic::AtomicU64};

use frontdesk_core::{ChannelId, ConversationId, Input, Timestamp};
use frontdesk_engine::{
    Command, Engine, Refusal,
    ports::{Clock, ConfigurationAdmin, PluginAdmin, SectionAdmin},
};
use frontdesk_wire::rest::ExplanationView;
use rand::CryptoRng;
use tokio::sync::Semaphore;

use crate::{
    assets::WebAssets,
    auth::{attempts::Attempts, visitor_token::VisitorTokens},
    config::ApiConfig,
    crm::Crm,
    files::{quota::Quotas, sweep},
    hub::{Directory, Hub},
    invitations::{self, Invitations},
    limits::Limits,
    links,
    offline::Offline,
    openapi, plugin_watch,
    requests::Requests,
    setup::Setup,
    sightings::Sightings,
    socket::{guesses::Guesses, offenders::Offenders, places::Places},
    systems::Systems,
    view,
    webhook::poison::Poison,
};

/// The API: what the router is made of. Cheap to clone.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    setup: RwLock<Arc<Setup>>,
    /// Held while the gateway is configured anew, so that one change follows the other.
    reconfiguring: tokio::sync::Mutex<()>,
    crm: Arc<Crm>,
    offline: Arc<Offline>,
    systems: Arc<Systems>,
    web: WebAssets,
    demo: bool,
    engine: Engine,
    hub: Arc<Hub>,
    clock: Arc<dyn Clock>,
    chance: Mutex<Box<dyn CryptoRng + Send>>,
    tokens: VisitorTokens,
    attempts: Attempts,
    requests: Requests,
    places: Places,
    offenders: Offenders,
    guesses: Guesses,
    sightings: Sightings,
    invitations: Arc<Invitations>,
    poison: Poison,
    quotas: Quotas,
    violations: AtomicU64,
    openapi: bytes::Bytes,
    administration: OnceLock<Administration>,
    /// Dry runs that may be under way.
    simulations: Arc<Semaphore>,
}

/// What operators steer from the console.
#[derive(Clone)]
pub struct Administration {
    /// The plugins.
    pub plugins: Arc<dyn PluginAdmin>,
    /// The configuration.
    pub configuration: Arc<dyn ConfigurationAdmin>,
    /// Sections of the operator's file.
    pub sections: Arc<dyn SectionAdmin>,
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
    /// The engine does not take the plan: what open conversations need is missing from it, or the
    /// engine takes nothing at the moment.
    #[error("{0}")]
    Refused(Refusal),
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
        let openapi = openapi::json().map_err(|error| ApiError::Description(error.to_string()))?;
        let (web, demo) = (config.web.clone(), config.demo);
        let tokens = VisitorTokens::new(&config.visitor_key);
        let setup = Setup::new(config)?;
        setup.name_addresses();
        links::keep(engine.clone(), &hub);
        let shelf = setup.config.files.shelf.clone();
        sweep::keep(engine.clone(), shelf.clone(), clock.clone(), &hub);
        let invitations = Arc::new(Invitations::default());
        invitations::funnel::keep(engine.clone(), &invitations, &hub);
        let crm = Crm::start(
            setup.config.crm.clone(),
            engine.clone(),
            clock.clone(),
            shelf,
        );
        crm.keep_conversations(setup.config.conversations_kept);
        let offline = Offline::start(&setup.config, engine.clone(), clock.clone(), crm.clone());
        let systems = Systems::start(
            &setup.config.customer_systems,
            engine.clone(),
            clock.clone(),
            hub.clone(),
        );
        Ok(Self(Arc::new(Inner {
            setup: RwLock::new(Arc::new(setup)),
            reconfiguring: tokio::sync::Mutex::default(),
            crm,
            offline,
            systems,
            web,
            demo,
            tokens,
            attempts: Attempts::default(),
            requests: Requests::default(),
            places: Places::default(),
            offenders: Offenders::default(),
            guesses: Guesses::default(),
            sightings: Sightings::default(),
            invitations,
            poison: Poison::default(),
            quotas: Quotas::default(),
            violations: AtomicU64::new(0),
            openapi: openapi.into(),
            administration: OnceLock::new(),
            simulations: Arc::new(Semaphore::new(1)),
            chance: Mutex::new(chance),
            engine,
            hub,
            clock,
        })))
    }

    /// Hands over what operators steer; to be called once, on the runtime that serves. It comes after
    /// the rest because a reload of the configuration reaches back into the API.
    pub fn administer(&self, administration: Administration) {
        let plugins = administration.plugins.clone();
        if self.0.administration.set(administration).is_ok() {
            plugin_watch::keep(&plugins, &self.0.hub);
        } else {
            tracing::error!("the API has its administration already; the first is kept");
        }
    }

    /// What operators steer, once it was handed over.
    pub(crate) fn administration(&self) -> Option<&Administration> {
        self.0.administration.get()
    }

    /// Takes up another configuration as a whole, or refuses it as a whole and changes nothing. New
    /// channels, queues and agents work when this returns; agents who are not in it any more are
    /// signed out; conversations under way go on. The web assets, the demo, the visitors' key and the
    /// bounds of accepting connections stay as they were at the start.
    pub async fn reconfigure(&self, config: ApiConfig) -> Result<(), ApiError> {
        // To its end, even if whoever asked stops waiting.
        let api = self.clone();
        let taken = tokio::spawn(async move { api.take_up(config).await });
        taken
            .await
            .unwrap_or(Err(ApiError::Refused(Refusal::Stopping)))
    }

    /// The Local CRM.
    pub(crate) fn crm(&self) -> &Arc<Crm> {
        &self.0.crm
    }

    /// What contacts write while nobody is there.
    pub(crate) fn offline(&self) -> &Arc<Offline> {
        &self.0.offline
    }

    /// Connected customer systems at work.
    pub(crate) fn systems(&self) -> &Arc<Systems> {
        &self.0.systems
    }

    async fn take_up(&self, config: ApiConfig) -> Result<(), ApiError> {
        let inner = &*self.0;
        let _one_at_a_time = inner.reconfiguring.lock().await;
        let plan = config.plan.clone();
        let next = Setup::new(config)?;
        // The hub shows the new plan from the commit on that makes it durable.
        inner.hub.prepare(&next.config);
        let command = Command {
            input: Input::PlanChanged(plan),
            mark: None,
        };
        if let Err(refusal) = inner.engine.submit(command).await {
            inner.hub.forget_prepared();
            return Err(ApiError::Refused(refusal));
        }
        next.name_addresses();
        inner.crm.keep_conversations(next.config.conversations_kept);
        inner.offline.replace(&next.config);
        inner.systems.replace(&next.config.customer_systems);
        let channels: Vec<_> = next.config.webhooks.keys().cloned().collect();
        *inner.setup.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        for channel in channels {
            inner.poison.forget(&channel);
        }
        inner.offenders.forget_all();
        Ok(())
    }

    /// A channel's component was replaced behind its port, or restarted: whatever it failed over
    /// before is given another chance, and so is whoever sent it.
    pub fn component_changed(&self, channel: &ChannelId) {
        self.0.poison.forget(channel);
        self.0.offenders.forget(channel);
        // A connector is told by its name here, as a channel is.
        self.0.systems.mended();
        self.0.engine.outbox_changed(channel);
    }

    /// Why a conversation is where it is; `None` when it is not open.
    pub async fn explanation(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<ExplanationView>, Refusal> {
        let explanation = self.0.engine.explain(conversation).await?;
        Ok(explanation.map(|it| view::explanation(&it, &self.directory())))
    }

    /// The configuration in force.
    pub(crate) fn setup(&self) -> Arc<Setup> {
        self.0
            .setup
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.setup().config.limits
    }

    pub(crate) fn simulations(&self) -> &Arc<Semaphore> {
        &self.0.simulations
    }

    pub(crate) fn web(&self) -> &WebAssets {
        &self.0.web
    }

    pub(crate) fn demo(&self) -> bool {
        self.0.demo
    }

    pub(crate) fn offenders(&self) -> &Offenders {
        &self.0.offenders
    }

    pub(crate) fn guesses(&self) -> &Guesses {
        &self.0.guesses
    }

    pub(crate) fn sightings(&self) -> &Sightings {
        &self.0.sightings
    }

    /// Leases of places for invitations, and what became of those that were shown.
    pub(crate) fn invitations(&self) -> &Invitations {
        &self.0.invitations
    }

    pub(crate) fn quotas(&self) -> &Quotas {
        &self.0.quotas
    }

    pub(crate) fn poison(&self) -> &Poison {
        &self.0.poison
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.0.hub
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        self.0.hub.directory()
    }

    pub(crate) fn tokens(&self) -> &VisitorTokens {
        &self.0.tokens
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
