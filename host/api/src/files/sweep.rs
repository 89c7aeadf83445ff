//! Removes files that were uploaded and put into no message.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use frontdesk_core::{Span, Timestamp};
use frontdesk_engine::{Engine, ports::Clock};
use frontdesk_store::{
    Batch, FileShelf,
    files::{self, FileId},
};

use crate::hub::Hub;

/// How long a file waits for its message.
pub(crate) const KEPT: Span = Span::seconds(3_600);
const EVERY: Duration = Duration::from_mins(10);

/// Removes them for as long as the hub lives.
pub(crate) fn keep(engine: Engine, shelf: Arc<FileShelf>, clock: Arc<dyn Clock>, hub: &Arc<Hub>) {
    let hub: Weak<Hub> = Arc::downgrade(hub);
    tokio::spawn(async move {
        let mut every = tokio::time::interval(EVERY);
        loop {
            every.tick().await;
            if hub.upgrade().is_none() {
                return;
            }
            once(&engine, &shelf, clock.now()).await;
        }
    });
}

/// Removes those that have waited long enough; answers how many.
pub(crate) async fn once(engine: &Engine, shelf: &FileShelf, now: Timestamp) -> usize {
    let waiting = match files::waiting(&**engine.store()).await {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::error!(%error, "the list of unsent files cannot be read");
            return 0;
        }
    };
    let mut removed = 0;
    for (id, at) in waiting {
        if now.since(at) >= KEPT && remove(engine, shelf, id).await {
            removed += 1;
        }
    }
    removed
}

/// The record goes first: bytes that nobody can name do no harm, a record without bytes would.
async fn remove(engine: &Engine, shelf: &FileShelf, id: FileId) -> bool {
    let mut batch = Batch::new();
    files::stage_removed(&mut batch, id);
    if engine.keep(batch).await.is_err() {
        return false;
    }
    if let Err(error) = shelf.remove(id).await {
        tracing::warn!(%error, "the bytes of an unsent file cannot be removed");
    }
    true
}
