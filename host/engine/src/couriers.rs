//! Every channel's courier, and how its outbox stands.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use frontdesk_core::{ChannelId, Timestamp};
use frontdesk_store::{Store, StoreError, keys, records};
use tokio::sync::mpsc;

use crate::{
    courier::{Courier, lock},
    dead_letters::DeadLetter,
    handle::Engine,
    mailbox::Letter,
    ports::{Clock, Outbound},
};

/// How a channel's outbox stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxStatus {
    /// Messages waiting or on their way.
    pub waiting: usize,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// Messages that could not be sent.
    pub dead_letters: usize,
    /// Calls of the provider that the component failed over.
    pub dead_webhooks: usize,
    /// Whether the channel has a component that takes messages.
    pub has_component: bool,
}

/// Every channel's courier, shared by the engine's task and its handles. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Couriers(Arc<Shared>);

struct Shared {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// Weak, so that the outbox alone does not keep the engine running.
    mailbox: mpsc::WeakSender<Letter>,
    all: Mutex<BTreeMap<ChannelId, Arc<Courier>>>,
}

impl Engine {
    /// How every channel's outbox stands. Cheap: nothing is read.
    pub fn outboxes(&self) -> BTreeMap<ChannelId, OutboxStatus> {
        let all = lock(&self.couriers.0.all);
        all.iter()
            .map(|(channel, courier)| (channel.clone(), courier.status()))
            .collect()
    }

    /// Gives a channel another component for its messages, or none: then they wait. What failed with
    /// the component before is tried again at once.
    pub fn replace_outbound(&self, channel: &ChannelId, outbound: Option<Arc<dyn Outbound>>) {
        self.couriers.of(channel).replace(outbound);
    }

    /// The channel's component was replaced behind its port, restarted or set up anew: what failed
    /// before is tried again at once.
    pub fn outbox_changed(&self, channel: &ChannelId) {
        let courier = lock(&self.couriers.0.all).get(channel).cloned();
        if let Some(courier) = courier {
            courier.mended();
        }
    }
}

impl Couriers {
    pub(crate) fn new(
        store: &Arc<dyn Store>,
        clock: &Arc<dyn Clock>,
        mailbox: &mpsc::Sender<Letter>,
    ) -> Self {
        Self(Arc::new(Shared {
            store: store.clone(),
            clock: clock.clone(),
            mailbox: mailbox.downgrade(),
            all: Mutex::default(),
        }))
    }

    /// The channel's courier, made when it is first asked for.
    pub(crate) fn of(&self, channel: &ChannelId) -> Arc<Courier> {
        let shared = &self.0;
        let mut all = lock(&shared.all);
        let courier = all.entry(channel.clone()).or_insert_with(|| {
            let Shared {
                store,
                clock,
                mailbox,
                all: _,
            } = &**shared;
            let channel = channel.clone();
            let (store, clock) = (store.clone(), clock.clone());
            Arc::new(Courier::new(channel, store, clock, mailbox.clone()))
        });
        courier.clone()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Counts what is dead from an earlier run.
    pub(crate) async fn count_dead(&self) -> Result<(), StoreError> {
        let store = &*self.0.store;
        for (_, letter) in records::load_all::<DeadLetter>(store, keys::dead_letters()).await? {
            self.of(&letter.entry.channel).died(1);
        }
        for (_, head) in crate::dead_webhooks::all(store).await? {
            self.of(&head.channel).found_webhook();
        }
        Ok(())
    }
}
