//! Work on many records: taking in a file of customers, erasing a person. What is to be done is durable before
//! the first of it is, and how far it is with each part of it: after a crash it goes on where it was.

use frontdesk_core::{AgentId, CustomerId, Timestamp};
use frontdesk_store::{Batch, Page, Store, StoreError, Versioned, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    change::By,
    import::{Existing, Format, Place},
    writing,
};

/// Jobs that are remembered.
const JOBS: usize = 1_000;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// The customers of a file, which was found to be in order.
    Import {
        /// The file's name in the folder of such files.
        file: Box<str>,
        /// What the file is.
        format: Format,
        /// What becomes of customers who are there already.
        existing: Existing,
        /// Up to where it was taken in.
        place: Place,
    },
    /// What is left of a person: everything that belongs to these records, which are gone already.
    Erase {
        /// Which.
        customers: Vec<CustomerId>,
    },
}

/// Some work, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Which.
    pub id: u64,
    /// What is to be done.
    pub work: Work,
    /// Rows, or records, that are done.
    pub done: u64,
    /// How many there are; grows while an erasure finds more.
    pub total: u64,
    /// Who wants it.
    pub by: AgentId,
    /// Since when.
    pub at: Timestamp,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
}

impl Job {
    /// Who does it, now.
    pub fn by(&self, now: Timestamp) -> By {
        By {
            agent: self.by.clone(),
            at: now,
        }
    }
}

/// A job as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The job.
    pub job: Job,
    read: Versioned,
}

/// The job of an id.
pub async fn by_id(store: &dyn Store, id: u64) -> Result<Option<Standing>, StoreError> {
    let key = keys::job(id);
    let Some(read) = store.get(&key).await? else {
        return Ok(None);
    };
    let job = codec::decode(&key, &read.value)?;
    Ok(Some(Standing { job, read }))
}

/// What is not done yet, oldest first.
pub async fn unfinished(store: &dyn Store) -> Result<Vec<u64>, StoreError> {
    let all = records::load_page::<Job>(store, keys::jobs(), Page::first(JOBS)).await?;
    let open = all.into_iter().filter(|(_, job)| job.finished_at.is_none());
    Ok(open.map(|(_, job)| job.id).collect())
}

/// Adds a job to a batch.
pub async fn begin(
    store: &dyn Store,
    batch: &mut Batch,
    work: Work,
    total: u64,
    by: By,
) -> Result<u64, StoreError> {
    let id = writing::next(store, batch, writing::JOBS, 1).await?;
    let job = Job {
        id,
        work,
        done: 0,
        total,
        by: by.agent,
        at: by.at,
        finished_at: None,
    };
    records::stage(batch, keys::job(id), &job)?;
    if let Some(old) = id.checked_sub(JOBS as u64) {
        batch.delete(keys::job(old));
    }
    Ok(id)
}

/// Adds to a batch how far the job is with it. It is written only if nobody else went on with the job.
pub fn went_on(batch: &mut Batch, from: &Standing, job: &Job) -> Result<(), StoreError> {
    let key = keys::job(job.id);
    batch.require_unchanged(key.clone(), &from.read);
    records::stage(batch, key, job)
}
