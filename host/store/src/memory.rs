//! A store in memory that can be told to fail, for tests and simulations.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::{
    batch::Batch,
    error::StoreError,
    key::{Key, KeyRange},
    store::{Committed, Page, Store, Versioned},
};

/// Keeps records for as long as a test lasts, and fails as told. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    shared: Arc<Shared>,
}

/// How the next commit fails. Either way the caller sees [`StoreError::CommitFailed`] and the store
/// is poisoned, as after a failed disk: go on with [`MemoryStore::crash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The batch is lost.
    BeforeApplying,
    /// The batch is durable, but nobody was told.
    AfterApplying,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Whether commits wait.
    held: watch::Sender<bool>,
    /// How many commits wait.
    waiting: watch::Sender<usize>,
}

#[derive(Clone, Debug, Default)]
struct State {
    entries: BTreeMap<Key, Versioned>,
    position: u64,
    next_fault: Option<Fault>,
    free_space: Option<u64>,
    end: Option<End>,
}

#[derive(Clone, Debug)]
enum End {
    Poisoned(Arc<str>),
    Closed,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            held: watch::Sender::new(false),
            waiting: watch::Sender::new(0),
        }
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the next commit fail.
    pub fn fail_next_commit(&self, fault: Fault) {
        self.lock().next_fault = Some(fault);
    }

    /// Sets the free space; batches that are larger are refused with [`StoreError::NoSpace`].
    pub fn set_free_space(&self, bytes: Option<u64>) {
        self.lock().free_space = bytes;
    }

    /// Makes commits wait until [`MemoryStore::release`].
    pub fn hold(&self) {
        self.shared.held.send_replace(true);
    }

    /// Lets the commits that wait go on.
    pub fn release(&self) {
        self.shared.held.send_replace(false);
    }

    /// Returns once a commit waits because of [`MemoryStore::hold`].
    pub async fn wait_until_held(&self) {
        let mut waiting = self.shared.waiting.subscribe();
        // The sender is in `self`, so it outlives the wait.
        waiting
            .wait_for(|waiting| *waiting > 0)
            .await
            .map(drop)
            .unwrap_or_default();
    }

    /// What a process that starts after a crash now would find: everything committed and nothing
    /// else. Faults and holds are gone; this store is dead, and commits that wait are lost.
    #[must_use]
    pub fn crash(&self) -> Self {
        let mut state = self.lock();
        let left = State {
            entries: state.entries.clone(),
            position: state.position,
            ..State::default()
        };
        state.end = Some(End::Poisoned("the process crashed".into()));
        drop(state);
        self.release();
        let shared = Shared {
            state: Mutex::new(left),
            ..Shared::default()
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// How many batches were committed.
    pub fn position(&self) -> u64 {
        self.lock().position
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock is held leaves no half-made change: see `State::commit`.
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    async fn wait_while_held(&self) {
        if !*self.shared.held.borrow() {
            return;
        }
        let waiting = Waiting::new(&self.shared.waiting);
        let mut held = self.shared.held.subscribe();
        held.wait_for(|held| !held)
            .await
            .map(drop)
            .unwrap_or_default();
        drop(waiting);
    }
}

/// Counts a commit that waits, also if its caller gives up.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl State {
    fn check_open(&self) -> Result<(), StoreError> {
        match &self.end {
            None => Ok(()),
            Some(End::Closed) => Err(StoreError::Closed),
            Some(End::Poisoned(finding)) => Err(StoreError::Poisoned {
                finding: finding.clone(),
            }),
        }
    }

    fn commit(&mut self, batch: &Batch) -> Result<Committed, StoreError> {
        self.check_open()?;
        batch.check_size()?;
        batch.check_requirements(|key| Ok(self.entries.get(key).map(|found| found.version)))?;
        let required = batch.bytes() as u64;
        if let Some(free) = self.free_space.filter(|free| *free < required) {
            return Err(StoreError::NoSpace { free, required });
        }
        match self.next_fault.take() {
            None => Ok(self.apply(batch)),
            Some(Fault::BeforeApplying) => Err(self.poison("the fault before applying")),
            Some(Fault::AfterApplying) => {
                self.apply(batch);
                Err(self.poison("the fault after applying"))
            }
        }
    }

    fn apply(&mut self, batch: &Batch) -> Committed {
        if !batch.is_empty() {
            self.position += 1;
        }
        for (key, value) in batch.writes() {
            match value {
                Some(value) => {
                    let found = Versioned {
                        value: value.clone(),
                        version: self.position,
                    };
                    self.entries.insert(key.clone(), found);
                }
                None => {
                    self.entries.remove(key);
                }
            }
        }
        Committed {
            position: self.position,
        }
    }

    fn poison(&mut self, finding: &str) -> StoreError {
        let finding: Arc<str> = finding.into();
        self.end = Some(End::Poisoned(finding.clone()));
        StoreError::CommitFailed { finding }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn commit(&self, batch: Batch) -> Result<Committed, StoreError> {
        self.lock().check_open()?;
        self.wait_while_held().await;
        self.lock().commit(&batch)
    }

    async fn get(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        let state = self.lock();
        state.check_open()?;
        Ok(state.entries.get(key).cloned())
    }

    async fn scan(&self, range: KeyRange, page: Page) -> Result<Vec<(Key, Versioned)>, StoreError> {
        let state = self.lock();
        state.check_open()?;
        let bounds = range.narrowed(page.after.as_ref(), page.reverse);
        let Some(bounds) = bounds.as_range() else {
            return Ok(Vec::new());
        };
        let entries = state.entries.range::<[u8], _>(bounds);
        let owned = |(key, found): (&Key, &Versioned)| (key.clone(), found.clone());
        if page.reverse {
            return Ok(entries.rev().take(page.limit).map(owned).collect());
        }
        Ok(entries.take(page.limit).map(owned).collect())
    }

    async fn close(&self) {
        self.lock().end.get_or_insert(End::Closed);
    }

    fn free_space(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.lock().free_space)
    }

    fn size_on_disk(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
}
