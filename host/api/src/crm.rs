//! The Local CRM at work: one change after the other, a search that follows, and jobs that go on after a restart.

mod indexer;
mod jobs;
mod retention;
mod spool;

use std::{
    path::PathBuf,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use frontdesk_core::{CustomerId, Span};
use frontdesk_engine::{Engine, Refusal, ports::Clock};
use frontdesk_search::{Search, SearchError, Wanted};
use frontdesk_store::{Batch, FileShelf};
use tokio::sync::{Mutex, MutexGuard, Notify, Semaphore, watch};

pub(crate) use self::spool::{Spool, Spooled};

/// How long a search waits for what was just written.
const PATIENCE: Duration = Duration::from_millis(500);

/// Where the Local CRM keeps what is not in the store.
#[derive(Clone, Debug)]
pub struct CrmConfig {
    /// Finds customers by words.
    pub search: Arc<Search>,
    /// The folder of files of customers that are being taken in.
    pub imports: PathBuf,
}

/// The Local CRM at work.
pub(crate) struct Crm {
    engine: Engine,
    clock: Arc<dyn Clock>,
    shelf: Arc<FileShelf>,
    search: Arc<Search>,
    spool: Spool,
    /// Held while a record is changed: each change is made of what the one before has left.
    turn: Mutex<()>,
    /// Files that may be looked through at once.
    imports: Arc<Semaphore>,
    /// Changes so far that the search is to take in.
    changes: AtomicU64,
    /// How many of them it has.
    found: watch::Sender<u64>,
    changed: Arc<Notify>,
    to_do: Arc<Notify>,
    /// How long a closed conversation is kept; `None`: for good.
    kept: watch::Sender<Option<Span>>,
}

impl Crm {
    /// Puts it to work. To be called on the runtime that serves.
    pub(crate) fn start(
        config: CrmConfig,
        engine: Engine,
        clock: Arc<dyn Clock>,
        shelf: Arc<FileShelf>,
    ) -> Arc<Self> {
        let crm = Arc::new(Self {
            engine,
            clock,
            shelf,
            search: config.search,
            spool: Spool::new(config.imports),
            turn: Mutex::default(),
            imports: Arc::new(Semaphore::new(1)),
            // What a crash left is taken in before anything is found.
            changes: AtomicU64::new(1),
            found: watch::Sender::new(0),
            changed: Arc::default(),
            to_do: Arc::default(),
            kept: watch::Sender::new(None),
        });
        let (weak, wake) = (Arc::downgrade(&crm), crm.changed.clone());
        tokio::spawn(indexer::run(weak, wake));
        let (weak, wake) = (Arc::downgrade(&crm), crm.to_do.clone());
        tokio::spawn(jobs::run(weak, wake));
        tokio::spawn(retention::run(Arc::downgrade(&crm), crm.kept.subscribe()));
        crm
    }

    /// How long closed conversations are kept from now on; `None`: for good.
    pub(crate) fn keep_conversations(&self, kept: Option<Span>) {
        self.kept
            .send_if_modified(|now| std::mem::replace(now, kept) != kept);
    }

    /// Whoever has it changes a record, until it is dropped.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Records were changed: the search takes them in.
    fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    /// Makes a change durable, and has the search and the jobs see it: to the end, even if whoever asked stops
    /// waiting, or it would be there and nobody would go on with it.
    pub(crate) async fn keep(self: &Arc<Self>, batch: Batch) -> Result<(), Refusal> {
        let crm = Arc::clone(self);
        let kept = tokio::spawn(async move {
            let kept = crm.engine.keep(batch).await;
            crm.changed();
            crm.to_do.notify_one();
            kept
        });
        kept.await.unwrap_or(Err(Refusal::Stopping))
    }

    /// The files of customers that are being taken in.
    pub(crate) fn spool(&self) -> &Spool {
        &self.spool
    }

    /// Files that may be looked through at once.
    pub(crate) fn imports(&self) -> &Arc<Semaphore> {
        &self.imports
    }

    /// Who is found, and whether there are more. What was changed before is found as it is now, unless so much
    /// was changed that the search is still at it.
    pub(crate) async fn find(
        &self,
        text: String,
        skip: usize,
        limit: usize,
    ) -> Result<(Vec<CustomerId>, bool), SearchError> {
        let goal = self.changes.load(Ordering::Relaxed);
        let mut found = self.found.subscribe();
        let _ = tokio::time::timeout(PATIENCE, found.wait_for(|found| *found >= goal)).await;
        let search = self.search.clone();
        let asked = tokio::task::spawn_blocking(move || {
            search.find(Wanted {
                text: &text,
                skip,
                limit,
            })
        });
        // Only a panic in it ends it early, and there is nobody then.
        asked.await.unwrap_or_else(|_| Ok((Vec::new(), false)))
    }
}

impl Drop for Crm {
    fn drop(&mut self) {
        self.changed.notify_one();
        self.to_do.notify_one();
    }
}

/// Waits for work: the Local CRM, unless it is gone.
async fn awake(crm: &Weak<Crm>, wake: &Notify) -> Option<Arc<Crm>> {
    wake.notified().await;
    crm.upgrade()
}
