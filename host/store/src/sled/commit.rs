//! The one thread that writes.
//!
//! Batches that wait are applied one by one and synced together: a second writer costs no second
//! sync. Nobody hears of a batch before the sync that covers it.

use std::{
    fs::{self, File},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

use tokio::sync::{mpsc, oneshot};

use super::{entry, finding_of_panic, lock::DirectoryLock, progress::Progress, witness::Witness};
use crate::{batch::Batch, error::StoreError, store::Committed};

pub(super) type Reply = oneshot::Sender<Result<Committed, StoreError>>;

/// A batch on its way, and whom to tell.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) batch: Batch,
    pub(super) reply: Reply,
}

/// What the thread owns. Sled is let go of before the lock.
pub(super) struct Committer {
    pub(super) db: sled::Db,
    pub(super) files: Files,
    pub(super) witness: Witness,
    pub(super) progress: Arc<Progress>,
    pub(super) position: u64,
    pub(super) free_space_min: u64,
    pub(super) _lock: Arc<DirectoryLock>,
}

/// Batches that are applied and wait for the sync.
#[derive(Default)]
struct Group {
    replies: Vec<(Reply, Committed)>,
    bytes: usize,
}

impl Committer {
    /// Works until every sender is gone and everything accepted is answered.
    pub(super) fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        while let Some(first) = requests.blocking_recv() {
            let mut group = Group::default();
            self.accept(first, &mut group);
            // A group stays below a segment of the log, as a batch does and for the same reason.
            while group.bytes < Batch::BYTES_MAX / 2 {
                let Ok(next) = requests.try_recv() else { break };
                self.accept(next, &mut group);
            }
            self.settle(group);
        }
        self.let_go();
    }

    /// Lets go of sled, unless its disk has failed: sled writes once more when its last handle
    /// goes, and on a failed disk that can panic or wait for ever.
    fn let_go(self) {
        if self.progress.failure().is_some() {
            std::mem::forget(self.db);
        }
    }

    fn accept(&mut self, request: Request, group: &mut Group) {
        let Request { batch, reply } = request;
        match self.apply(&batch) {
            Ok(committed) => {
                group.bytes += batch.bytes();
                group.replies.push((reply, committed));
            }
            Err(error) => tell(reply, Err(error)),
        }
    }

    /// Checks a batch and makes it visible in sled, not yet durable.
    fn apply(&mut self, batch: &Batch) -> Result<Committed, StoreError> {
        if let Some(poisoned) = self.progress.failure() {
            return Err(poisoned);
        }
        batch.check_requirements(|key| {
            let stored =
                guarded(|| self.db.get(key.as_bytes())).map_err(|finding| StoreError::Corrupt {
                    key: key.clone(),
                    finding,
                })?;
            Ok(stored.as_deref().and_then(entry::version_of))
        })?;
        if batch.is_empty() {
            return Ok(Committed {
                position: self.position,
            });
        }
        self.check_space()?;
        let position = self.position + 1;
        let writes = entry::to_sled(batch, position)?;
        self.progress.applying(position);
        guarded(|| self.db.apply_batch(writes)).map_err(|finding| self.fail(&finding))?;
        self.position = position;
        Ok(Committed { position })
    }

    fn check_space(&self) -> Result<(), StoreError> {
        let (free, required) = (self.files.free_space()?, self.free_space_min);
        if free < required {
            Err(StoreError::NoSpace { free, required })
        } else {
            Ok(())
        }
    }

    /// Makes a group durable and tells everyone who waits.
    fn settle(&self, group: Group) {
        let Some((_, last)) = group.replies.last() else {
            return;
        };
        let result = match self.progress.failure() {
            // A later batch of this group failed while it was applied.
            Some(poisoned) => Err(poisoned.to_string()),
            None => self.make_durable(last.position),
        };
        let failed = result.err().map(|finding| {
            drop(self.fail(&finding));
            Arc::<str>::from(finding)
        });
        for (reply, committed) in group.replies {
            tell(
                reply,
                match &failed {
                    None => Ok(committed),
                    Some(finding) => Err(StoreError::CommitFailed {
                        finding: finding.clone(),
                    }),
                },
            );
        }
    }

    fn make_durable(&self, position: u64) -> Result<(), String> {
        guarded(|| self.db.flush())?;
        self.files
            .sync()
            .map_err(|error| format!("the sync failed: {error}"))?;
        self.progress.durable(position);
        self.witness
            .write(position)
            .map_err(|error| format!("the note of it failed: {error}"))
    }

    fn fail(&self, finding: &str) -> StoreError {
        let finding: Arc<str> = finding.into();
        self.progress.fail(finding.clone());
        StoreError::CommitFailed { finding }
    }
}

/// Runs a call into sled; its errors and its panics become a finding.
pub(super) fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, String> {
    // Sled is not used for writing again after a finding, so a half-done change in it is not seen.
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(finding_of_panic(&*panic)),
    }
}

/// A caller who stopped waiting does not change what happened to the batch.
fn tell(reply: Reply, result: Result<Committed, StoreError>) {
    drop(reply.send(result));
}

/// The files that sled writes and does not sync.
#[derive(Debug)]
pub(super) struct Files {
    /// A second handle of sled's log: `flush` writes to it, and leaves the file's length and
    /// extents to the next journal commit of the file system.
    log: File,
    /// Where sled puts nodes that are too large for its log.
    blobs: PathBuf,
    dir: PathBuf,
}

impl Files {
    /// Opens the files of a sled that lives in `dir`, and makes their names durable.
    pub(super) fn open(dir: PathBuf) -> io::Result<Self> {
        let log = File::open(dir.join("db"))?;
        File::open(dir.join("conf"))?.sync_all()?;
        log.sync_all()?;
        File::open(&dir)?.sync_all()?;
        Ok(Self {
            log,
            blobs: dir.join("blobs"),
            dir,
        })
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_blobs()?;
        self.log.sync_data()
    }

    /// The limits on values and batches keep every node in the log, so there are no blobs. Should
    /// there be one after all, it is synced rather than lost.
    fn sync_blobs(&self) -> io::Result<()> {
        let mut found = false;
        for blob in fs::read_dir(&self.blobs)? {
            match File::open(blob?.path()) {
                Ok(file) => file.sync_all()?,
                // Sled removes a blob when nothing points to it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            found = true;
        }
        if found {
            File::open(&self.blobs)?.sync_all()
        } else {
            Ok(())
        }
    }

    fn free_space(&self) -> Result<u64, StoreError> {
        super::free_space(&self.dir)
    }
}
