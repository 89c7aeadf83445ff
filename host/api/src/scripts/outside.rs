//! Whom scripts may ask beside the gateway itself.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use frontdesk_core::Name;
use frontdesk_engine::ports::{Bot, WebCall};

/// Bots and servers on the web, by name. A clone is the same.
#[derive(Clone, Default)]
pub struct Outside(Arc<RwLock<Named>>);

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
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Named { bots, calls };
    }

    pub(super) fn bot(&self, name: &Name) -> Option<Arc<dyn Bot>> {
        let named = self.0.read().unwrap_or_else(PoisonError::into_inner);
        named.bots.get(name).cloned()
    }

    pub(super) fn call(&self, name: &Name) -> Option<Arc<dyn WebCall>> {
        let named = self.0.read().unwrap_or_else(PoisonError::into_inner);
        named.calls.get(name).cloned()
    }
}
