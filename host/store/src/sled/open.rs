//! Opening: the lock, sled itself, and whether what it holds is whole.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use tokio::sync::mpsc;

use super::{
    Handles, SledOptions, SledStore,
    commit::{Committer, Files, guarded},
    entry::verify_last_batch,
    lock::DirectoryLock,
    progress::Progress,
    witness::Witness,
};
use crate::error::StoreError;

/// Bytes in a segment of sled's log. A node over a quarter of it would go to a file of its own,
/// which sled never syncs: see [`SledStore`].
const SEGMENT_BYTES: usize = 8 * 1024 * 1024;

/// Batches that may wait for the commit thread before their callers do.
const WAITING_MAX: usize = 64;

/// Does everything that blocks. Called on a thread where it may, and where a panic is caught.
pub(super) fn open(options: &SledOptions) -> Result<SledStore, StoreError> {
    let dir = &options.path;
    let io = |doing, source| StoreError::Io {
        doing,
        path: dir.clone(),
        source,
    };
    fs::create_dir_all(dir).map_err(|error| io("create", error))?;
    let lock = Arc::new(DirectoryLock::take(dir)?);
    let unopenable = |finding| StoreError::Unopenable {
        path: dir.clone(),
        finding,
    };
    let sled_dir = dir.join("sled");
    let db = guarded(|| open_sled(&sled_dir, options.cache_capacity)).map_err(unopenable)?;
    let witness = Witness::open(&dir.join("acknowledged")).map_err(|error| io("open", error))?;
    let files = Files::open(sled_dir).map_err(|error| io("sync", error))?;
    sync_names(dir).map_err(|error| io("sync", error))?;
    let position = verify(&db, &witness).map_err(unopenable)?;

    let progress = Arc::new(Progress::new(position));
    let (requests, waiting) = mpsc::channel(WAITING_MAX);
    let committer = Committer {
        db: db.clone(),
        files,
        witness,
        progress: progress.clone(),
        position,
        free_space_min: options.free_space_min,
        _lock: lock.clone(),
    };
    let thread = thread::Builder::new()
        .name("store-commit".to_owned())
        .spawn(move || committer.run(waiting))
        .map_err(|error| io("start the commit thread of", error))?;
    Ok(SledStore::new(
        dir.clone(),
        Handles {
            db,
            requests,
            thread,
            lock,
        },
        progress,
    ))
}

fn open_sled(dir: &Path, cache_capacity: u64) -> sled::Result<sled::Db> {
    sled::Config::new()
        .path(dir)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(cache_capacity)
        .segment_size(SEGMENT_BYTES)
        .flush_every_ms(None)
        .open()
}

/// Makes the names of the folder and of everything in it durable.
fn sync_names(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()?;
    let parent = fs::canonicalize(dir)?.parent().map(PathBuf::from);
    parent.map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

/// The position of the last batch, once it is known to be whole and not to be an old one.
fn verify(db: &sled::Db, witness: &Witness) -> Result<u64, String> {
    let last = verify_last_batch(|key| {
        guarded(|| db.get(key)).map(|stored| stored.map(|stored| stored.to_vec()))
    })?;
    let noted = witness.read().map_err(|error| error.to_string())?;
    match noted.filter(|noted| *noted > last.position) {
        Some(noted) => Err(format!(
            "batch {noted} was acknowledged, and what can be read ends with batch {}: the end of \
             the log is damaged or missing",
            last.position
        )),
        None => Ok(last.position),
    }
}
