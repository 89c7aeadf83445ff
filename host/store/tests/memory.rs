//! The store in memory: the common suite, and the faults it can be told to have.
#![cfg(test)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use frontdesk_store::{
    Batch, Fault, MemoryStore, Store, StoreError, Value, keys, store_suite, suite::World,
};

#[derive(Default)]
struct InMemory(Mutex<MemoryStore>);

#[async_trait]
impl World for InMemory {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.0.lock().unwrap().clone())
    }

    async fn crash(&self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        drop(store);
        let mut current = self.0.lock().unwrap();
        *current = current.crash();
        Arc::new(current.clone())
    }
}

store_suite!(InMemory::default());

fn batch(text: &str) -> Batch {
    let mut batch = Batch::new();
    batch.put(keys::meta("a"), Value::from_bytes(text.as_bytes().to_vec()));
    batch
}

async fn is_there(store: &MemoryStore) -> bool {
    store.get(&keys::meta("a")).await.unwrap().is_some()
}

#[tokio::test]
async fn a_fault_before_applying_loses_the_batch_and_poisons_the_store() {
    let store = MemoryStore::new();
    store.fail_next_commit(Fault::BeforeApplying);
    assert!(matches!(
        store.commit(batch("x")).await,
        Err(StoreError::CommitFailed { .. })
    ));
    assert!(matches!(
        store.commit(batch("x")).await,
        Err(StoreError::Poisoned { .. })
    ));
    let store = store.crash();
    assert!(!is_there(&store).await);
    store.commit(batch("x")).await.unwrap();
}

#[tokio::test]
async fn a_fault_after_applying_keeps_the_batch() {
    let store = MemoryStore::new();
    store.fail_next_commit(Fault::AfterApplying);
    assert!(matches!(
        store.commit(batch("x")).await,
        Err(StoreError::CommitFailed { .. })
    ));
    assert!(is_there(&store.crash()).await);
}

#[tokio::test]
async fn a_held_commit_is_seen_by_nobody_until_it_is_released() {
    let store = MemoryStore::new();
    store.hold();
    let committing = tokio::spawn({
        let store = store.clone();
        async move { store.commit(batch("x")).await }
    });
    store.wait_until_held().await;
    assert!(!is_there(&store).await);
    store.release();
    committing.await.unwrap().unwrap();
    assert!(is_there(&store).await);
}

#[tokio::test]
async fn a_crash_loses_the_commits_that_wait() {
    let store = MemoryStore::new();
    store.hold();
    let committing = tokio::spawn({
        let store = store.clone();
        async move { store.commit(batch("x")).await }
    });
    store.wait_until_held().await;
    let after = store.crash();
    assert!(committing.await.unwrap().is_err());
    assert!(!is_there(&after).await);
}

#[tokio::test]
async fn no_space_is_a_refusal_that_ends_by_itself() {
    let store = MemoryStore::new();
    store.set_free_space(Some(1));
    let error = store.commit(batch("x")).await.unwrap_err();
    assert!(matches!(error, StoreError::NoSpace { free: 1, .. }) && error.is_refusal());
    store.set_free_space(Some(1_000));
    store.commit(batch("x")).await.unwrap();
}
