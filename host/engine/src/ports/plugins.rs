//! Named plugins, as operators see and handle them. Implemented by the plugin host's registry.

use async_trait::async_trait;
use frontdesk_core::Timestamp;
use tokio::sync::watch;

/// What an operator can do with running plugins.
#[async_trait]
pub trait PluginAdmin: Send + Sync + 'static {
    /// Every configured plugin, by name.
    fn list(&self) -> Vec<PluginStatus>;

    /// Throws all instances of a plugin away and forgets its faults: the same version, afresh, as the
    /// next generation. Calls under way finish on the old one.
    async fn restart(&self, name: &str) -> Result<PluginStatus, PluginRefusal>;

    /// Puts the version back that ran before the present one, checked as any other. Asked twice, the
    /// first is back.
    async fn rollback(&self, name: &str) -> Result<PluginStatus, PluginRefusal>;

    /// What a plugin has logged behind line `after` (0: from the oldest kept), oldest first, at most
    /// `limit` lines. The last 1 000 lines of each plugin are kept.
    fn logs(
        &self,
        name: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<PluginLogLine>, PluginRefusal>;

    /// Ticks when something changed that an operator would want to see: a state, a version, a breaker,
    /// a line of a log. `None`: whoever wants to know has to ask.
    fn changes(&self) -> Option<watch::Receiver<u64>> {
        None
    }

    /// What a plugin asks for and is not granted. Empty also where this is not known.
    fn wants(&self, _name: &str) -> Vec<PluginWant> {
        Vec::new()
    }

    /// The bounds a plugin runs in. Empty also where this is not known.
    fn limits(&self, _name: &str) -> Vec<PluginLimit> {
        Vec::new()
    }
}

/// Something that a component asks for and is not granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginWant {
    /// A plain sentence.
    pub what: String,
    /// The lines of TOML that would grant it.
    pub toml: String,
    /// Whether it does not work without.
    pub required: bool,
}

/// One bound that a plugin runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PluginLimit {
    /// Its key in `limits` of the configuration: `memory_mib`, `call_ms`.
    pub key: &'static str,
    /// Its value, in the unit that the key names.
    pub value: u64,
}

/// Why an operator's wish was not done. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PluginRefusal {
    /// No plugin of that name is configured.
    #[error("there is no plugin \"{0}\"")]
    Unknown(String),
    /// Nothing to go back to.
    #[error("plugin \"{0}\" has no earlier version to go back to")]
    NoEarlier(String),
    /// It was tried and the version that ran goes on; why, with the stage.
    #[error("{0}")]
    Failed(PluginTrouble),
}

/// One configured plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginStatus {
    /// The name in the operator's TOML.
    pub name: String,
    /// What runs under the name.
    pub component: PluginComponent,
    /// Counts from 1; each swap, rollback and restart makes the next one.
    pub generation: u64,
    /// How it fares.
    pub state: PluginState,
    /// Since when this generation runs.
    pub since: Timestamp,
    /// Calls that this generation has ended, faults included.
    pub calls: u64,
    /// Calls of this generation that ended in a fault.
    pub faults: u64,
    /// Half of the last calls took no longer than this, microseconds; `None` before the first.
    pub p50_us: Option<u64>,
    /// 95 of a hundred of the last calls took no longer than this, microseconds.
    pub p95_us: Option<u64>,
    /// Instances that wait for their next call.
    pub instances: usize,
    /// Linear memory that they hold.
    pub memory_bytes: usize,
    /// Whether calls are let through.
    pub breaker: PluginBreaker,
    /// The last thing that went wrong: a fault, or a version that was refused.
    pub last_error: Option<PluginTrouble>,
    /// What the component asks for, a plain sentence each.
    pub asks: Vec<String>,
    /// What the operator has granted, a plain sentence each.
    pub grants: Vec<String>,
    /// What `rollback` would put back.
    pub earlier: Option<EarlierVersion>,
}

/// What runs under a plugin's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginComponent {
    /// `channel`, `crm`, `translator` or `bot`.
    pub kind: PluginKind,
    /// The component's id, the same over versions.
    pub id: String,
    /// Its version.
    pub version: String,
    /// What it calls itself.
    pub title: String,
    /// SHA-256 of its file, in lower-case hex.
    pub digest: String,
    /// The file's name in the folder of plugins.
    pub file: String,
}

/// The version that ran before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierVersion {
    /// Its version.
    pub version: String,
    /// SHA-256 of its file, in lower-case hex.
    pub digest: String,
}

/// What a plugin is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PluginKind {
    /// A medium over which contacts and agents exchange messages.
    Channel,
    /// A connector to a customer system.
    Crm,
    /// Translates texts.
    Translator,
    /// Answers before, or instead of, a person.
    Bot,
}

impl PluginKind {
    /// The word of the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Crm => "crm",
            Self::Translator => "translator",
            Self::Bot => "bot",
        }
    }
}

/// How a plugin fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluginState {
    /// Calls are answered.
    Running,
    /// Calls are answered, and something needs the operator: the newest version was refused, or calls
    /// have failed in the last minute.
    Degraded,
    /// Calls are turned away for a while after repeated faults.
    Quarantined,
    /// It cannot be called at all.
    Failed,
}

impl PluginState {
    /// One word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Degraded => "degraded",
            Self::Quarantined => "quarantined",
            Self::Failed => "failed",
        }
    }
}

/// Whether a plugin's calls are let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluginBreaker {
    /// They are.
    Closed,
    /// They are not, before this moment.
    Open {
        /// When one call is let through to see.
        until: Timestamp,
    },
    /// One call is out to see whether it is well again.
    HalfOpen,
}

/// Something that went wrong with a plugin. Holds no content of any message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginTrouble {
    /// When.
    pub at: Timestamp,
    /// In what: a stage of loading, or the kind of fault, such as `deadline` or `trap`.
    pub stage: String,
    /// What happened and what can be done, for the operator.
    pub message: String,
}

impl std::fmt::Display for PluginTrouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.stage, self.message)
    }
}

/// One line of a plugin's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginLogLine {
    /// Counts from 1 for each plugin, without holes, over generations.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// `trace`, `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    /// The line, without control characters.
    pub text: String,
}
