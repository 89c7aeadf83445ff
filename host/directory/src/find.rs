//! Who is who: by account number, address or name.

use frontdesk_core::{CustomerId, Identity};
use frontdesk_store::{Key, Page, Store, StoreError, codec, keys, records};

use crate::{address, customer::Customer};

/// A customer, and which state of them it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The customer.
    pub customer: Customer,
    /// Grows with every change; see [`crate::change::replace`].
    pub version: u64,
}

/// How many records that took in one another are followed. A record that was taken in takes in none, so that
/// there are hardly ever two.
const FOLLOWED: usize = 64;

/// The customer of an id; of a record that was taken in by another: whoever that one is.
pub async fn by_id(store: &dyn Store, id: CustomerId) -> Result<Option<Found>, StoreError> {
    let mut found = record(store, id).await?;
    for _ in 0..FOLLOWED {
        match found.as_ref().and_then(|found| found.customer.merged_into) {
            Some(into) => found = record(store, into).await?,
            None => break,
        }
    }
    Ok(found)
}

/// The record of an id, even if another has taken it in.
pub async fn record(store: &dyn Store, id: CustomerId) -> Result<Option<Found>, StoreError> {
    let key = keys::customer(id);
    let Some(found) = store.get(&key).await? else {
        return Ok(None);
    };
    Ok(Some(Found {
        customer: codec::decode(&key, &found.value)?,
        version: found.version,
    }))
}

/// Whose account number this is, however it is written.
pub async fn by_account(store: &dyn Store, account: &str) -> Result<Option<Found>, StoreError> {
    let key = keys::customer_by_account(&folded_account(account));
    if key.as_bytes().len() > Key::BYTES_MAX {
        return Ok(None);
    }
    match records::load::<CustomerId>(store, &key).await? {
        Some(id) => by_id(store, id).await,
        None => Ok(None),
    }
}

/// At most `limit` of those who have this address, the ones known longest first.
pub async fn by_address(
    store: &dyn Store,
    address: &Identity,
    limit: usize,
) -> Result<Vec<Found>, StoreError> {
    let Ok(address) = address::spelled(&address.kind, &address.value) else {
        return Ok(Vec::new());
    };
    let range = keys::customers_by_address(&address);
    let ids = records::load_page::<CustomerId>(store, range, Page::first(limit)).await?;
    all(store, ids.into_iter().map(|(_, id)| id)).await
}

/// At most `limit` of those whom a text means as a whole: an account number, an email address or a phone number.
pub async fn exactly(
    store: &dyn Store,
    text: &str,
    limit: usize,
) -> Result<Vec<Found>, StoreError> {
    let mut found: Vec<Found> = by_account(store, text).await?.into_iter().collect();
    for kind in [address::EMAIL, address::PHONE] {
        let address = Identity {
            kind: kind.into(),
            value: text.into(),
        };
        found.extend(by_address(store, &address, limit).await?);
    }
    Ok(distinct(found, limit))
}

/// Each once, in the order they were found, and at most `limit`.
fn distinct(found: Vec<Found>, limit: usize) -> Vec<Found> {
    let mut distinct: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        let is_new = |known: &Found| known.customer.id != one.customer.id;
        if distinct.iter().all(is_new) {
            distinct.push(one);
        }
    }
    distinct.truncate(limit);
    distinct
}

/// Whether two account numbers are one, however each is written.
pub fn is_one_account(one: &str, other: &str) -> bool {
    folded_account(one) == folded_account(other)
}

/// What tells two account numbers apart: letters and digits, not their case and what stands between.
pub(crate) fn folded_account(account: &str) -> String {
    let plain = account.chars().filter(|c| c.is_alphanumeric());
    let folded: String = plain.flat_map(char::to_lowercase).collect();
    if folded.is_empty() {
        return account.trim().to_lowercase();
    }
    folded
}

async fn all(
    store: &dyn Store,
    ids: impl Iterator<Item = CustomerId>,
) -> Result<Vec<Found>, StoreError> {
    let mut found = Vec::new();
    for id in ids {
        // One that is gone meanwhile is not found.
        found.extend(by_id(store, id).await?);
    }
    Ok(distinct(found, usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, draft, identity};

    fn names(found: Result<Vec<Found>, StoreError>) -> Vec<String> {
        let found = found.unwrap().into_iter();
        found.map(|one| one.customer.name.to_string()).collect()
    }

    #[tokio::test]
    async fn a_customer_is_found_by_each_thing_alone_however_it_is_written() {
        let book = Book::new();
        let ann = book
            .create(draft("Ann Lee", "AT-77 120", "+43 660 1234567"))
            .await;
        let store = &book.store;
        for account in ["AT-77 120", "at77120", " AT 77-120 "] {
            let found = by_account(store, account).await.unwrap().unwrap();
            assert_eq!(found.customer.id, ann, "{account}");
        }
        for text in ["at77120", "+436601234567"] {
            assert_eq!(names(exactly(store, text, 5).await), ["Ann Lee"], "{text}");
        }
        for text in ["", "at", "+43660", "ann"] {
            assert_eq!(names(exactly(store, text, 5).await), [""; 0], "{text}");
        }
    }

    #[tokio::test]
    async fn several_who_share_an_address_are_all_found_and_never_more_than_asked_for() {
        let book = Book::new();
        for name in ["Ann", "Ben", "Cem"] {
            book.create(draft(name, "", "+43 660 1234567")).await;
        }
        let phone = identity("phone", "+436601234567");
        let found = names(by_address(&book.store, &phone, 9).await);
        assert_eq!(found, ["Ann", "Ben", "Cem"]);
        assert_eq!(names(by_address(&book.store, &phone, 2).await).len(), 2);
    }

    #[test]
    fn account_numbers_are_told_apart_by_letters_and_digits() {
        assert_eq!(folded_account(" Ab-1 2.3 "), "ab123");
        assert_eq!(folded_account(" -- "), "--");
        assert_ne!(folded_account("1"), folded_account("01"));
    }
}
