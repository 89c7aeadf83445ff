//! The store on disk: the common suite, and what only a disk can do.
#![cfg(test)]

mod damage;
mod disk_image;
mod kill;
mod power_cut;
mod writer;

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use async_trait::async_trait;
use frontdesk_store::{SledOptions, SledStore, Store, StoreError, store_suite, suite::World};
use tempfile::TempDir;

/// A child has a copy of every open file for the moment between its fork and its exec, locks
/// included. Whoever starts one writes here; whoever opens a state waits until that moment is over.
static FORKING: RwLock<()> = RwLock::new(());

fn forking<T>(start: impl FnOnce() -> T) -> T {
    let _moment = FORKING.write().unwrap_or_else(PoisonError::into_inner);
    start()
}

async fn open_with(options: SledOptions) -> Result<SledStore, StoreError> {
    drop(FORKING.read().unwrap_or_else(PoisonError::into_inner));
    SledStore::open(options).await
}

struct OnDisk(TempDir);

impl OnDisk {
    fn new() -> Self {
        Self(TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("state")
    }
}

#[async_trait]
impl World for OnDisk {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(open_with(SledOptions::new(self.path())).await.unwrap())
    }

    /// A process cannot crash within a test, so the store is closed; `kill` kills real ones.
    async fn crash(&self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        store.close().await;
        self.open().await
    }
}

store_suite!(OnDisk::new());
