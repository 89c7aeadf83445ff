//! What all calls of one named plugin share and may know.

use std::sync::Arc;

use tokio::sync::watch;

use crate::{
    config::Limits, grants::Grants, imports::short, log::PluginLog, memory::MemoryShare,
    secret::SecretUse, slow_lane::Slowness,
};

/// A named plugin's settings, limits, grants and log.
pub(crate) struct Context {
    /// Its name in the operator's TOML.
    pub(crate) name: Arc<str>,
    /// The table that it stands in: `channel` or `connector`.
    pub(crate) section: &'static str,
    pub(crate) limits: Limits,
    /// A JSON object.
    pub(crate) settings: Box<str>,
    pub(crate) grants: Grants,
    pub(crate) log: Arc<PluginLog>,
    pub(crate) memory: MemoryShare,
    pub(crate) slowness: Slowness,
    pub(crate) news: watch::Sender<u64>,
}

impl Context {
    /// An operator would see something new.
    pub(crate) fn tell(&self) {
        self.news.send_modify(|tick| *tick = tick.wrapping_add(1));
    }

    /// The operator's table for its grants, as it is written in TOML.
    pub(crate) fn grants_table(&self) -> String {
        format!("[{}.{}.grants]", self.section, self.name)
    }

    /// Says what would grant a use of a secret.
    pub(crate) fn missing_secret(&self, name: &str, wanted: SecretUse) -> String {
        let is_send = wanted == SecretUse::Send;
        let (name, wanted) = (short(name), wanted.name());
        let table = format!("[{}.{}.secrets]", self.section, self.name);
        let granted = self.grants.secrets.get(&name);
        if !is_send && granted.is_some_and(|grant| grant.renewal.is_some()) {
            format!("the secret \"{name}\" is renewed (OAuth 2.0), so it can only be sent")
        } else if granted.is_some() {
            format!(
                "the secret \"{name}\" is not granted for this: {table} {name}.uses must have \"{wanted}\""
            )
        } else {
            format!(
                "there is no secret \"{name}\": {table} {name} = {{ ..., uses = [\"{wanted}\"] }}"
            )
        }
    }
}
