//! What the binary tells the API: set-up values, resolved and checked elsewhere.

use std::{collections::BTreeMap, fmt, net::IpAddr, sync::Arc};

use frontdesk_core::{AgentId, ChannelId, Language, QueueId, RoutingPlan, Span};
use frontdesk_engine::{
    ports::{CustomerSystem, SocketChannel, WebhookChannel},
    translation::Parties,
};
use frontdesk_mail::Mailer;
use frontdesk_store::ratings::Scale;
use frontdesk_wire::view::Role;

use crate::{
    assets::WebAssets,
    auth::site_identity::SiteIdentity,
    crm::CrmConfig,
    design::{Design, DesignTrial, Picture},
    files::FileConfig,
    form::FormQuestion,
    invitations::OfferedInvitation,
    limits::Limits,
    offline::OfflineChannel,
};

/// Everything the API is made of besides the engine.
#[derive(Clone)]
pub struct ApiConfig {
    /// The address under which browsers reach the gateway: `https://chat.example.com`. Cookies,
    /// Origin checks and links rest on it, never on a `Host` header.
    pub public_url: String,
    /// The routing plan in force: whose queues are whose, dispositions, who may decline.
    pub plan: RoutingPlan,
    /// Who may sign in.
    pub accounts: BTreeMap<AgentId, Account>,
    /// Channels whose contacts hold a socket.
    pub channels: BTreeMap<ChannelId, ContactChannel>,
    /// Channels whose providers call the gateway.
    pub webhooks: BTreeMap<ChannelId, WebhookEntrance>,
    /// Titles of queues, for people. A queue without one shows its name.
    pub queue_titles: BTreeMap<QueueId, String>,
    /// Titles of channels, for people. A channel without one shows its name.
    pub channel_titles: BTreeMap<ChannelId, String>,
    /// Who speaks what.
    pub parties: Parties,
    /// Reasons an agent may give for being away; empty: any.
    pub away_reasons: Vec<String>,
    /// Whether an agent sees whose conversation it is with its offer already.
    pub pop_on_offer: bool,
    /// Bounds.
    pub limits: Limits,
    /// How long a session lasts without being used.
    pub session_lifetime: Span,
    /// Signs visitors' tokens. Kept over restarts, or every visitor starts afresh.
    pub visitor_key: [u8; 32],
    /// Files that agents send.
    pub files: FileConfig,
    /// Where the Local CRM keeps what is not in the store.
    pub crm: CrmConfig,
    /// How long closed conversations are kept; `None`: for good.
    pub conversations_kept: Option<Span>,
    /// What mails leave by; `None`: none does.
    pub mailer: Option<Arc<Mailer>>,
    /// Connected customer systems, in the order they are told of.
    pub customer_systems: Vec<ConnectedSystem>,
    /// Reverse proxies: their `X-Forwarded-For` is believed, and the limit of connections from one
    /// address is not applied to them.
    pub trusted_proxies: Vec<IpAddr>,
    /// Reads designs that are not in force; `None`: nobody does.
    pub design_trial: Option<DesignTrial>,
    /// The metrics page; `None`: there is none.
    pub metrics: Option<MetricsPage>,
    /// The built web package.
    pub web: WebAssets,
    /// Whether the demo shop is served.
    pub demo: bool,
}

/// A connected customer system.
#[derive(Clone)]
pub struct ConnectedSystem {
    /// The connector's name.
    pub name: String,
    /// Its title, for people.
    pub title: String,
    /// Whether conversations that are linked with somebody there are logged there when they close.
    pub log: bool,
    /// The component.
    pub system: Arc<dyn CustomerSystem>,
}

/// Somebody who may sign in.
#[derive(Clone)]
pub struct Account {
    /// The name shown to contacts and colleagues.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their password's argon2id hash (PHC string); `None`: they sign in by link only.
    pub password_hash: Option<String>,
}

/// Hashes stay out of logs.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({:?})", self.role)
    }
}

/// A channel whose contacts hold a socket: its look, its doors, its component.
#[derive(Clone)]
pub struct ContactChannel {
    /// The window's title.
    pub title: String,
    /// The launcher's label.
    pub launcher: String,
    /// The first words in the window.
    pub greeting: String,
    /// The brand colour, `#rrggbb`.
    pub accent: String,
    /// What the form before a conversation asks for besides a name.
    pub form: Vec<FormQuestion>,
    /// Languages that the form asks the contact to choose from; empty: it does not ask.
    pub languages: Vec<Language>,
    /// The language of the texts (BCP 47).
    pub locale: String,
    /// What its pages offer visitors by themselves, the highest priority first.
    pub invitations: Vec<OfferedInvitation>,
    /// Origins of pages that may use the channel: `https://shop.example.com`. The gateway's own
    /// pages always may.
    pub allowed_origins: Vec<String>,
    /// Whether clients without an `Origin` header (apps, load generators) may connect. A browser
    /// always sends one, so this opens the channel to programs, not to other sites.
    pub allow_native_clients: bool,
    /// How its chat looks; `None`: as its title, greeting and colour say.
    pub design: Option<Design>,
    /// Pictures that its pages show, by their digests.
    pub pictures: BTreeMap<String, Picture>,
    /// What contacts are asked once a conversation has ended; `None`: nothing.
    pub survey: Option<Survey>,
    /// Whether visitors may send files.
    pub files: bool,
    /// What contacts may do while nobody is there; `None`: nothing.
    pub offline: Option<OfflineChannel>,
    /// How its site says who its visitors are; `None`: it does not.
    pub identity: Option<SiteIdentity>,
    /// The component.
    pub component: Arc<dyn SocketChannel>,
}

/// What contacts are asked once a conversation has ended.
#[derive(Clone, Debug)]
pub struct Survey {
    /// What for.
    pub scale: Scale,
    /// The question, by language (BCP 47).
    pub question: BTreeMap<String, String>,
    /// Whether they may add words.
    pub comment: bool,
}

/// A channel whose provider calls the gateway.
#[derive(Clone)]
pub struct WebhookEntrance {
    /// The component.
    pub component: Arc<dyn WebhookChannel>,
    /// Bytes of a call's body.
    pub body_bytes_max: usize,
    /// Calls a second; short bursts of three times as many pass.
    pub calls_per_s: u32,
}

/// How `/metrics` is made and who may read it.
#[derive(Clone)]
pub struct MetricsPage {
    /// Renders the page.
    pub render: Arc<dyn Fn() -> String + Send + Sync>,
    /// `true`: anyone who reaches the gateway; `false`: loopback only.
    pub public: bool,
}
