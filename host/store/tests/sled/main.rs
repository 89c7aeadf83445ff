//! The store on disk: the common suite, and what only a disk can do.
#![cfg(test)]

mod damage;
mod disk_image;
mod kill;
mod power_cut;
mod writer;

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use frontdesk_store::{SledOptions, SledStore, Store, store_suite, suite::World};
use tempfile::TempDir;

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
        Arc::new(
            SledStore::open(SledOptions::new(self.path()))
                .await
                .unwrap(),
        )
    }

    /// A process cannot crash within a test, so the store is closed; `kill` kills real ones.
    async fn crash(&self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        store.close().await;
        self.open().await
    }
}

store_suite!(OnDisk::new());
