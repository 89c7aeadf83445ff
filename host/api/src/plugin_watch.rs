//! Tells consoles that plugins changed, so that nobody has to ask on the off chance.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use frontdesk_engine::ports::PluginAdmin;
use tokio::sync::watch;

use crate::hub::Hub;

/// A plugin that changes all the time (a log flood, a breaker that goes to and fro) is told of this
/// often at most.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells for as long as the hub lives, if the plugins say when they change.
pub(crate) fn keep(plugins: &Arc<dyn PluginAdmin>, hub: &Arc<Hub>) {
    if let Some(changes) = plugins.changes() {
        tokio::spawn(tell(changes, Arc::downgrade(hub)));
    }
}

async fn tell(mut changes: watch::Receiver<u64>, hub: Weak<Hub>) {
    while changes.changed().await.is_ok()
        && let Some(hub) = hub.upgrade()
    {
        hub.plugins_changed();
        drop(hub);
        tokio::time::sleep(PAUSE).await;
    }
}
