//! Plugins and the configuration, as operators see them: `/api/v1/plugins`, `/api/v1/configuration`.
//!
//! What a component says of itself (title, purpose, log lines, messages of errors) and what a
//! provider sent (payloads) is text from outside: to be shown as text, never as markup.

use frontdesk_core::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text};

/// `GET /api/v1/plugins`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginList {
    /// Every configured plugin, by name.
    pub items: Vec<PluginRow>,
    /// When these figures were taken: ages and countdowns count from here.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
}

/// One configured plugin in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginRow {
    /// The name of its section in the configuration.
    pub name: String,
    /// What it is for.
    pub role: PluginRole,
    /// What the component calls itself.
    pub title: String,
    /// The component's id, the same over versions.
    pub component: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file, in lower-case hex.
    pub digest: String,
    /// The file's name in the folder of plugins.
    pub file: String,
    /// Counts from 1; each swap, rollback and restart makes the next one.
    pub generation: u64,
    /// How it fares.
    pub health: PluginHealth,
    /// Since when this generation runs.
    #[schema(value_type = String, format = DateTime)]
    pub since_at: At,
    /// Calls that this generation has ended, faults included.
    pub calls: u64,
    /// Calls of this generation that ended in a fault.
    pub faults: u64,
    /// Half of the last calls took no longer than this, in microseconds; null before the first.
    pub p50_us: Option<u64>,
    /// 95 of a hundred of the last calls took no longer than this, in microseconds.
    pub p95_us: Option<u64>,
    /// Whether calls are let through.
    pub breaker: PluginBreaker,
    /// What waits to be sent; null: it sends nothing.
    pub outbox: Option<OutboxView>,
    /// The last thing that went wrong: a fault, or a version that was refused.
    pub last_error: Option<PluginErrorView>,
    /// What a rollback would put back; null: nothing is kept.
    pub earlier: Option<EarlierVersion>,
}

/// What a plugin is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PluginRole {
    /// A medium over which contacts and agents exchange messages.
    Channel,
    /// A connector to a customer system.
    Crm,
    /// Translates texts.
    Translator,
    /// Answers before, or instead of, a person.
    Bot,
}

/// How a plugin fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PluginHealth {
    /// Calls are answered.
    Running,
    /// Calls are answered, and something needs the operator.
    Degraded,
    /// Calls are turned away for a while after repeated faults.
    Quarantined,
    /// It cannot be called at all.
    Failed,
}

/// Whether a plugin's calls are let through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PluginBreaker {
    /// They are.
    Closed,
    /// They are not, before this moment.
    Open {
        /// When one call is let through to see.
        #[schema(value_type = String, format = DateTime)]
        until_at: At,
    },
    /// One call is out to see whether it is well again.
    HalfOpen,
}

/// Messages on their way to a channel's component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxView {
    /// How many wait.
    pub waiting: u64,
    /// Since when the oldest waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub oldest_at: Option<At>,
    /// How many could not be sent and wait for an operator.
    pub dead_letters: u64,
}

/// Something that went wrong with a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginErrorView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// In what, as a stable word: a stage of loading (`signature`, `settings`) or a kind of fault
    /// (`trap`, `deadline`, `memory`, `denied`).
    pub cause: String,
    /// What happened and what can be done.
    pub message: String,
}

/// The version that ran before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EarlierVersion {
    /// Its version.
    pub version: String,
    /// SHA-256 of its file, in lower-case hex.
    pub digest: String,
}

/// `GET /api/v1/plugins/{plugin}`, and the answer to what is done to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginDetail {
    /// As in the list.
    pub plugin: PluginRow,
    /// Instances that wait for their next call.
    pub instances: u64,
    /// The memory they hold, in bytes.
    pub memory_bytes: u64,
    /// What the component asks for, a plain sentence each.
    pub asks: Vec<String>,
    /// What the configuration grants, a plain sentence each.
    pub grants: Vec<String>,
    /// What it asks for and is not granted.
    pub wants: Vec<PluginWant>,
    /// The bounds it runs in.
    pub limits: Vec<PluginLimit>,
    /// When these figures were taken.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
}

/// Something that a component asks for and is not granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginWant {
    /// A plain sentence.
    pub what: String,
    /// The lines of TOML that would grant it.
    pub toml: String,
    /// Whether it does not work without.
    pub required: bool,
}

/// One bound that a plugin runs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginLimit {
    /// Its key in the configuration: `memory_mib`, `call_ms`.
    pub key: String,
    /// Its value, in the unit that the key names.
    pub value: u64,
}

/// `GET /api/v1/plugins/{plugin}/logs`: a part of a plugin's own log, oldest line first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginLogPage {
    /// The lines.
    pub items: Vec<PluginLogLine>,
    /// Give this as `after` for what follows.
    pub next_after: u64,
    /// Lines behind `after` that are not kept any more.
    pub missed: u64,
}

/// One line of a plugin's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginLogLine {
    /// Counts from 1 for each plugin, without holes.
    pub number: u64,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// How much it matters.
    pub level: PluginLogLevel,
    /// The line, as the component wrote it.
    pub text: String,
}

/// How much a line of a plugin's log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PluginLogLevel {
    /// Every step.
    Trace,
    /// For whoever writes the component.
    Debug,
    /// Something happened.
    Info,
    /// Something is not as it should be.
    Warn,
    /// Something failed.
    Error,
}

/// `GET /api/v1/plugins/{plugin}/dead-letters`: what could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetterList {
    /// The dead letters, newest first.
    pub items: Vec<DeadLetterRow>,
    /// Whether there are more than are listed: they appear as these are dealt with.
    pub has_more: bool,
}

/// Something that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetterRow {
    /// Which: part of its address.
    pub id: String,
    /// Which way it went.
    pub direction: DeadLetterDirection,
    /// The conversation it belongs to, if it is known.
    #[schema(value_type = Option<String>)]
    pub conversation: Option<Text<ConversationId>>,
    /// When it was given up.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed the last time.
    pub reason: String,
    /// How large the payload is, in bytes.
    pub bytes: u64,
}

/// Which way a dead letter went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadLetterDirection {
    /// From a provider to us.
    In,
    /// From us to a provider.
    Out,
}

/// `GET /api/v1/plugins/{plugin}/dead-letters/{letter}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetterDetail {
    /// As in the list.
    pub letter: DeadLetterRow,
    /// What it consisted of: from outside, to be shown as text only.
    pub payload: String,
    /// Whether `payload` leaves something out: values of headers and parameters that look like secrets
    /// are hidden, bytes that are not UTF-8 are replaced.
    pub payload_is_partial: bool,
}

/// `GET /api/v1/configuration/changes` and the answer to a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfigurationDiff {
    /// The differences, in the order of the configuration; empty: there is none.
    pub changes: Vec<ConfigurationChange>,
}

/// One difference between two configurations. Secrets' values are not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfigurationChange {
    /// The key: `channel.shop.greeting`, or a section that comes or goes whole: `queue.sales`.
    pub key: String,
    /// As it was; null: it is new.
    pub before: Option<String>,
    /// As it is; null: it goes.
    pub after: Option<String>,
    /// Whether only the next start takes it.
    pub needs_restart: bool,
}
