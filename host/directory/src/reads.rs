//! Who looked at a customer's record, and who changed it: kept for whoever answers for it.

use frontdesk_core::{AgentId, CustomerId, Timestamp};
use frontdesk_store::{Batch, Page, Store, StoreError, keys, records};
use serde::{Deserialize, Serialize};

use crate::change::By;

/// Entries that are looked at together.
pub const READS: usize = 100;
/// Within this long the same of the same agent is one entry.
const ONE_MS: u64 = 3_600_000;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The record was shown.
    Opened,
    /// It was changed.
    Changed,
    /// Everything about the customer was taken out.
    Exported,
    /// Another record was taken in, or given back.
    Merged,
}

/// Who did what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// When first within an hour.
    pub at: Timestamp,
    /// Who.
    pub agent: AgentId,
    /// What.
    pub what: What,
}

/// Adds that somebody did something; nothing when that is known of this hour.
pub async fn stage(
    store: &dyn Store,
    batch: &mut Batch,
    customer: CustomerId,
    what: What,
    by: &By,
) -> Result<(), StoreError> {
    let hour = Timestamp(by.at.0 - by.at.0 % ONE_MS);
    let key = keys::read_of_customer(customer, hour, what as u8, &by.agent);
    if store.get(&key).await?.is_some() {
        return Ok(());
    }
    let read = Read {
        at: by.at,
        agent: by.agent.clone(),
        what,
    };
    records::stage(batch, key, &read)
}

/// Who did something with a customer's record, newest first, behind so many others.
pub async fn of_customer(
    store: &dyn Store,
    customer: CustomerId,
    skip: usize,
) -> Result<Vec<Read>, StoreError> {
    let range = keys::reads_of_customer(customer);
    let page = Page::first(skip.saturating_add(READS));
    let all = records::load_page::<Read>(store, range, page).await?;
    Ok(all.into_iter().skip(skip).map(|(_, read)| read).collect())
}
