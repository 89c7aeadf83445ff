//! What is written for a customer: the record, and what they are found by.

use std::num::NonZeroU64;

use frontdesk_core::{CaseId, CustomerId, OfflineId, TaskId};
use frontdesk_store::{Batch, Key, Store, StoreError, codec, keys, records};

use crate::{
    change::{By, ChangeError},
    customer::{Checked, Customer},
    find::folded_account,
};

/// The number of the next customer.
pub(crate) const CUSTOMERS: &str = "next_customer";
/// The number of the next case.
pub(crate) const CASES: &str = "next_case";
/// The number of the next task.
pub(crate) const TASKS: &str = "next_task";
/// The number of the next message that is left while nobody is there.
pub(crate) const OFFLINE: &str = "next_offline_message";
/// The number of the next job.
pub(crate) const JOBS: &str = "next_job";

/// Something that is counted.
pub(crate) trait Counted: Sized {
    fn of(number: NonZeroU64) -> Self;
}

macro_rules! counted {
    ($($id:ident),*) => {$(
        impl Counted for $id {
            fn of(number: NonZeroU64) -> Self {
                Self(number)
            }
        }
    )*};
}

counted!(CustomerId, CaseId, TaskId, OfflineId);

impl Counted for u64 {
    fn of(number: NonZeroU64) -> Self {
        number.get()
    }
}

/// The first of so many new numbers.
pub(crate) async fn next<Id: Counted>(
    store: &dyn Store,
    batch: &mut Batch,
    of: &str,
    count: u64,
) -> Result<Id, StoreError> {
    let key = keys::meta(of);
    let number = if let Some(found) = store.get(&key).await? {
        batch.require_unchanged(key.clone(), &found);
        codec::decode(&key, &found.value)?
    } else {
        batch.require_absent(key.clone());
        NonZeroU64::MIN
    };
    records::stage(batch, key, &number.saturating_add(count))?;
    Ok(Id::of(number))
}

/// A new record.
pub(crate) fn made(id: CustomerId, Checked(draft): Checked, by: By) -> Customer {
    Customer {
        id,
        account_number: draft.account_number,
        name: draft.name,
        addresses: draft.addresses,
        notes: draft.notes,
        tags: draft.tags,
        fields: draft.fields,
        merged: Vec::new(),
        merged_into: None,
        created_at: by.at,
        updated_at: by.at,
        updated_by: by.agent,
    }
}

/// A record as somebody wants it to be.
pub(crate) fn remade(before: &Customer, draft: Checked, by: By) -> Customer {
    Customer {
        created_at: before.created_at,
        merged: before.merged.clone(),
        merged_into: before.merged_into,
        ..made(before.id, draft, by)
    }
}

/// Puts one record in another's place, with what it is found by.
pub(crate) async fn rewrite(
    store: &dyn Store,
    batch: &mut Batch,
    before: &Customer,
    after: &Customer,
) -> Result<(), ChangeError> {
    if before.account_number != after.account_number {
        if let Some(account) = account_key(before) {
            batch.delete(account);
        }
        claim(store, batch, after).await?;
    }
    for address in &before.addresses {
        if !after.addresses.contains(address) {
            batch.delete(keys::customer_by_address(address, before.id));
        }
    }
    put(batch, after)?;
    Ok(())
}

/// The record, and its addresses.
pub(crate) fn put(batch: &mut Batch, customer: &Customer) -> Result<(), StoreError> {
    for address in &customer.addresses {
        let key = keys::customer_by_address(address, customer.id);
        records::stage(batch, key, &customer.id)?;
    }
    records::stage(batch, keys::customer(customer.id), customer)
}

/// That the search is to take these in as they are then.
pub(crate) fn to_index(batch: &mut Batch, customers: &[CustomerId]) -> Result<(), StoreError> {
    match customers.first() {
        Some(&first) => records::stage(batch, keys::to_index(first), &customers),
        None => Ok(()),
    }
}

pub(crate) fn account_key(customer: &Customer) -> Option<Key> {
    let account = customer.account_number.as_deref()?;
    Some(keys::customer_by_account(&folded_account(account)))
}

/// Makes the account number this customer's, if it is nobody else's.
pub(crate) async fn claim(
    store: &dyn Store,
    batch: &mut Batch,
    customer: &Customer,
) -> Result<(), ChangeError> {
    let Some(key) = account_key(customer) else {
        return Ok(());
    };
    match store.get(&key).await? {
        None => {
            batch.require_absent(key.clone());
        }
        Some(found) => {
            let of: CustomerId = codec::decode(&key, &found.value)?;
            if of != customer.id {
                return Err(ChangeError::Taken(of));
            }
            batch.require_unchanged(key.clone(), &found);
        }
    }
    records::stage(batch, key, &customer.id)?;
    Ok(())
}
