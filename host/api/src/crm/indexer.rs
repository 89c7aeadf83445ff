//! The search follows the store: what is marked there as changed is taken in, and then the mark goes. After a
//! crash the marks are still there.

use std::{
    collections::BTreeSet,
    sync::{Arc, Weak, atomic::Ordering},
    time::Duration,
};

use frontdesk_core::CustomerId;
use frontdesk_directory::customer::Customer;
use frontdesk_engine::Refusal;
use frontdesk_search::{Entry, SearchError};
use frontdesk_store::{Batch, Key, Page, StoreError, Versioned, codec, keys, records};
use tokio::sync::Notify;

use super::{Crm, awake};

/// Marks that are taken together: each stands for some hundred customers at most.
const MARKS: usize = 64;
/// Customers that are read together when the index is made anew.
const PAGE: usize = 2_000;
/// The pause after something failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Why the search does not follow.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Search(#[from] SearchError),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Follows for as long as the Local CRM is there.
pub(super) async fn run(crm: Weak<Crm>, wake: Arc<Notify>) {
    let mut next = crm.upgrade();
    while let Some(crm_now) = next.take() {
        let goal = crm_now.changes.load(Ordering::Relaxed);
        match follow(&crm_now).await {
            Ok(()) => {
                crm_now.found.send_replace(goal);
            }
            Err(Fault::Refused(Refusal::Stopping) | Fault::Store(StoreError::Closed)) => return,
            Err(error) => {
                tracing::error!(%error, "the search does not follow; it tries again");
                drop(crm_now);
                tokio::time::sleep(PAUSE).await;
                next = crm.upgrade();
                continue;
            }
        }
        let is_behind = crm_now.changes.load(Ordering::Relaxed) != goal;
        drop(crm_now);
        next = if is_behind {
            crm.upgrade()
        } else {
            awake(&crm, &wake).await
        };
    }
}

async fn follow(crm: &Arc<Crm>) -> Result<(), Fault> {
    if !crm.search.is_whole() {
        everyone(crm).await?;
    }
    loop {
        let store = &**crm.engine.store();
        let marks = store.scan(keys::all_to_index(), Page::first(MARKS)).await?;
        if marks.is_empty() {
            return Ok(());
        }
        let mut ids: BTreeSet<CustomerId> = BTreeSet::new();
        for (key, mark) in &marks {
            ids.extend(codec::decode::<Vec<CustomerId>>(key, &mark.value)?);
        }
        let mut changed = Vec::with_capacity(ids.len());
        for id in ids {
            changed.push((id, records::load(store, &keys::customer(id)).await?));
        }
        take_in(crm, changed, false).await?;
        taken(crm, &marks).await?;
    }
}

/// The marks go, but for one that was set anew meanwhile.
async fn taken(crm: &Crm, marks: &[(Key, Versioned)]) -> Result<(), Fault> {
    let mut all = Batch::new();
    for (key, mark) in marks {
        all.require_unchanged(key.clone(), mark).delete(key.clone());
    }
    match crm.engine.keep(all).await {
        Err(Refusal::Conflict) => {}
        done => return Ok(done?),
    }
    for (key, mark) in marks {
        let mut one = Batch::new();
        one.require_unchanged(key.clone(), mark).delete(key.clone());
        match crm.engine.keep(one).await {
            Ok(()) | Err(Refusal::Conflict) => {}
            Err(refusal) => return Err(refusal.into()),
        }
    }
    Ok(())
}

/// An index that is new takes everyone in.
async fn everyone(crm: &Arc<Crm>) -> Result<(), Fault> {
    let mut after: Option<Key> = None;
    loop {
        let page = Page {
            after: after.take(),
            ..Page::first(PAGE)
        };
        let store = &**crm.engine.store();
        let all = records::load_page::<Customer>(store, keys::customers(), page).await?;
        let is_last = all.len() < PAGE;
        after = all.last().map(|(key, _)| key.clone());
        let all = all.into_iter().map(|(_, one)| (one.id, Some(one)));
        take_in(crm, all.collect(), is_last).await?;
        if is_last {
            return Ok(());
        }
    }
}

async fn take_in(
    crm: &Arc<Crm>,
    changed: Vec<(CustomerId, Option<Customer>)>,
    is_whole: bool,
) -> Result<(), Fault> {
    let search = crm.search.clone();
    let taken = tokio::task::spawn_blocking(move || {
        let entries = changed.iter().map(|(id, customer)| match customer {
            Some(customer) if customer.merged_into.is_none() => Entry::There(customer),
            _ => Entry::Gone(*id),
        });
        search.take_in(entries, is_whole)
    });
    match taken.await {
        Ok(taken) => Ok(taken?),
        Err(_) => Err(Fault::Refused(Refusal::Stopping)),
    }
}
