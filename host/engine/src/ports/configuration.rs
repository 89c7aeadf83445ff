//! The configuration as operators see and reload it. Implemented by the program.

use async_trait::async_trait;
use frontdesk_core::RoutingPlan;

/// The configuration, for operators.
#[async_trait]
pub trait ConfigurationAdmin: Send + Sync + 'static {
    /// What a reload would change; nothing is changed.
    async fn changes(&self) -> Result<Vec<ConfigurationChange>, Vec<ConfigurationProblem>>;

    /// Reads the configuration again and takes it whole, or leaves everything as it was. Answers
    /// what changed; running conversations are not disturbed.
    async fn reload(&self) -> Result<Vec<ConfigurationChange>, Vec<ConfigurationProblem>>;

    /// What the core would route by with these changes (TOML) over the configuration in force. Nothing
    /// is changed.
    async fn tried(&self, changes: &str) -> Result<RoutingPlan, Vec<ConfigurationProblem>>;
}

/// One difference between the configuration in force and the one on disk. Secrets' values are not
/// shown: only that they changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationChange {
    /// The key: `channel.shop.greeting`; for what is replaced whole, the section: `queue.sales`.
    pub key: String,
    /// As it is; `None`: it is new.
    pub before: Option<String>,
    /// As it will be; `None`: it goes.
    pub after: Option<String>,
    /// Whether it is taken only by the next start.
    pub needs_restart: bool,
}

/// Why a configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationProblem {
    /// Where: `frontdesk.toml:12:5`, or a section: `channel.shop`.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What helps; empty when `problem` says it.
    pub remedy: String,
}
