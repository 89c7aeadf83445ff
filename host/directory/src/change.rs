//! Creating, changing, linking: each makes one batch that says what must still hold when it is written.

use frontdesk_core::{AgentId, ConversationId, CustomerId, Identity, Timestamp};
use frontdesk_store::{Batch, Store, StoreError, Versioned, codec, keys, records};

use crate::{
    address,
    customer::{ADDRESSES, Checked, Customer, Draft},
    field::Fields,
    find::{self, Found},
    problem::FieldProblem,
    writing,
};

/// Who does something, and when.
#[derive(Clone, Debug)]
pub struct By {
    /// Who.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
}

/// A change that is ready to be written.
#[derive(Debug)]
pub struct Change {
    /// The customer as they are then.
    pub customer: Customer,
    /// What is written, if what it requires still holds.
    pub batch: Batch,
}

/// Why a change is not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Another customer has the account number.
    #[error("the account number is {0}'s already")]
    Taken(CustomerId),
    /// Something is not acceptable.
    #[error("something in it is not acceptable")]
    Refused(Vec<FieldProblem>),
    /// It cannot be as things are: a sentence for a person.
    #[error("{0}")]
    Impossible(String),
    /// There is no such record.
    #[error("there is no such record")]
    Unknown,
    /// Somebody else has changed the record meanwhile.
    #[error("somebody else has changed this record meanwhile")]
    Changed,
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A new customer, with whom the conversation is from here on, if there is one. Whoever has heard no answer
/// asks again: a conversation that is with just such a customer already is with them still.
pub async fn create(
    store: &dyn Store,
    draft: Draft,
    conversation: Option<ConversationId>,
    by: By,
) -> Result<Change, ChangeError> {
    let fields = Fields::load(store).await?;
    let draft = draft.check(&fields, None).map_err(ChangeError::Refused)?;
    if let Some(conversation) = conversation
        && let Some(Found { customer, .. }) = linked(store, conversation).await?
        && Draft::from(&customer) == draft.0
    {
        let batch = Batch::new();
        return Ok(Change { customer, batch });
    }
    let mut batch = Batch::new();
    let id: CustomerId = writing::next(store, &mut batch, writing::CUSTOMERS, 1).await?;
    let customer = writing::made(id, draft, by);
    writing::claim(store, &mut batch, &customer).await?;
    writing::put(&mut batch, &customer)?;
    writing::to_index(&mut batch, &[id])?;
    if let Some(conversation) = conversation {
        put_link(store, &mut batch, conversation, id).await?;
    }
    Ok(Change { customer, batch })
}

/// A customer as somebody wants them to be who has seen them in this `version`.
pub async fn replace(
    store: &dyn Store,
    id: CustomerId,
    version: u64,
    draft: Draft,
    by: By,
) -> Result<Change, ChangeError> {
    let (before, read) = read(store, id).await?;
    if read.version != version {
        return Err(ChangeError::Changed);
    }
    let fields = Fields::load(store).await?;
    let draft = draft.check(&fields, Some(&before));
    let after = writing::remade(&before, draft.map_err(ChangeError::Refused)?, by);
    changed(store, &before, &read, after).await
}

/// A conversation is with this customer from here on, who is found by what is vouched for in it, too.
pub async fn link(
    store: &dyn Store,
    conversation: ConversationId,
    id: CustomerId,
    vouched: &[Identity],
    by: By,
) -> Result<Change, ChangeError> {
    let id = find::by_id(store, id).await?.map(|found| found.customer.id);
    let id = id.ok_or(ChangeError::Unknown)?;
    let (before, read) = read(store, id).await?;
    let mut draft = Draft::from(&before);
    learn(&mut draft, vouched);
    let mut change = if draft == Draft::from(&before) {
        let mut batch = Batch::new();
        batch.require_unchanged(keys::customer(id), &read);
        let customer = before;
        Change { customer, batch }
    } else {
        let after = writing::remade(&before, Checked(draft), by);
        changed(store, &before, &read, after).await?
    };
    put_link(store, &mut change.batch, conversation, id).await?;
    Ok(change)
}

/// Which customer a conversation is with, if an agent has said so.
pub async fn linked(
    store: &dyn Store,
    conversation: ConversationId,
) -> Result<Option<Found>, StoreError> {
    let key = keys::customer_of_conversation(conversation);
    match records::load::<CustomerId>(store, &key).await? {
        Some(id) => find::by_id(store, id).await,
        None => Ok(None),
    }
}

/// Adds what is vouched for to a draft, as far as there is room.
fn learn(draft: &mut Draft, vouched: &[Identity]) {
    for identity in vouched {
        let Ok(spelled) = address::spelled(&identity.kind, &identity.value) else {
            continue;
        };
        if !draft.addresses.contains(&spelled) && draft.addresses.len() < ADDRESSES {
            draft.addresses.push(spelled);
        }
    }
}

async fn put_link(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: ConversationId,
    customer: CustomerId,
) -> Result<(), ChangeError> {
    let key = keys::customer_of_conversation(conversation);
    match store.get(&key).await? {
        None => batch.require_absent(key.clone()),
        Some(before) => {
            batch.require_unchanged(key.clone(), &before);
            let other: CustomerId = codec::decode(&key, &before.value)?;
            batch.delete(keys::conversation_of_customer(other, conversation))
        }
    };
    records::stage(batch, key, &customer)?;
    let entry = keys::conversation_of_customer(customer, conversation);
    records::stage(batch, entry, &conversation)?;
    Ok(())
}

/// The record of an id as it stands.
pub(crate) async fn read(
    store: &dyn Store,
    id: CustomerId,
) -> Result<(Customer, Versioned), ChangeError> {
    let key = keys::customer(id);
    let read = store.get(&key).await?.ok_or(ChangeError::Unknown)?;
    Ok((codec::decode(&key, &read.value)?, read))
}

async fn changed(
    store: &dyn Store,
    before: &Customer,
    read: &Versioned,
    after: Customer,
) -> Result<Change, ChangeError> {
    let mut batch = Batch::new();
    batch.require_unchanged(keys::customer(before.id), read);
    writing::rewrite(store, &mut batch, before, &after).await?;
    writing::to_index(&mut batch, &[after.id])?;
    Ok(Change {
        customer: after,
        batch,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, by, draft, identity};

    fn conversation(number: u64) -> ConversationId {
        ConversationId::new(number).unwrap()
    }

    #[tokio::test]
    async fn an_account_number_is_one_customers_alone() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "AT-1", "")).await;
        let taken = create(&book.store, draft("Ben", "at 1", ""), None, by("bea")).await;
        assert!(matches!(taken, Err(ChangeError::Taken(of)) if of == ann));
        // Given up, it is anybody's.
        book.replace(ann, draft("Ann", "AT-2", "")).await;
        let ben = book.create(draft("Ben", "AT1", "")).await;
        let found = find::by_account(&book.store, "at-1").await.unwrap();
        assert_eq!(found.unwrap().customer.id, ben);
    }

    #[tokio::test]
    async fn of_two_who_are_created_at_once_with_one_account_number_one_is() {
        let book = Book::new();
        let first = create(&book.store, draft("Ann", "1", ""), None, by("bea")).await;
        let second = create(&book.store, draft("Ben", "1", ""), None, by("cem")).await;
        book.write(first.unwrap().batch).await.unwrap();
        assert!(book.write(second.unwrap().batch).await.is_err());
        let again = create(&book.store, draft("Ben", "1", ""), None, by("cem")).await;
        assert!(matches!(again, Err(ChangeError::Taken(_))));
    }

    #[tokio::test]
    async fn whoever_hears_no_answer_and_asks_again_makes_one_customer() {
        let book = Book::new();
        let make = |name: &'static str| {
            let draft = draft(name, "", "+43 660 1234567");
            create(&book.store, draft, Some(conversation(3)), by("bea"))
        };
        book.write(make("Ann").await.unwrap().batch).await.unwrap();
        let again = make("Ann").await.unwrap();
        assert_eq!(again.customer.id.number(), 1);
        book.write(again.batch).await.unwrap();
        assert_eq!(make("Anna").await.unwrap().customer.id.number(), 2);
    }

    #[tokio::test]
    async fn of_two_who_change_a_customer_at_once_one_is_told_so() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let seen = find::by_id(&book.store, ann)
            .await
            .unwrap()
            .unwrap()
            .version;
        let change = |name| replace(&book.store, ann, seen, draft(name, "", ""), by("bea"));
        let (first, second) = (
            change("Ann A").await.unwrap(),
            change("Ann B").await.unwrap(),
        );
        book.write(first.batch).await.unwrap();
        assert!(book.write(second.batch).await.is_err());
        assert!(matches!(change("Ann B").await, Err(ChangeError::Changed)));
    }

    #[tokio::test]
    async fn a_customer_is_found_by_what_they_have_and_no_more_by_what_they_had() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "1", "+43 660 1234567")).await;
        book.replace(ann, draft("Anna", "2", "+43 660 7654321"))
            .await;
        let found = |text: &'static str| {
            let store = &book.store;
            async move { find::exactly(store, text, 9).await.unwrap().len() }
        };
        for (text, count) in [
            ("1", 0),
            ("2", 1),
            ("+436601234567", 0),
            ("+436607654321", 1),
        ] {
            assert_eq!(found(text).await, count, "{text}");
        }
    }

    #[tokio::test]
    async fn a_linked_conversation_teaches_what_is_vouched_for() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let vouched = [
            identity("customer", "1042"),
            identity("phone", "+436601234567"),
        ];
        let link = || link(&book.store, conversation(3), ann, &vouched, by("bea"));
        book.write(link().await.unwrap().batch).await.unwrap();
        let known = linked(&book.store, conversation(3)).await.unwrap().unwrap();
        assert_eq!(known.customer.addresses, vouched);
        let found = find::by_address(&book.store, &vouched[0], 9).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&known));
        // Once more changes nothing.
        book.write(link().await.unwrap().batch).await.unwrap();
        let again = linked(&book.store, conversation(3)).await.unwrap().unwrap();
        assert_eq!(again, known);
    }

    #[tokio::test]
    async fn a_conversation_is_with_one_customer_at_a_time() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let ben = book.create(draft("Ben", "", "")).await;
        for who in [ann, ben] {
            let change = link(&book.store, conversation(3), who, &[], by("bea")).await;
            book.write(change.unwrap().batch).await.unwrap();
        }
        let now = linked(&book.store, conversation(3)).await.unwrap().unwrap();
        assert_eq!(now.customer.id, ben);
        let of = |who| keys::conversations_of_customer(who);
        assert_eq!(book.count(of(ann)).await, 0);
        assert_eq!(book.count(of(ben)).await, 1);
    }

    #[tokio::test]
    async fn who_is_not_there_cannot_be_changed_or_linked() {
        let book = Book::new();
        let nobody = CustomerId::new(9).unwrap();
        let change = replace(&book.store, nobody, 1, draft("Ann", "", ""), by("bea")).await;
        assert!(matches!(change, Err(ChangeError::Unknown)));
        let link = link(&book.store, conversation(1), nobody, &[], by("bea")).await;
        assert!(matches!(link, Err(ChangeError::Unknown)));
    }
}
