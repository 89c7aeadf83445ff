//! Two records of one person become one, and two again.
//!
//! Of the record that is taken in nothing is lost: it stays, says whose it is now, and what belongs to it
//! (conversations, cases, tasks) stays with it and is found through the other. So a merge is one small batch
//! however much there is, and to undo it is another.

use frontdesk_core::{AgentId, CustomerId, Identity, Timestamp};
use frontdesk_store::{Batch, Store, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    change::{By, Change, ChangeError, read},
    customer::{ADDRESSES, Customer, NOTES_CHARS},
    field::Values,
    tag::TAGS,
    writing,
};

/// Records that one record takes in.
const MERGED: usize = 50;

/// A record that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Which.
    pub customer: CustomerId,
    /// The name in it.
    pub name: Box<str>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AgentId,
    /// What the other has of it now.
    pub gained: Gained,
}

/// What one record has of another.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gained {
    /// Its account number.
    pub account_number: Option<Box<str>>,
    /// Addresses.
    pub addresses: Vec<Identity>,
    /// Tags.
    pub tags: Vec<Box<str>>,
    /// Values of custom fields.
    pub fields: Values,
    /// Notes.
    pub notes: Box<str>,
}

/// Customers stay out of logs.
impl std::fmt::Debug for Gained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gained(…)")
    }
}

/// Which record, as somebody has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub id: CustomerId,
    /// In which state.
    pub version: u64,
}

/// Takes `other` in: the record keeps what it says itself, and gains what only the other one has.
pub async fn merge(
    store: &dyn Store,
    into: Seen,
    other: Seen,
    by: By,
) -> Result<Change, ChangeError> {
    let impossible = |why: &str| Err(ChangeError::Impossible(why.to_owned()));
    if into.id == other.id {
        return impossible("a record cannot take in itself");
    }
    let (before, seen) = read(store, into.id).await?;
    let (taken, taken_seen) = read(store, other.id).await?;
    if seen.version != into.version || taken_seen.version != other.version {
        return Err(ChangeError::Changed);
    }
    if before.merged_into.is_some() || taken.merged_into.is_some() {
        return impossible("one of the two was taken in by another record already");
    }
    if before.merged.len() >= MERGED {
        return impossible("this record has taken in as many as it can");
    }
    let gained = gained(&before, &taken);
    let mut after = before.clone();
    gain(&mut after, &gained);
    if after.addresses.len() > ADDRESSES || after.tags.len() > TAGS {
        return Err(ChangeError::Impossible(format!(
            "together they have more than {ADDRESSES} addresses or {TAGS} tags: take some away first"
        )));
    }
    if after.notes.chars().count() > NOTES_CHARS {
        return impossible("together their notes are too long: shorten them first");
    }
    let mut gone = taken.clone();
    gone.merged_into = Some(into.id);
    stamp(&mut after, &by);
    stamp(&mut gone, &by);
    after.merged.push(Merged {
        customer: other.id,
        name: taken.name.clone(),
        at: by.at,
        by: by.agent,
        gained,
    });
    let mut batch = Batch::new();
    batch.require_unchanged(keys::customer(into.id), &seen);
    batch.require_unchanged(keys::customer(other.id), &taken_seen);
    unfind(&mut batch, &taken);
    // An account number that the record does not gain goes on finding the other one, and through it this one.
    if after.account_number != before.account_number
        && let Some(key) = writing::account_key(&after)
    {
        records::stage(&mut batch, key, &into.id)?;
    }
    writing::put(&mut batch, &after)?;
    records::stage(&mut batch, keys::customer(other.id), &gone)?;
    writing::to_index(&mut batch, &[into.id, other.id])?;
    Ok(Change {
        customer: after,
        batch,
    })
}

/// Gives back what was taken in: the other record is as it was, and this one keeps what was changed since.
pub async fn unmerge(
    store: &dyn Store,
    from: Seen,
    other: CustomerId,
    by: By,
) -> Result<Change, ChangeError> {
    let (before, seen) = read(store, from.id).await?;
    if seen.version != from.version {
        return Err(ChangeError::Changed);
    }
    let position = before.merged.iter().position(|one| one.customer == other);
    let position = position.ok_or(ChangeError::Unknown)?;
    let (taken, taken_seen) = read(store, other).await?;
    let mut after = before.clone();
    let merged = after.merged.remove(position);
    lose(&mut after, &merged.gained);
    let mut back = taken;
    back.merged_into = None;
    stamp(&mut after, &by);
    stamp(&mut back, &by);
    let mut batch = Batch::new();
    batch.require_unchanged(keys::customer(from.id), &seen);
    batch.require_unchanged(keys::customer(other), &taken_seen);
    for address in &before.addresses {
        if !after.addresses.contains(address) {
            batch.delete(keys::customer_by_address(address, from.id));
        }
    }
    if merged.gained.account_number.is_some() {
        if after.account_number == before.account_number {
            // It was changed since, and may be anybody's.
            writing::claim(store, &mut batch, &back).await?;
        } else if let Some(key) = writing::account_key(&back) {
            records::stage(&mut batch, key, &other)?;
        }
    }
    writing::put(&mut batch, &after)?;
    writing::put(&mut batch, &back)?;
    writing::to_index(&mut batch, &[from.id, other])?;
    Ok(Change {
        customer: after,
        batch,
    })
}

fn stamp(customer: &mut Customer, by: &By) {
    customer.updated_at = by.at;
    customer.updated_by = by.agent.clone();
}

/// What only the other one has.
fn gained(before: &Customer, other: &Customer) -> Gained {
    let account = before.account_number.is_none();
    let lacks_field = |name: &str| !before.fields.contains_key(name);
    let addresses = other.addresses.iter();
    let addresses = addresses.filter(|address| !before.addresses.contains(address));
    let tags = other.tags.iter().filter(|tag| !before.tags.contains(tag));
    let fields = other.fields.iter().filter(|(name, _)| lacks_field(name));
    Gained {
        account_number: other.account_number.clone().filter(|_| account),
        addresses: addresses.cloned().collect(),
        tags: tags.cloned().collect(),
        fields: fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        notes: if before.notes.contains(&*other.notes) {
            Box::default()
        } else {
            other.notes.clone()
        },
    }
}

fn gain(customer: &mut Customer, gained: &Gained) {
    if let Some(account) = &gained.account_number {
        customer.account_number = Some(account.clone());
    }
    customer.addresses.extend(gained.addresses.iter().cloned());
    customer.tags.extend(gained.tags.iter().cloned());
    customer.tags.sort();
    let fields = gained.fields.iter();
    customer
        .fields
        .extend(fields.map(|(name, value)| (name.clone(), value.clone())));
    if !gained.notes.is_empty() {
        customer.notes = format!("{}{}", customer.notes, appended(customer, gained)).into();
    }
}

/// Takes back what was gained and is still as it was.
fn lose(customer: &mut Customer, gained: &Gained) {
    if gained.account_number.is_some() && customer.account_number == gained.account_number {
        customer.account_number = None;
    }
    customer
        .addresses
        .retain(|address| !gained.addresses.contains(address));
    customer.tags.retain(|tag| !gained.tags.contains(tag));
    customer
        .fields
        .retain(|name, value| gained.fields.get(name) != Some(value));
    if !gained.notes.is_empty() {
        let with_line = format!("\n{}", gained.notes);
        let notes = customer.notes.strip_suffix(&*with_line);
        let notes = notes.or_else(|| customer.notes.strip_suffix(&*gained.notes));
        if let Some(notes) = notes.map(Box::from) {
            customer.notes = notes;
        }
    }
}

fn appended(customer: &Customer, gained: &Gained) -> String {
    let between = if customer.notes.is_empty() { "" } else { "\n" };
    format!("{between}{}", gained.notes)
}

/// What a record is found by, but for its account number.
fn unfind(batch: &mut Batch, customer: &Customer) {
    for address in &customer.addresses {
        batch.delete(keys::customer_by_address(address, customer.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        change,
        customer::Draft,
        find,
        testing::{Book, by, draft, identity},
    };
    use frontdesk_core::ConversationId;

    async fn seen(book: &Book, id: CustomerId) -> Seen {
        let found = find::record(&book.store, id).await.unwrap().unwrap();
        let version = found.version;
        Seen { id, version }
    }

    async fn merged(book: &Book, into: CustomerId, other: CustomerId) -> Result<(), ChangeError> {
        let (into, other) = (seen(book, into).await, seen(book, other).await);
        let change = merge(&book.store, into, other, by("bea")).await?;
        book.write(change.batch).await.unwrap();
        Ok(())
    }

    async fn unmerged(book: &Book, from: CustomerId, other: CustomerId) -> Result<(), ChangeError> {
        let from = seen(book, from).await;
        let change = unmerge(&book.store, from, other, by("bea")).await?;
        book.write(change.batch).await.unwrap();
        Ok(())
    }

    fn full(name: &str, account: &str, phone: &str, tag: &str, notes: &str) -> Draft {
        Draft {
            tags: vec![tag.into()],
            notes: notes.into(),
            ..draft(name, account, phone)
        }
    }

    async fn state(book: &Book, id: CustomerId) -> Draft {
        let found = find::record(&book.store, id).await.unwrap().unwrap();
        Draft::from(&found.customer)
    }

    #[tokio::test]
    async fn a_record_keeps_what_it_says_and_gains_what_only_the_other_one_has() {
        let book = Book::new();
        let ann = book
            .create(full("Ann", "", "+436601234567", "vip", "Likes tea"))
            .await;
        let old = book
            .create(full("A. Lee", "AT-1", "+436607654321", "old", "Owes us"))
            .await;
        merged(&book, ann, old).await.unwrap();
        let after = state(&book, ann).await;
        assert_eq!(
            (&*after.name, after.account_number.as_deref()),
            ("Ann", Some("AT-1"))
        );
        let phones = [
            identity("phone", "+436601234567"),
            identity("phone", "+436607654321"),
        ];
        assert_eq!(after.addresses, phones);
        assert_eq!(after.tags, ["old".into(), "vip".into()] as [Box<str>; 2]);
        assert_eq!(&*after.notes, "Likes tea\nOwes us");
        for text in ["AT1", "+436601234567", "+436607654321"] {
            let found = find::exactly(&book.store, text, 9).await.unwrap();
            assert_eq!(
                found.iter().map(|one| one.customer.id).collect::<Vec<_>>(),
                [ann],
                "{text}"
            );
        }
        let other = find::by_id(&book.store, old).await.unwrap().unwrap();
        assert_eq!(other.customer.id, ann);
    }

    #[tokio::test]
    async fn both_are_as_they_were_when_it_is_undone() {
        let book = Book::new();
        let ann = book
            .create(full("Ann", "", "+436601234567", "vip", "Likes tea"))
            .await;
        let old = book
            .create(full("A. Lee", "AT-1", "+436607654321", "old", "Owes us"))
            .await;
        let before = (state(&book, ann).await, state(&book, old).await);
        merged(&book, ann, old).await.unwrap();
        unmerged(&book, ann, old).await.unwrap();
        assert_eq!((state(&book, ann).await, state(&book, old).await), before);
        for (text, who) in [("AT1", old), ("+436601234567", ann), ("+436607654321", old)] {
            let found = find::exactly(&book.store, text, 9).await.unwrap();
            assert_eq!(
                found.iter().map(|one| one.customer.id).collect::<Vec<_>>(),
                [who],
                "{text}"
            );
        }
    }

    #[tokio::test]
    async fn what_was_changed_since_stays() {
        let book = Book::new();
        let ann = book.create(full("Ann", "", "", "vip", "")).await;
        let old = book
            .create(full("A. Lee", "AT-1", "", "old", "Owes us"))
            .await;
        merged(&book, ann, old).await.unwrap();
        let mut draft = state(&book, ann).await;
        draft.notes = "Owes us nothing".into();
        draft.account_number = Some("AT-2".into());
        book.replace(ann, draft).await;
        unmerged(&book, ann, old).await.unwrap();
        let after = state(&book, ann).await;
        assert_eq!(
            (&*after.notes, after.account_number.as_deref()),
            ("Owes us nothing", Some("AT-2"))
        );
        let found = find::by_account(&book.store, "AT-1")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.customer.id, old);
    }

    #[tokio::test]
    async fn an_account_number_that_is_somebody_elses_by_now_is_not_taken_back() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let old = book.create(draft("A. Lee", "AT-1", "")).await;
        merged(&book, ann, old).await.unwrap();
        book.replace(ann, draft("Ann", "", "")).await;
        let ben = book.create(draft("Ben", "AT-1", "")).await;
        let refused = unmerged(&book, ann, old).await;
        assert!(matches!(refused, Err(ChangeError::Taken(of)) if of == ben));
    }

    #[tokio::test]
    async fn a_conversation_of_a_record_that_was_taken_in_is_the_others() {
        let book = Book::new();
        let conversation = ConversationId::new(3).unwrap();
        let ann = book.create(draft("Ann", "", "")).await;
        let old = book.create(draft("A. Lee", "", "")).await;
        let link = change::link(&book.store, conversation, old, &[], by("bea")).await;
        book.write(link.unwrap().batch).await.unwrap();
        merged(&book, ann, old).await.unwrap();
        let who = |found: Option<find::Found>| found.unwrap().customer.id;
        assert_eq!(
            who(change::linked(&book.store, conversation).await.unwrap()),
            ann
        );
        unmerged(&book, ann, old).await.unwrap();
        assert_eq!(
            who(change::linked(&book.store, conversation).await.unwrap()),
            old
        );
    }

    #[tokio::test]
    async fn nobody_is_taken_in_twice_or_by_themselves_or_by_who_was_taken_in() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let old = book.create(draft("A. Lee", "", "")).await;
        let ben = book.create(draft("Ben", "", "")).await;
        assert!(matches!(
            merged(&book, ann, ann).await,
            Err(ChangeError::Impossible(_))
        ));
        merged(&book, ann, old).await.unwrap();
        for (into, other) in [(ben, old), (old, ben)] {
            assert!(matches!(
                merged(&book, into, other).await,
                Err(ChangeError::Impossible(_))
            ));
        }
        assert!(matches!(
            unmerged(&book, ben, old).await,
            Err(ChangeError::Unknown)
        ));
    }

    #[tokio::test]
    async fn of_a_merge_and_a_change_at_once_one_is_told_so() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let old = book.create(draft("A. Lee", "", "")).await;
        let (a, b) = (seen(&book, ann).await, seen(&book, old).await);
        let merge = merge(&book.store, a, b, by("bea")).await.unwrap();
        book.replace(old, draft("Anna Lee", "", "")).await;
        assert!(book.write(merge.batch).await.is_err());
        assert!(state(&book, old).await.name == "Anna Lee".into());
    }
}
