//! How far batches are: applied in sled, durable, or failed.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;

use crate::error::StoreError;

/// Shared by the commit thread, which moves it on, and by readers, who wait for it.
#[derive(Debug)]
pub(super) struct Progress {
    /// The last batch that readers may already see in sled.
    applied: AtomicU64,
    settled: watch::Sender<Settled>,
}

#[derive(Clone, Debug)]
struct Settled {
    durable: u64,
    failed: Option<Arc<str>>,
}

impl Progress {
    pub(super) fn new(durable: u64) -> Self {
        let settled = watch::Sender::new(Settled {
            durable,
            failed: None,
        });
        Self {
            applied: AtomicU64::new(durable),
            settled,
        }
    }

    /// Says that the batch at `position` is about to become visible in sled.
    pub(super) fn applying(&self, position: u64) {
        self.applied.store(position, Ordering::SeqCst);
    }

    /// Says that everything up to `position` is durable.
    pub(super) fn durable(&self, position: u64) {
        self.settled
            .send_modify(|settled| settled.durable = position);
    }

    /// Says that a commit failed: nothing becomes durable from here on.
    pub(super) fn fail(&self, finding: Arc<str>) {
        self.settled.send_modify(|settled| {
            settled.failed.get_or_insert(finding);
        });
    }

    /// What failed, if something did.
    pub(super) fn failure(&self) -> Option<StoreError> {
        let settled = self.settled.borrow();
        settled
            .failed
            .clone()
            .map(|finding| StoreError::Poisoned { finding })
    }

    /// Waits until everything a read may have seen is durable. A value of a known `version` needs
    /// no more than its own batch; an absence may come from any batch that was applied.
    pub(super) async fn wait_durable(&self, version: Option<u64>) -> Result<(), StoreError> {
        let seen = version.unwrap_or_else(|| self.applied.load(Ordering::SeqCst));
        if self.settled.borrow().durable >= seen {
            return Ok(());
        }
        let mut settled = self.settled.subscribe();
        let reached = |now: &Settled| now.durable >= seen || now.failed.is_some();
        match settled.wait_for(reached).await {
            Ok(now) if now.durable >= seen => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(StoreError::Closed),
        }
        Err(self.failure().unwrap_or(StoreError::Closed))
    }
}
