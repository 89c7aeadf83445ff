//! Whom scripts may ask beside the gateway itself.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, Weak},
};

use frontdesk_core::Name;
use frontdesk_engine::ports::{Bot, WebCall};
use tokio::sync::watch;

use crate::{api::Api, offline::Offline};

/// Bots and servers on the web, by name. A clone is the same.
#[derive(Clone)]
pub struct Outside {
    named: Arc<RwLock<Named>>,
    /// Who keeps messages. Weak: whoever asks keeps nobody at work.
    messages: watch::Sender<Option<Weak<Offline>>>,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            named: Arc::default(),
            messages: watch::Sender::new(None),
        }
    }
}

#[derive(Default)]
struct Named {
    bots: BTreeMap<Name, Arc<dyn Bot>>,
    calls: BTreeMap<Name, Arc<dyn WebCall>>,
}

impl Outside {
    /// Takes up a new configuration. What is asked already goes on with the old one.
    pub fn replace(
        &self,
        bots: BTreeMap<Name, Arc<dyn Bot>>,
        calls: BTreeMap<Name, Arc<dyn WebCall>>,
    ) {
        *self.named.write().unwrap_or_else(PoisonError::into_inner) = Named { bots, calls };
    }

    /// Messages are kept here from now on. Until then whoever asks waits.
    pub fn attach(&self, api: &Api) {
        let offline = Arc::downgrade(api.offline());
        self.messages.send_replace(Some(offline));
    }

    pub(super) async fn messages(&self) -> Option<Arc<Offline>> {
        let mut told = self.messages.subscribe();
        let there = told.wait_for(Option::is_some).await.ok()?;
        there.as_ref()?.upgrade()
    }

    pub(super) fn bot(&self, name: &Name) -> Option<Arc<dyn Bot>> {
        let named = self.named.read().unwrap_or_else(PoisonError::into_inner);
        named.bots.get(name).cloned()
    }

    pub(super) fn call(&self, name: &Name) -> Option<Arc<dyn WebCall>> {
        let named = self.named.read().unwrap_or_else(PoisonError::into_inner);
        named.calls.get(name).cloned()
    }
}
