//! A person is erased: the record at once, so that nobody finds it any more, and then all that belongs to it.

use frontdesk_core::{CaseId, ConversationId, CustomerId, TaskId, Timestamp};
use frontdesk_store::{
    Batch, Key, KeyRange, Page, Store, StoreError, files::FileId, forget, keys, records,
};
use serde::de::DeserializeOwned;

use crate::{
    address::EMAIL,
    change::{By, ChangeError, read},
    customer::Customer,
    job::{self, Job, Standing, Work},
    merge::Seen,
    offline, retention, task, writing,
};

/// Small records that go in one batch.
const TOGETHER: usize = 200;

/// Takes a customer's record away, with those that it took in, and begins a job for the rest. It says which.
pub async fn begin(store: &dyn Store, seen: Seen, by: By) -> Result<(Batch, u64), ChangeError> {
    let mut batch = Batch::new();
    let (customer, now) = read(store, seen.id).await?;
    if now.version != seen.version {
        return Err(ChangeError::Changed);
    }
    if customer.merged_into.is_some() {
        return Err(ChangeError::Unknown);
    }
    batch.require_unchanged(keys::customer(seen.id), &now);
    let customers = taken_in(store, &customer).await?;
    for one in &customers {
        if is_talking(store, one.id).await? {
            let why = "a conversation with this customer is open: end it first";
            return Err(ChangeError::Impossible(why.to_owned()));
        }
    }
    for one in &customers {
        if let Some(key) = writing::account_key(one) {
            batch.delete(key);
        }
        for address in &one.addresses {
            batch.delete(keys::customer_by_address(address, one.id));
        }
        batch.delete(keys::customer(one.id));
    }
    // What they wrote is no longer mailed, either.
    let addresses = customers.iter().flat_map(|one| &one.addresses);
    let emails: Vec<&str> = addresses
        .filter(|address| &*address.kind == EMAIL)
        .map(|address| &*address.value)
        .collect();
    for message in offline::written_by(store, &emails).await? {
        batch.append(offline::remove(&message));
    }
    let customers: Vec<CustomerId> = customers.iter().map(|one| one.id).collect();
    writing::to_index(&mut batch, &customers)?;
    let total = customers.len() as u64;
    let job = job::begin(store, &mut batch, Work::Erase { customers }, total, by).await?;
    Ok((batch, job))
}

/// What goes next.
#[derive(Debug)]
pub struct Part {
    /// What goes.
    pub batch: Batch,
    /// Files whose bytes are to go, once the batch is durable.
    pub files: Vec<FileId>,
    /// Whether the job is done then.
    pub is_last: bool,
}

/// The next part of what belongs to erased customers; `None`: one of them writes again, and nothing goes before that
/// conversation has ended.
pub async fn next(
    store: &dyn Store,
    standing: &Standing,
    customers: &[CustomerId],
    now: Timestamp,
) -> Result<Option<Part>, StoreError> {
    let mut batch = Batch::new();
    let mut files = Vec::new();
    let mut job: Job = standing.job.clone();
    let mut is_last = true;
    for &customer in customers {
        if let Some(conversation) =
            first::<ConversationId>(store, keys::conversations_of_customer(customer)).await?
        {
            if is_open(store, conversation).await? {
                return Ok(None);
            }
            let part = forget::conversation(store, conversation).await?;
            batch.append(part.batch);
            files = part.files;
            if part.is_last {
                retention::unlink(store, &mut batch, conversation).await?;
                job.done += 1;
            }
            is_last = false;
            break;
        }
        if small(store, &mut batch, customer).await? {
            is_last = false;
            break;
        }
    }
    if is_last {
        job.done = job.done.max(job.total);
        job.finished_at = Some(now);
        // Who was erased is nobody's business from here on.
        job.work = Work::Erase {
            customers: Vec::new(),
        };
    }
    job.total = job.total.max(job.done);
    job::went_on(&mut batch, standing, &job)?;
    Ok(Some(Part {
        batch,
        files,
        is_last,
    }))
}

/// Cases, tasks, and who looked; whether there was anything.
async fn small(
    store: &dyn Store,
    batch: &mut Batch,
    customer: CustomerId,
) -> Result<bool, StoreError> {
    let cases = some::<CaseId>(store, keys::cases_of_customer(customer)).await?;
    for (entry, case) in &cases {
        batch.delete(entry.clone()).delete(keys::case(*case));
    }
    let tasks = some::<TaskId>(store, keys::tasks_of_customer(customer)).await?;
    for (entry, id) in &tasks {
        if let Some(found) = task::by_id(store, *id).await? {
            task::take_away(batch, &found.task);
        }
        batch.delete(entry.clone()).delete(keys::task(*id));
    }
    let reads = store
        .scan(keys::reads_of_customer(customer), Page::first(TOGETHER))
        .await?;
    for (key, _) in &reads {
        batch.delete(key.clone());
    }
    Ok(!cases.is_empty() || !tasks.is_empty() || !reads.is_empty())
}

async fn some<T: DeserializeOwned>(
    store: &dyn Store,
    range: KeyRange,
) -> Result<Vec<(Key, T)>, StoreError> {
    records::load_page(store, range, Page::first(TOGETHER)).await
}

async fn first<T: DeserializeOwned>(
    store: &dyn Store,
    range: KeyRange,
) -> Result<Option<T>, StoreError> {
    let found = records::load_page(store, range, Page::first(1)).await?;
    Ok(found.into_iter().next().map(|(_, found)| found))
}

/// A record, and all that it took in, and they.
pub async fn taken_in(store: &dyn Store, customer: &Customer) -> Result<Vec<Customer>, StoreError> {
    let mut all = vec![customer.clone()];
    let mut next = 0;
    while let Some(one) = all.get(next) {
        for merged in one.merged.clone() {
            let found = crate::find::record(store, merged.customer).await?;
            all.extend(found.map(|found| found.customer));
        }
        next += 1;
    }
    Ok(all)
}

async fn is_open(store: &dyn Store, conversation: ConversationId) -> Result<bool, StoreError> {
    let open = store.get(&keys::open_conversation(conversation)).await?;
    Ok(open.is_some())
}

/// Whether a conversation of theirs is open. Open ones are among the newest, but one may have been taken up again.
async fn is_talking(store: &dyn Store, customer: CustomerId) -> Result<bool, StoreError> {
    let range = keys::conversations_of_customer(customer);
    for (_, id) in records::load_all::<ConversationId>(store, range).await? {
        if is_open(store, id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case, change, find,
        merge::merge,
        reads,
        testing::{Book, by, draft},
    };
    use frontdesk_core::{ConversationId, Seq};
    use frontdesk_store::Batch;

    async fn seen(book: &Book, id: CustomerId) -> Seen {
        let version = find::record(&book.store, id)
            .await
            .unwrap()
            .unwrap()
            .version;
        Seen { id, version }
    }

    async fn finished(book: &Book, id: u64) -> u32 {
        let mut parts = 0;
        loop {
            let standing = job::by_id(&book.store, id).await.unwrap().unwrap();
            let Work::Erase { customers } = standing.job.work.clone() else {
                panic!("an erasure");
            };
            let part = next(&book.store, &standing, &customers, Timestamp(9))
                .await
                .unwrap()
                .unwrap();
            book.write(part.batch).await.unwrap();
            parts += 1;
            if part.is_last {
                return parts;
            }
        }
    }

    async fn talked(book: &Book, who: CustomerId, number: u64, messages: u32) {
        let conversation = ConversationId::new(number).unwrap();
        let change = change::link(&book.store, conversation, who, &[], by("bea"))
            .await
            .unwrap();
        let mut batch = change.batch;
        for seq in 1..=messages {
            let message = frontdesk_core::Message {
                conversation,
                seq: Seq(seq),
                at: Timestamp(1),
                author: frontdesk_core::Author::Contact,
                content: frontdesk_core::Content::Text("secret".into()),
                client_id: None,
            };
            records::stage_message(&mut batch, &message).unwrap();
        }
        book.write(batch).await.unwrap();
    }

    /// Ann with two conversations, a case, a reader and a record that hers took in; and Ben, who has her number.
    async fn full_book() -> (Book, CustomerId, CustomerId) {
        let book = Book::new();
        let ann = book.create(draft("Ann", "AT-1", "+436601234567")).await;
        let old = book.create(draft("A. Lee", "AT-2", "+436607654321")).await;
        talked(&book, ann, 3, 250).await;
        talked(&book, old, 4, 2).await;
        let about = case::CaseDraft {
            subject: "Lost".into(),
            ..case::CaseDraft::default()
        };
        let chat = ConversationId::new(3);
        let case = case::create(&book.store, ann, about, chat, by("bea"))
            .await
            .unwrap();
        book.write(case.batch).await.unwrap();
        let mut batch = Batch::new();
        reads::stage(
            &book.store,
            &mut batch,
            ann,
            reads::What::Opened,
            &by("bea"),
        )
        .await
        .unwrap();
        book.write(batch).await.unwrap();
        let merge = merge(
            &book.store,
            seen(&book, ann).await,
            seen(&book, old).await,
            by("bea"),
        );
        book.write(merge.await.unwrap().batch).await.unwrap();
        let ben = book.create(draft("Ben", "AT-3", "+436601234567")).await;
        talked(&book, ben, 5, 2).await;
        (book, ann, ben)
    }

    #[tokio::test]
    async fn nothing_of_a_person_is_left_but_that_somebody_was_erased() {
        let (book, ann, ben) = full_book().await;
        let (batch, job) = begin(&book.store, seen(&book, ann).await, by("cem"))
            .await
            .unwrap();
        book.write(batch).await.unwrap();
        // They are found by nothing at once.
        for text in ["AT-1", "AT-2", "+436607654321"] {
            assert_eq!(
                find::exactly(&book.store, text, 9).await.unwrap(),
                [],
                "{text}"
            );
        }
        assert!(finished(&book, job).await > 3);
        let all = book
            .store
            .scan(KeyRange::all(), Page::first(10_000))
            .await
            .unwrap();
        for (key, value) in all {
            let text = String::from_utf8_lossy(value.value.as_bytes()).into_owned();
            assert!(!text.contains("A. Lee") && !text.contains("AT-2"), "{key}");
            assert!(!text.contains("Lost"), "{key}");
        }
        let left = book.store.scan(
            keys::messages(ConversationId::new(3).unwrap()),
            Page::first(9),
        );
        assert_eq!(left.await.unwrap().len(), 0);
        let others = book.store.scan(
            keys::messages(ConversationId::new(5).unwrap()),
            Page::first(9),
        );
        assert_eq!(others.await.unwrap().len(), 2);
        let found = find::exactly(&book.store, "+436601234567", 9)
            .await
            .unwrap();
        assert_eq!(
            found.iter().map(|one| one.customer.id).collect::<Vec<_>>(),
            [ben]
        );
    }

    #[tokio::test]
    async fn nothing_goes_of_a_conversation_that_was_taken_up_again_until_it_has_ended() {
        let (book, ann, _) = full_book().await;
        let (batch, job) = begin(&book.store, seen(&book, ann).await, by("cem"))
            .await
            .unwrap();
        book.write(batch).await.unwrap();
        let standing = job::by_id(&book.store, job).await.unwrap().unwrap();
        let Work::Erase { customers } = standing.job.work.clone() else {
            panic!("an erasure");
        };
        // It is taken up between the look and the writing, and then before the look.
        let late = next(&book.store, &standing, &customers, Timestamp(9));
        let late = late.await.unwrap().unwrap();
        let open = keys::open_conversation(ConversationId::new(3).unwrap());
        let mut batch = Batch::new();
        records::stage(&mut batch, open.clone(), &1).unwrap();
        book.write(batch).await.unwrap();
        assert!(book.write(late.batch).await.is_err());
        let waits = next(&book.store, &standing, &customers, Timestamp(9)).await;
        assert!(waits.unwrap().is_none());
        let mut batch = Batch::new();
        batch.delete(open);
        book.write(batch).await.unwrap();
        finished(&book, job).await;
    }

    #[tokio::test]
    async fn nobody_is_erased_who_was_changed_meanwhile_or_is_talking() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "AT-1", "")).await;
        let old = Seen {
            id: ann,
            version: seen(&book, ann).await.version,
        };
        book.replace(ann, draft("Anna", "AT-1", "")).await;
        assert!(matches!(
            begin(&book.store, old, by("cem")).await,
            Err(ChangeError::Changed)
        ));
        talked(&book, ann, 3, 1).await;
        let mut batch = Batch::new();
        let open = keys::open_conversation(ConversationId::new(3).unwrap());
        records::stage(&mut batch, open, &1).unwrap();
        book.write(batch).await.unwrap();
        let refused = begin(&book.store, seen(&book, ann).await, by("cem")).await;
        assert!(matches!(refused, Err(ChangeError::Impossible(_))));
    }
}
