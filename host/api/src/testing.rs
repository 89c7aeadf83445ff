//! A gateway for tests: the real router on a real loopback socket, the real engine, a store in
//! memory, a clock that stands still and chance that repeats itself.

pub(crate) mod chat;
pub(crate) mod client;
pub(crate) mod operator;
pub(crate) mod provider;
pub(crate) mod site;
pub(crate) mod smtp;
pub(crate) mod system;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version, password_hash::SaltString};
use frontdesk_core::{
    AgentPlan, ChannelPlan, Consequence, Delivery, Language, QueuePlan, RoutingPlan, Span,
    Timestamp,
};
use frontdesk_engine::{
    Engine, EngineConfig,
    ports::Clock,
    translation::{Parties, Translation, TranslationConfig},
};
use frontdesk_search::Search;
use frontdesk_store::{FileShelf, MemoryStore};
use frontdesk_wire::view::Role;
use rand::{SeedableRng, rngs::StdRng};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use self::{
    chat::Chat,
    operator::{Configuration, Plugins},
};
use crate::{
    Account, Administration, Api, ApiConfig, ContactChannel, FileConfig, FileLinks, Hub, Kind,
    Limits, SiteIdentity, WebAssets, crm::CrmConfig, issue_sign_in_link, router, serve,
};

/// The address the test gateways believe to have.
pub(crate) const URL: &str = "http://localhost:8080";
/// A page that may use the channel `shop`.
pub(crate) const SHOP: &str = "https://shop.example";
/// Bea's password.
/// What the shop signs identities with.
pub(crate) const SITE_SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const PASSWORD: &str = "correct horse";

/// A clock that is set by hand.
pub(crate) struct Hands(AtomicU64);

impl Hands {
    pub(crate) fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A running gateway.
pub(crate) struct Gateway {
    pub(crate) api: Api,
    pub(crate) engine: Engine,
    pub(crate) store: MemoryStore,
    pub(crate) clock: Arc<Hands>,
    pub(crate) address: SocketAddr,
    pub(crate) configuration: Arc<Configuration>,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Gateway {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With something changed.
    pub(crate) async fn with(adapt: impl FnOnce(&mut ApiConfig)) -> Self {
        Self::on(MemoryStore::new(), adapt).await
    }

    /// On a store that may have seen an earlier gateway.
    pub(crate) async fn on(store: MemoryStore, adapt: impl FnOnce(&mut ApiConfig)) -> Self {
        Self::translating(store, TranslationConfig::default(), adapt).await
    }

    /// With translators.
    pub(crate) async fn translating(
        store: MemoryStore,
        translation: TranslationConfig,
        adapt: impl FnOnce(&mut ApiConfig),
    ) -> Self {
        let mut set = config();
        set.parties = translation.parties.clone();
        adapt(&mut set);
        let clock = Arc::new(Hands(AtomicU64::new(1_700_000_000_000)));
        // Another epoch for another run on the same store.
        let mut chance = StdRng::seed_from_u64(42 + store.position());
        let hub = Arc::new(Hub::new(&set, &mut chance));
        let outside = crate::Outside::default();
        let engine = Engine::start(EngineConfig {
            plan: set.plan.clone(),
            store: Arc::new(store.clone()),
            clock: clock.clone(),
            outlet: hub.clone(),
            outbound: BTreeMap::new(),
            translation: Translation::new(translation, clock.clone()),
            questions: Arc::new(crate::ScriptAnswers {
                store: Arc::new(store.clone()),
                clock: clock.clone(),
                outside: outside.clone(),
            }),
            limits: frontdesk_engine::Limits::default(),
        });
        let engine = engine.await.unwrap();
        let (limits, proxies) = (set.limits, set.trusted_proxies.clone());
        let chance = Box::new(chance);
        let api = Api::new(set, engine.clone(), hub.clone(), clock.clone(), chance).unwrap();
        outside.attach(&api);
        let configuration = Arc::new(Configuration::default());
        api.administer(Administration {
            plugins: Arc::new(Plugins::default()),
            configuration: configuration.clone(),
            sections: Arc::new(operator::Sections),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, told) = oneshot::channel();
        let shutdown = async move {
            let _ = told.await;
            hub.close_all();
        };
        let server = tokio::spawn(serve(
            listener,
            router(api.clone()),
            limits,
            proxies,
            shutdown,
        ));
        Self {
            api,
            engine,
            store,
            clock,
            address,
            configuration,
            stop: Some(stop),
            server,
        }
    }

    /// Stops as the binary does.
    pub(crate) async fn stop(mut self) -> MemoryStore {
        drop(self.stop.take());
        self.server.await.unwrap();
        self.engine.stop().await;
        self.store.crash()
    }

    /// Signs an agent in by a link; answers the cookie.
    pub(crate) async fn sign_in(&self, agent: &str) -> String {
        let token = self.link(agent).await;
        let body = format!(r#"{{"kind":"link","token":"{token}"}}"#);
        let answer = self.post("/api/v1/session", None, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.cookie().unwrap()
    }

    /// A one-time link's token.
    pub(crate) async fn link(&self, agent: &str) -> String {
        let mut chance = StdRng::from_seed(self.api.random());
        let agent = agent.parse().unwrap();
        issue_sign_in_link(&self.engine, &agent, self.clock.now(), &mut chance)
            .await
            .unwrap()
    }
}

pub(crate) fn config() -> ApiConfig {
    let account = |name: &str, role, password_hash| {
        let id = name.to_lowercase().parse().unwrap();
        (
            id,
            Account {
                name: name.to_owned(),
                role,
                password_hash,
            },
        )
    };
    ApiConfig {
        public_url: URL.to_owned(),
        plan: plan(),
        accounts: BTreeMap::from([
            account("Ann", Role::Agent, None),
            account("Bea", Role::Agent, Some(hash(PASSWORD))),
            account("Sam", Role::Supervisor, None),
            account("Eve", Role::Admin, None),
        ]),
        channels: BTreeMap::from([
            ("shop".parse().unwrap(), channel()),
            ("blog".parse().unwrap(), channel()),
        ]),
        webhooks: BTreeMap::new(),
        channel_titles: BTreeMap::new(),
        queue_titles: BTreeMap::from([("sales".parse().unwrap(), "Sales".to_owned())]),
        parties: Parties::default(),
        away_reasons: vec!["lunch".to_owned()],
        pop_on_offer: false,
        limits: Limits {
            connections_per_address_max: 5_000,
            requests_burst: 1_000_000,
            frames_burst: 10_000,
            ..Limits::default()
        },
        session_lifetime: Span::seconds(12 * 3_600),
        visitor_key: [3; 32],
        files: files(),
        crm: crm(),
        conversations_kept: None,
        mailer: None,
        customer_systems: Vec::new(),
        trusted_proxies: Vec::new(),
        // Whatever is tried has something wrong.
        design_trial: Some(Arc::new(|_, _| Err(Vec::new()))),
        metrics: None,
        web: WebAssets::of(&BTreeMap::new()),
        demo: false,
    }
}

/// A search in memory, and a folder of its own for files of customers.
pub(crate) fn crm() -> CrmConfig {
    static FOLDERS: AtomicU64 = AtomicU64::new(0);
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let name = format!("frontdesk-imports-{}-{number}", std::process::id());
    CrmConfig {
        search: Arc::new(Search::in_memory().unwrap()),
        imports: std::env::temp_dir().join(name),
    }
}

fn files() -> FileConfig {
    FileConfig {
        // Nothing is there until a test uploads something, on a shelf of its own.
        shelf: Arc::new(FileShelf::at("no-files".into())),
        links: Arc::new(FileLinks::new(&[3; 32])),
        link_lifetime: Span::seconds(7 * 24 * 3_600),
        bytes_max: 64 * 1024,
        agent_bytes_per_hour: 256 * 1024,
        visitor_bytes_per_hour: 128 * 1024,
        kinds: Kind::ALL.to_vec(),
    }
}

pub(crate) fn channel() -> ContactChannel {
    ContactChannel {
        title: "Shop".to_owned(),
        launcher: "Chat".to_owned(),
        greeting: "Hello".to_owned(),
        accent: "#1d4ed8".to_owned(),
        form: Vec::new(),
        languages: ["en", "es"].map(|tag| Language::new(tag).unwrap()).into(),
        locale: "en".to_owned(),
        invitations: Vec::new(),
        allowed_origins: vec![SHOP.to_owned()],
        allow_native_clients: false,
        identity: Some(SiteIdentity::new(SITE_SECRET, "").unwrap()),
        design: None,
        pictures: BTreeMap::new(),
        survey: None,
        files: true,
        offline: None,
        component: Arc::new(Chat::default()),
    }
}

fn plan() -> RoutingPlan {
    let queue = |priority| QueuePlan {
        priority,
        offer: Span::seconds(30),
        wrap_up: Span::seconds(60),
        back_off: Span::seconds(30),
        missed_offer: Consequence::Away,
        dispositions: vec!["solved".to_owned(), "spam".to_owned()],
        ..QueuePlan::default()
    };
    let sales = || "sales".parse().unwrap();
    let serves = |name: &str| {
        let plan = AgentPlan {
            queues: vec![sales()],
            capacity: 2,
            may_decline: name == "bea",
            ..AgentPlan::default()
        };
        (name.parse().unwrap(), plan)
    };
    let channel = |name: &str| {
        let (delivery, contact_grace) = (Delivery::Stream, Span::seconds(60));
        (
            name.parse().unwrap(),
            ChannelPlan::new(sales(), delivery, contact_grace),
        )
    };
    RoutingPlan {
        channels: BTreeMap::from([channel("shop"), channel("blog")]),
        queues: BTreeMap::from([(sales(), queue(5)), ("support".parse().unwrap(), queue(1))]),
        agents: ["ann", "bea", "eve", "sam"]
            .into_iter()
            .map(serves)
            .collect(),
        ..RoutingPlan::default()
    }
}

/// A cheap argon2id hash.
fn hash(password: &str) -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    let salt = SaltString::encode_b64(b"salt of the tests").unwrap();
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    hasher
        .hash_password(password.as_bytes(), &salt)
        .unwrap()
        .to_string()
}
