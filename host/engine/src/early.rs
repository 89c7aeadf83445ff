//! Reports that come before anybody knows which message they are on: a provider can be quicker with
//! them than with its answer to the send. They wait until the answer is durable, also over a crash.
//!
//! An id that nobody knows can as well be of a message that is none of ours. So only so many are kept,
//! and none once nothing of the channel is on its way.

use std::collections::{BTreeMap, VecDeque};

use frontdesk_core::{ChannelId, DeliveryReason, DeliveryState, Timestamp};
use frontdesk_store::{Key, Store, StoreError, keys, records};
use serde::{Deserialize, Serialize};

use crate::floor_task::FloorTask;

/// Early reports of one channel that are kept; one more takes the place of the oldest.
const EARLY_MAX: usize = 1_024;

/// A report that came early, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Early {
    pub(crate) channel: ChannelId,
    pub(crate) state: DeliveryState,
    pub(crate) reason: Option<DeliveryReason>,
    /// When it came.
    pub(crate) at: Timestamp,
    /// Up to which moment it counts, if it names no message.
    pub(crate) until: Option<Timestamp>,
}

/// What is kept, by channel, the oldest first.
#[derive(Default)]
pub(crate) struct EarlyReports(BTreeMap<ChannelId, VecDeque<Key>>);

impl EarlyReports {
    /// What an earlier run left.
    pub(crate) async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let mut kept = records::load_all::<Early>(store, keys::early_reports()).await?;
        kept.sort_by_key(|(_, early)| early.at);
        let mut all = Self::default();
        for (key, early) in kept {
            all.0.entry(early.channel).or_default().push_back(key);
        }
        Ok(all)
    }
}

impl FloorTask {
    /// Keeps a report until it is known whose it is.
    pub(crate) fn keep_early_report(&mut self, key: Key, early: &Early) -> Result<(), StoreError> {
        records::stage(self.staged.batch(), key.clone(), early)?;
        let kept = self.early.0.entry(early.channel.clone()).or_default();
        if !kept.contains(&key) {
            kept.push_back(key);
        }
        if kept.len() > EARLY_MAX
            && let Some(oldest) = kept.pop_front()
        {
            self.staged.batch().delete(oldest);
        }
        Ok(())
    }

    /// It is known whose a report is.
    pub(crate) fn forget_early_report(&mut self, channel: &ChannelId, key: &Key) {
        if let Some(kept) = self.early.0.get_mut(channel) {
            kept.retain(|other| other != key);
        }
        self.staged.batch().delete(key.clone());
    }

    /// Nothing of a channel is on its way any more: what was kept is of nobody.
    pub(crate) fn forget_early_reports(&mut self, channel: &ChannelId) {
        for key in self.early.0.remove(channel).unwrap_or_default() {
            self.staged.batch().delete(key);
        }
    }
}
