//! The store on disk: sled 0.34, synced in the way that survives a power cut.

mod commit;
mod entry;
mod lock;
mod nudge;
mod open;
mod progress;
mod witness;

use std::{
    any::Any,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    thread::JoinHandle,
};

use async_trait::async_trait;
use tokio::{
    sync::{mpsc, oneshot},
    task::spawn_blocking,
};

use self::{
    commit::{Request, guarded},
    lock::DirectoryLock,
    progress::Progress,
};
use crate::{
    batch::Batch,
    error::StoreError,
    key::{Key, KeyRange},
    migrate,
    store::{Committed, Page, Store, Versioned},
};

/// How a [`SledStore`] is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SledOptions {
    /// The folder of the state; made if it is not there. Nothing else belongs into it.
    pub path: PathBuf,
    /// Bytes of memory for pages that were read.
    pub cache_capacity: u64,
    /// Commits are refused while fewer bytes than this are free on the file system. Sled cannot go
    /// on after a write that found no room, so the room is looked at first.
    pub free_space_min: u64,
}

impl SledOptions {
    /// Default of [`SledOptions::cache_capacity`].
    pub const CACHE_CAPACITY: u64 = 128 * 1024 * 1024;
    /// Default of [`SledOptions::free_space_min`]: eight segments of sled's log.
    pub const FREE_SPACE_MIN: u64 = 64 * 1024 * 1024;

    /// The defaults, for the state in `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            cache_capacity: Self::CACHE_CAPACITY,
            free_space_min: Self::FREE_SPACE_MIN,
        }
    }
}

/// A [`Store`] in a folder, of which one process at a time is in charge.
///
/// A commit is one sled batch in one tree, then `flush()`, then `fdatasync` on sled's log: `flush()`
/// alone leaves the file's new length to the file system, and a power cut takes everything back to
/// the last journal commit. Two limits belong to this:
///
/// * Sled puts a node over a quarter of a segment into a file of its own and never syncs that. With
///   segments of 8 MiB and values of at most [`crate::Value::BYTES_MAX`] no node is that large.
/// * Sled may write over a segment once its nodes were moved elsewhere, synced or not. A batch is
///   smaller than a segment ([`Batch::BYTES_MAX`]), so the move and the overwriting do not fall
///   between the same two syncs.
#[derive(Debug)]
pub struct SledStore {
    path: PathBuf,
    /// `None` once closed.
    handles: RwLock<Option<Handles>>,
    progress: Arc<Progress>,
}

/// What an open store holds. Sled is let go of before the lock.
#[derive(Debug)]
struct Handles {
    db: sled::Db,
    requests: mpsc::Sender<Request>,
    thread: JoinHandle<()>,
    lock: Arc<DirectoryLock>,
}

impl SledStore {
    /// Opens or makes the state in a folder: takes its lock, verifies the last batch and the
    /// schema, and migrates from an older schema.
    pub async fn open(options: SledOptions) -> Result<Self, StoreError> {
        let path = options.path.clone();
        let opened = spawn_blocking(move || open::open(&options)).await;
        let store = opened.unwrap_or_else(|error| {
            let finding = match error.try_into_panic() {
                Ok(panic) => finding_of_panic(&*panic),
                Err(error) => error.to_string(),
            };
            Err(StoreError::Unopenable { path, finding })
        })?;
        if let Err(error) = migrate::bring_up_to_date(&store).await {
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// The folder of the state.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn new(path: PathBuf, handles: Handles, progress: Arc<Progress>) -> Self {
        Self {
            path,
            handles: RwLock::new(Some(handles)),
            progress,
        }
    }

    /// Something of the open store.
    fn with<T>(&self, take: impl FnOnce(&Handles) -> T) -> Result<T, StoreError> {
        // The lock guards a pointer that is set in one step: a panic elsewhere does not spoil it.
        let handles = self.handles.read().unwrap_or_else(PoisonError::into_inner);
        handles.as_ref().map(take).ok_or(StoreError::Closed)
    }

    fn db(&self) -> Result<sled::Db, StoreError> {
        self.with(|handles| handles.db.clone())
    }
}

#[async_trait]
impl Store for SledStore {
    async fn commit(&self, batch: Batch) -> Result<Committed, StoreError> {
        batch.check_size()?;
        let requests = self.with(|handles| handles.requests.clone())?;
        let (reply, answer) = oneshot::channel();
        let gone = |()| self.progress.failure().unwrap_or(StoreError::Closed);
        requests
            .send(Request { batch, reply })
            .await
            .map_err(drop)
            .map_err(gone)?;
        let answer = nudge::answered(answer, || self.db().ok()).await;
        answer.map_err(gone)?
    }

    async fn get(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        let found = self.peek(key).await?;
        self.progress
            .wait_durable(found.as_ref().map(|found| found.version))
            .await?;
        Ok(found)
    }

    async fn peek(&self, key: &Key) -> Result<Option<Versioned>, StoreError> {
        let db = self.db()?;
        // One key is one page, nearly always in the cache: not worth another thread.
        let stored = guarded(|| db.get(key.as_bytes())).map_err(|finding| StoreError::Corrupt {
            key: key.clone(),
            finding,
        })?;
        stored.map(|stored| entry::unwrap(key, &stored)).transpose()
    }

    async fn scan(&self, range: KeyRange, page: Page) -> Result<Vec<(Key, Versioned)>, StoreError> {
        let db = self.db()?;
        let path = self.path.clone();
        let entries = spawn_blocking(move || scan(&db, &range, &page)).await;
        let entries = entries.unwrap_or_else(|error| {
            let finding = match error.try_into_panic() {
                Ok(panic) => finding_of_panic(&*panic),
                Err(error) => error.to_string(),
            };
            Err(StoreError::Unopenable { path, finding })
        })?;
        self.progress.wait_durable(None).await?;
        Ok(entries)
    }

    async fn close(&self) {
        let handles = self
            .handles
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(Handles {
            db,
            requests,
            thread,
            lock,
        }) = handles
        else {
            return;
        };
        drop(requests);
        let closed = spawn_blocking(move || {
            // The thread ends by itself once its last request is answered; its panics are findings.
            drop(thread.join());
            drop(db);
            drop(lock);
        });
        drop(closed.await);
    }

    fn free_space(&self) -> Result<Option<u64>, StoreError> {
        free_space(&self.path).map(Some)
    }

    fn size_on_disk(&self) -> Result<u64, StoreError> {
        let db = self.db()?;
        guarded(|| db.size_on_disk()).map_err(|finding| {
            let source = std::io::Error::other(finding);
            StoreError::Io {
                doing: "measure",
                path: self.path.clone(),
                source,
            }
        })
    }
}

fn scan(db: &sled::Db, range: &KeyRange, page: &Page) -> Result<Vec<(Key, Versioned)>, StoreError> {
    let bounds = range.narrowed(page.after.as_ref(), page.reverse);
    let Some(bounds) = bounds.as_range() else {
        return Ok(Vec::new());
    };
    let mut iter = db.range::<&[u8], _>(bounds);
    let mut entries = Vec::new();
    while entries.len() < page.limit {
        let next = if page.reverse {
            iter.next_back()
        } else {
            iter.next()
        };
        let Some(next) = next else { break };
        let (key, stored) = next.map_err(|error| StoreError::Corrupt {
            key: entries
                .last()
                .map_or_else(|| Key::from_bytes(&[]), |(key, _): &(Key, _)| key.clone()),
            finding: format!("what follows it cannot be read: {error}"),
        })?;
        let key = Key::from_bytes(&key);
        let found = entry::unwrap(&key, &stored)?;
        entries.push((key, found));
    }
    Ok(entries)
}

/// Bytes an unprivileged process may still write to the file system of `path`.
fn free_space(path: &Path) -> Result<u64, StoreError> {
    let system = rustix::fs::statvfs(path).map_err(|error| StoreError::Io {
        doing: "ask for the free space of",
        path: path.to_owned(),
        source: error.into(),
    })?;
    Ok(system.f_bavail.saturating_mul(system.f_frsize))
}

/// The text of a panic, as a finding.
fn finding_of_panic(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("sled gave up ({})", text.unwrap_or("without a reason"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{self, SCHEMA_VERSION};

    #[tokio::test]
    async fn a_state_of_a_newer_version_is_refused_and_its_folder_let_go() {
        let dir = tempfile::tempdir().unwrap();
        let options = SledOptions::new(dir.path().join("state"));
        let store = SledStore::open(options.clone()).await.unwrap();
        let key = crate::keys::of_store("schema");
        let mut batch = Batch::new();
        batch.put(
            key.clone(),
            codec::encode_as(&key, &1, SCHEMA_VERSION + 1).unwrap(),
        );
        store.commit(batch).await.unwrap();
        store.close().await;
        for _ in 0..2 {
            let error = SledStore::open(options.clone()).await.unwrap_err();
            assert!(matches!(error, StoreError::Newer { .. }), "{error}");
        }
    }

    #[tokio::test]
    async fn a_last_batch_that_is_not_whole_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let options = SledOptions::new(dir.path().join("state"));
        let store = SledStore::open(options.clone()).await.unwrap();
        let key = crate::keys::meta("a");
        let mut batch = Batch::new();
        batch.put(key.clone(), codec::encode(&key, &1).unwrap());
        store.commit(batch).await.unwrap();
        // Behind the store's back, as damage would.
        store.db().unwrap().remove(key.as_bytes()).unwrap();
        store.close().await;
        let error = SledStore::open(options).await.unwrap_err();
        assert!(matches!(error, StoreError::Unopenable { .. }), "{error}");
        assert!(error.to_string().contains("last batch"), "{error}");
    }

    #[tokio::test]
    async fn a_panic_of_sled_is_a_finding() {
        let finding = guarded::<()>(|| panic!("out of {}", "luck")).unwrap_err();
        assert_eq!(finding, "sled gave up (out of luck)");
    }
}
