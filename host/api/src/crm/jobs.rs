//! Does what is to be done with many records, part by part: conversations and agents come in between, and a
//! crash costs at most one part.

use std::{
    fs::File,
    io,
    sync::{Arc, Weak},
    time::Duration,
};

use frontdesk_directory::{
    change::ChangeError,
    erase,
    field::Fields,
    import::{self, Rows, RowsError, TOGETHER},
    job::{self, Standing, Work},
};
use frontdesk_engine::Refusal;
use frontdesk_store::StoreError;
use tokio::sync::Notify;

use super::{Crm, awake};

/// The pause after something failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Why a job does not go on.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(
        "a customer who is being erased writes again; it goes on when their conversation has ended"
    )]
    Talking,
    #[error("the file of customers: {0}")]
    Rows(#[from] RowsError),
    #[error("the file of customers: {0}")]
    File(#[from] io::Error),
}

impl Fault {
    /// Whether the gateway ends.
    const fn is_the_end(&self) -> bool {
        matches!(
            self,
            Self::Refused(Refusal::Stopping)
                | Self::Store(StoreError::Closed)
                | Self::Change(ChangeError::Store(StoreError::Closed))
        )
    }
}

/// Works for as long as the Local CRM is there.
pub(super) async fn run(crm: Weak<Crm>, wake: Arc<Notify>) {
    let mut next = crm.upgrade();
    if let Some(crm) = &next
        && let Err(error) = tidy(crm).await
    {
        tracing::warn!(%error, "what an earlier import left is not looked for");
    }
    while let Some(now) = next.take() {
        match all(&now).await {
            Ok(()) => {
                drop(now);
                next = awake(&crm, &wake).await;
            }
            Err(fault) if fault.is_the_end() => return,
            Err(error) => {
                tracing::error!(%error, "a job of the Local CRM does not go on; it is tried again");
                drop(now);
                tokio::time::sleep(PAUSE).await;
                next = crm.upgrade();
            }
        }
    }
}

/// Files that no job needs go. Nobody sends another meanwhile.
async fn tidy(crm: &Crm) -> Result<(), StoreError> {
    let _alone = crm.imports.acquire().await;
    let store = &**crm.engine.store();
    let mut needed = Vec::new();
    for id in job::unfinished(store).await? {
        if let Some(Standing { job, .. }) = job::by_id(store, id).await?
            && let Work::Import { file, .. } = job.work
        {
            needed.push(file.into());
        }
    }
    crm.spool.keep_only(&needed);
    Ok(())
}

async fn all(crm: &Crm) -> Result<(), Fault> {
    let mut all = Ok(());
    for id in job::unfinished(&**crm.engine.store()).await? {
        // One that does not go on keeps no other.
        match one(crm, id).await {
            Err(fault) if fault.is_the_end() => return Err(fault),
            done => all = all.and(done),
        }
    }
    all
}

/// One job, to its end.
async fn one(crm: &Crm, id: u64) -> Result<(), Fault> {
    let mut reading: Option<(Rows<File>, Fields)> = None;
    loop {
        let store = &**crm.engine.store();
        let Some(standing) = job::by_id(store, id).await? else {
            return Ok(());
        };
        if standing.job.finished_at.is_some() {
            return Ok(());
        }
        match standing.job.work.clone() {
            Work::Erase { customers } => {
                let _turn = crm.turn.lock().await;
                let part = erase::next(store, &standing, &customers, crm.clock.now()).await?;
                let part = part.ok_or(Fault::Talking)?;
                // Bytes first: once the record is gone, nobody knows of them.
                for file in part.files {
                    crm.shelf.remove(file).await?;
                }
                match crm.engine.keep(part.batch).await {
                    // After a conflict, because somebody wrote meanwhile: from what is there now, once more.
                    Ok(()) | Err(Refusal::Conflict) => {}
                    Err(refusal) => return Err(refusal.into()),
                }
            }
            Work::Import {
                file,
                format,
                place,
                ..
            } => {
                let (mut rows, fields) = if let Some(reading) = reading.take() {
                    reading
                } else {
                    let fields = Fields::load(store).await?;
                    let file = File::open(crm.spool.path(&file))?;
                    (Rows::open(file, format, &fields, place)?, fields)
                };
                let (some, place) = rows.next(TOGETHER)?;
                let is_last = some.len() < TOGETHER;
                let _turn = crm.turn.lock().await;
                let now = crm.clock.now();
                let part = import::part(store, &fields, &standing, some, place, is_last, now);
                match crm.engine.keep(part.await?).await {
                    Ok(()) => reading = Some((rows, fields)),
                    // From where the job is, once more.
                    Err(Refusal::Conflict) => continue,
                    Err(refusal) => return Err(refusal.into()),
                }
                crm.changed();
                if is_last {
                    crm.spool.remove(&file);
                }
            }
        }
    }
}
