//! What contacts write while nobody is there: kept before they are told so, as a case, as a mail on its way, or both.
//!
//! What somebody wrote stays in its own record for as long as a mail has to be made of it. Once the mail has left, or
//! where none is wanted, the record only says that it is done, so that whoever hears no answer and sends it again leaves
//! one message.

use std::{collections::BTreeMap, fmt};

use frontdesk_core::{
    AgentId, CaseId, ChannelId, ContactCard, CustomerId, OfflineId, QueueId, Timestamp,
};
use frontdesk_store::{Batch, Page, Store, StoreError, Versioned, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Case, CaseDraft, FollowUp},
    change::{By, ChangeError},
    customer::{Checked, Draft},
    pop,
    text::{lines, one_line},
    writing,
};

/// Characters of a name.
pub const NAME_CHARS: usize = 100;
/// Characters of what a message is about.
pub const SUBJECT_CHARS: usize = 150;
/// Characters of a message: those of a case's description.
pub const TEXT_CHARS: usize = 4_000;
/// Bytes of the client's own id.
pub const CLIENT_ID_BYTES: usize = 64;
/// Messages that are done are looked at together.
const STALE: usize = 200;
/// Characters that are kept of why a mail was not taken.
const WHY_CHARS: usize = 300;
/// What a case says where the contact did not say what it is about.
const NO_SUBJECT: &str = "Message from a visitor";
/// What its cases are sorted by.
const TAG: &str = "offline";

/// What somebody wrote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// What they call themselves, on one line.
    pub name: Box<str>,
    /// Where they are answered.
    pub email: Box<str>,
    /// What it is about, on one line; may be empty.
    pub subject: Box<str>,
    /// What they wrote, on several lines.
    pub text: Box<str>,
    /// What else the form asked for, by field.
    pub answers: BTreeMap<Box<str>, Box<str>>,
    /// What their page is shown in (BCP 47).
    pub language: Option<Box<str>>,
}

/// What people write, and who they are, stays out of logs.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(…)")
    }
}

/// How the mail of a message stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mailing {
    /// None is wanted.
    Unwanted,
    /// It is on its way.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// How often it was tried.
        tries: u32,
        /// Why it was not taken the last time.
        why: Option<Box<str>>,
    },
    /// The server has it.
    Left {
        /// Since when.
        at: Timestamp,
    },
    /// It was given up.
    Refused {
        /// When.
        at: Timestamp,
        /// Why.
        why: Box<str>,
    },
}

/// A message, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineMessage {
    /// Which.
    pub id: OfflineId,
    /// The channel it came by.
    pub channel: ChannelId,
    /// The queue it is for.
    pub queue: QueueId,
    /// When it came.
    pub at: Timestamp,
    /// What its client calls it.
    pub client_id: Box<str>,
    /// A hash of what was sent under that id.
    pub digest: [u8; 32],
    /// The case it became.
    pub case: Option<CaseId>,
    /// How its mail stands.
    pub mailing: Mailing,
    /// What was written, for as long as a mail has to be made of it.
    pub written: Option<Written>,
}

/// A message that comes in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The channel it came by.
    pub channel: ChannelId,
    /// The queue it is for.
    pub queue: QueueId,
    /// What its client calls it: 1 to [`CLIENT_ID_BYTES`] bytes.
    pub client_id: Box<str>,
    /// A hash of what was sent.
    pub digest: [u8; 32],
    /// What was written.
    pub written: Written,
    /// What else tells whose it is: an account number, a phone number.
    pub card: ContactCard,
    /// Whether it becomes a case.
    pub as_case: bool,
    /// Whether it is mailed.
    pub as_mail: bool,
}

/// A message that is ready to be written.
#[derive(Debug)]
pub struct Leaving {
    /// As it is then.
    pub message: OfflineMessage,
    /// What is written, if what it requires still holds.
    pub batch: Batch,
}

/// A message, and which state of it was read.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The message.
    pub message: OfflineMessage,
    read: Versioned,
}

impl Written {
    /// What was written as it is kept: on lines, without what a page or a terminal would take for more than text.
    #[must_use]
    pub fn spelled(self) -> Self {
        Self {
            name: one_line(&self.name).into(),
            subject: one_line(&self.subject).into(),
            text: lines(&self.text).into(),
            ..self
        }
    }
}

impl OfflineMessage {
    /// The message with its mail standing otherwise. What was written goes once no mail is made of it any more.
    #[must_use]
    pub fn with(&self, mailing: Mailing) -> Self {
        let is_needed = matches!(mailing, Mailing::Waiting { .. } | Mailing::Refused { .. });
        Self {
            mailing,
            written: self.written.clone().filter(|_| is_needed),
            ..self.clone()
        }
    }

    /// The message whose mail was given up, on its way once more; `None`: it was not.
    pub fn again(&self, now: Timestamp) -> Option<Self> {
        let is_over = matches!(self.mailing, Mailing::Refused { .. });
        let waiting = Mailing::Waiting {
            since: now,
            tries: 0,
            why: None,
        };
        is_over.then(|| self.with(waiting))
    }

    /// Whether something of its mail is still to be done, by the gateway or a person.
    pub const fn is_due(&self) -> bool {
        matches!(
            self.mailing,
            Mailing::Waiting { .. } | Mailing::Refused { .. }
        )
    }
}

/// Why a mail was not taken, at a length that a record can carry.
pub fn why(reason: &str) -> Box<str> {
    reason.chars().take(WHY_CHARS).collect::<String>().into()
}

/// What a client of a channel has left under this id before.
pub async fn of_client(
    store: &dyn Store,
    channel: &ChannelId,
    client_id: &str,
) -> Result<Option<OfflineMessage>, StoreError> {
    let key = keys::offline_of_client(channel, client_id);
    let Some(id) = records::load::<OfflineId>(store, &key).await? else {
        return Ok(None);
    };
    records::load(store, &keys::offline_message(id)).await
}

/// Keeps a message, with the case and the customer that it becomes. `by`: in whose name, and when. To be called in
/// turn with other changes of customers and cases, as each of those is.
pub async fn leave(store: &dyn Store, arrival: Arrival, by: By) -> Result<Leaving, ChangeError> {
    let mut batch = Batch::new();
    let id: OfflineId = writing::next(store, &mut batch, writing::OFFLINE, 1).await?;
    let case = if arrival.as_case {
        Some(stage_case(store, &mut batch, &arrival, &by).await?)
    } else {
        None
    };
    let mailing = if arrival.as_mail {
        Mailing::Waiting {
            since: by.at,
            tries: 0,
            why: None,
        }
    } else {
        Mailing::Unwanted
    };
    let message = OfflineMessage {
        id,
        channel: arrival.channel,
        queue: arrival.queue,
        at: by.at,
        client_id: arrival.client_id,
        digest: arrival.digest,
        case,
        written: arrival.as_mail.then_some(arrival.written),
        mailing,
    };
    let client = keys::offline_of_client(&message.channel, &message.client_id);
    batch.require_absent(client.clone());
    records::stage(&mut batch, client, &id)?;
    records::stage(&mut batch, keys::offline_message(id), &message)?;
    if message.is_due() {
        records::stage(&mut batch, keys::offline_mail_due(id), &id)?;
    }
    Ok(Leaving { message, batch })
}

/// The case that a message becomes: of whoever is found as the screen pop finds them, or of a new customer. What they
/// say of themselves is vouched for by nobody, so a known customer's record stays as it is.
async fn stage_case(
    store: &dyn Store,
    batch: &mut Batch,
    arrival: &Arrival,
    by: &By,
) -> Result<CaseId, ChangeError> {
    let known = pop::matches(store, &arrival.card).await?;
    let customer = match known.first() {
        Some(known) => known.found.customer.id,
        None => stage_customer(store, batch, &arrival.card, by).await?,
    };
    let id: CaseId = writing::next(store, batch, writing::CASES, 1).await?;
    let written = &arrival.written;
    let subject = if written.subject.is_empty() {
        NO_SUBJECT.into()
    } else {
        written.subject.clone()
    };
    let case = Case {
        id,
        customer,
        draft: CaseDraft {
            subject,
            description: written.text.clone(),
            tags: vec![TAG.into()],
            ..CaseDraft::default()
        },
        follow_ups: vec![FollowUp {
            at: by.at,
            by: by.agent.clone(),
            text: said(written).into(),
        }],
        conversations: Vec::new(),
        created_at: by.at,
        updated_at: by.at,
        updated_by: by.agent.clone(),
    };
    records::stage(batch, keys::case(id), &case)?;
    records::stage(batch, keys::case_of_customer(customer, id), &id)?;
    Ok(id)
}

/// A customer of whom nothing is known but a name and an address. An account number is not taken from them: it would
/// be kept from whoever has it.
async fn stage_customer(
    store: &dyn Store,
    batch: &mut Batch,
    card: &ContactCard,
    by: &By,
) -> Result<CustomerId, ChangeError> {
    let id: CustomerId = writing::next(store, batch, writing::CUSTOMERS, 1).await?;
    let draft = Draft {
        account_number: None,
        ..pop::draft(card)
    };
    let customer = writing::made(id, Checked(draft), by.clone());
    writing::put(batch, &customer)?;
    writing::to_index(batch, &[id])?;
    Ok(id)
}

/// What somebody said of themselves, one thing a line.
pub fn said(written: &Written) -> String {
    let own = [("name", &written.name), ("email", &written.email)];
    let answers = written.answers.iter().map(|(name, value)| (&**name, value));
    let mut all: Vec<String> = own
        .into_iter()
        .chain(answers)
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    all.extend(
        written
            .language
            .iter()
            .map(|tag| format!("language: {tag}")),
    );
    all.join("\n")
}

/// A message as it stands.
pub async fn by_id(store: &dyn Store, id: OfflineId) -> Result<Option<Standing>, StoreError> {
    let key = keys::offline_message(id);
    let Some(read) = store.get(&key).await? else {
        return Ok(None);
    };
    let message = codec::decode(&key, &read.value)?;
    Ok(Some(Standing { message, read }))
}

/// Messages whose mails have not left, refused ones among them.
pub async fn due(store: &dyn Store) -> Result<Vec<OfflineId>, StoreError> {
    let due = records::load_all::<OfflineId>(store, keys::offline_mails_due()).await?;
    Ok(due.into_iter().map(|(_, id)| id).collect())
}

/// The same behind `after`, each as it stands: at most `limit`.
pub async fn not_mailed(
    store: &dyn Store,
    after: Option<OfflineId>,
    limit: usize,
) -> Result<Vec<OfflineMessage>, StoreError> {
    let page = Page {
        after: after.map(keys::offline_mail_due),
        ..Page::first(limit)
    };
    let range = keys::offline_mails_due();
    let ids = records::load_page::<OfflineId>(store, range, page).await?;
    let mut found = Vec::with_capacity(ids.len());
    for (_, id) in ids {
        found.extend(by_id(store, id).await?.map(|standing| standing.message));
    }
    Ok(found)
}

/// Messages whose mails have not left and whose writers have one of these addresses.
pub async fn written_by(store: &dyn Store, emails: &[&str]) -> Result<Vec<Standing>, StoreError> {
    let mut found = Vec::new();
    if emails.is_empty() {
        return Ok(found);
    }
    for id in due(store).await? {
        let Some(standing) = by_id(store, id).await? else {
            continue;
        };
        let written = standing.message.written.as_ref();
        if written.is_some_and(|written| emails.contains(&&*written.email)) {
            found.push(standing);
        }
    }
    Ok(found)
}

/// The batch that puts a message in the place of this one, if it stands so still.
pub fn put(before: &Standing, message: &OfflineMessage) -> Result<Batch, StoreError> {
    let mut batch = Batch::new();
    let key = keys::offline_message(message.id);
    batch.require_unchanged(key.clone(), &before.read);
    records::stage(&mut batch, key, message)?;
    let due = keys::offline_mail_due(message.id);
    if message.is_due() {
        records::stage(&mut batch, due, &message.id)?;
    } else {
        batch.delete(due);
    }
    Ok(batch)
}

/// The batch that takes a message away, if it stands so still. The case it became stays.
pub fn remove(standing: &Standing) -> Batch {
    let mut batch = Batch::new();
    let OfflineMessage {
        id,
        channel,
        client_id,
        ..
    } = &standing.message;
    batch.require_unchanged(keys::offline_message(*id), &standing.read);
    batch.delete(keys::offline_message(*id));
    batch.delete(keys::offline_mail_due(*id));
    batch.delete(keys::offline_of_client(channel, client_id));
    batch
}

/// Takes away the oldest messages that are done and came before a moment: nobody sends them again.
pub async fn stale(store: &dyn Store, before: Timestamp) -> Result<Vec<Batch>, StoreError> {
    let range = keys::offline_messages();
    let oldest = records::load_page::<OfflineMessage>(store, range, Page::first(STALE)).await?;
    let mut batches = Vec::new();
    for (_, message) in oldest {
        if message.is_due() || message.at >= before {
            continue;
        }
        batches.extend(by_id(store, message.id).await?.as_ref().map(remove));
    }
    Ok(batches)
}

/// In whose name the gateway makes cases of messages: nobody signs in under it.
pub fn author() -> Option<AgentId> {
    "offline-form".parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case, find,
        testing::{Book, by, draft, identity},
    };

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn arrival(client_id: &str, email: &str) -> Arrival {
        Arrival {
            channel: "website".parse().unwrap(),
            queue: "sales".parse().unwrap(),
            client_id: client_id.into(),
            digest: [7; 32],
            written: Written {
                name: "Ann".into(),
                email: email.into(),
                subject: "Size".into(),
                text: "Do you have it in 42?".into(),
                answers: [("order".into(), "77".into())].into(),
                language: Some("de".into()),
            },
            card: ContactCard {
                name: Some("Ann".into()),
                fields: [("email".into(), email.into())].into(),
                account_number: Some("AT-9".into()),
                ..ContactCard::default()
            },
            as_case: true,
            as_mail: true,
        }
    }

    async fn left(book: &Book, arrival: Arrival) -> OfflineMessage {
        let Leaving { message, batch } = leave(&book.store, arrival, by("offline-form"))
            .await
            .unwrap();
        book.write(batch).await.unwrap();
        message
    }

    async fn case_of(book: &Book, message: &OfflineMessage) -> Case {
        let found = case::by_id(&book.store, message.case.unwrap()).await;
        found.unwrap().unwrap().case
    }

    async fn standing(book: &Book, id: OfflineId) -> Standing {
        by_id(&book.store, id).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_message_becomes_a_case_of_who_has_the_address() {
        let book = Book::new();
        let mut ann = draft("Ann", "", "");
        ann.account_number = None;
        ann.addresses = vec![identity("email", "ann@example.com")];
        let ann = book.create(ann).await;
        let message = left(&book, arrival("c-1", "Ann@Example.com")).await;
        let case = case_of(&book, &message).await;
        assert_eq!(case.customer, ann);
        assert_eq!(&*case.draft.subject, "Size");
        assert_eq!(&*case.draft.description, "Do you have it in 42?");
        let said = "name: Ann\nemail: Ann@Example.com\norder: 77\nlanguage: de";
        assert_eq!(&*case.follow_ups[0].text, said);
    }

    #[tokio::test]
    async fn whom_nobody_knows_becomes_a_customer_without_the_number_they_claim() {
        let book = Book::new();
        let message = left(&book, arrival("c-1", "ann@example.com")).await;
        let made = case_of(&book, &message).await.customer;
        let found = find::by_id(&book.store, made).await.unwrap().unwrap();
        assert_eq!(&*found.customer.name, "Ann");
        assert_eq!(found.customer.account_number, None);
        // The next message of theirs is theirs.
        let next = left(&book, arrival("c-2", "ann@example.com")).await;
        assert_eq!(case_of(&book, &next).await.customer, made);
        assert_ne!(next.case, message.case);
    }

    #[tokio::test]
    async fn one_client_id_is_one_message() {
        let book = Book::new();
        let first = leave(&book.store, arrival("c-1", "a@b.cc"), by("offline-form")).await;
        let second = leave(&book.store, arrival("c-1", "a@b.cc"), by("offline-form")).await;
        book.write(first.unwrap().batch).await.unwrap();
        assert!(book.write(second.unwrap().batch).await.is_err());
        let third = leave(&book.store, arrival("c-1", "a@b.cc"), by("offline-form")).await;
        assert!(book.write(third.unwrap().batch).await.is_err());
        let website = "website".parse().unwrap();
        let known = of_client(&book.store, &website, "c-1").await.unwrap();
        assert_eq!(known.unwrap().id.number(), 1);
        let other = "other".parse().unwrap();
        assert_eq!(of_client(&book.store, &other, "c-1").await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_was_written_goes_with_the_mail() {
        let book = Book::new();
        let id = left(&book, arrival("c-1", "a@b.cc")).await.id;
        assert_eq!(due(&book.store).await.unwrap(), [id]);
        let waits = standing(&book, id).await;
        assert!(waits.message.written.is_some());
        let gone = waits.message.with(Mailing::Left { at: NOW });
        book.write(put(&waits, &gone).unwrap()).await.unwrap();
        assert!(book.write(put(&waits, &gone).unwrap()).await.is_err());
        assert_eq!(due(&book.store).await.unwrap(), []);
        assert_eq!(standing(&book, id).await.message.written, None);
    }

    #[tokio::test]
    async fn a_mail_that_was_refused_is_kept_until_a_person_sends_it_again() {
        let book = Book::new();
        let id = left(&book, arrival("c-1", "a@b.cc")).await.id;
        let waits = standing(&book, id).await;
        assert_eq!(waits.message.again(NOW), None);
        let why = why("no such mailbox");
        let refused = waits.message.with(Mailing::Refused { at: NOW, why });
        book.write(put(&waits, &refused).unwrap()).await.unwrap();
        let listed = not_mailed(&book.store, None, 9).await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&refused));
        assert_eq!(not_mailed(&book.store, Some(id), 9).await.unwrap(), []);
        let again = refused.again(NOW).unwrap();
        assert!(again.written.is_some());
        assert!(matches!(again.mailing, Mailing::Waiting { tries: 0, .. }));
    }

    #[tokio::test]
    async fn a_message_without_a_mail_keeps_nothing_but_that_it_is_done() {
        let book = Book::new();
        let mut only_case = arrival("c-1", "a@b.cc");
        only_case.as_mail = false;
        let message = left(&book, only_case).await;
        assert_eq!(
            (message.written, message.mailing),
            (None, Mailing::Unwanted)
        );
        let mut only_mail = arrival("c-2", "d@e.ff");
        only_mail.as_case = false;
        let message = left(&book, only_mail).await;
        assert_eq!(message.case, None);
        let range = keys::customers();
        assert_eq!(book.count(range).await, 1, "a mail makes no customer");
    }

    #[tokio::test]
    async fn what_is_done_is_forgotten_and_what_is_due_never() {
        let book = Book::new();
        let due = left(&book, arrival("c-1", "a@b.cc")).await;
        let mut done = arrival("c-2", "a@b.cc");
        done.as_mail = false;
        let done = left(&book, done).await;
        assert_eq!(stale(&book.store, done.at).await.unwrap().len(), 0);
        let later = done.at + frontdesk_core::Span::seconds(1);
        for batch in stale(&book.store, later).await.unwrap() {
            book.write(batch).await.unwrap();
        }
        let gone = by_id(&book.store, done.id).await.unwrap();
        assert!(gone.is_none());
        assert!(by_id(&book.store, due.id).await.unwrap().is_some());
        let website = "website".parse().unwrap();
        assert_eq!(of_client(&book.store, &website, "c-2").await.unwrap(), None);
    }

    #[tokio::test]
    async fn who_is_erased_is_mailed_to_nobody() {
        let book = Book::new();
        let theirs = left(&book, arrival("c-1", "ann@example.com")).await;
        let other = left(&book, arrival("c-2", "ben@example.com")).await;
        let customer = case_of(&book, &theirs).await.customer;
        let found = find::by_id(&book.store, customer).await.unwrap().unwrap();
        let seen = crate::merge::Seen {
            id: customer,
            version: found.version,
        };
        let erased = crate::erase::begin(&book.store, seen, by("sam")).await;
        book.write(erased.unwrap().0).await.unwrap();
        assert_eq!(due(&book.store).await.unwrap(), [other.id]);
        assert!(by_id(&book.store, theirs.id).await.unwrap().is_none());
    }

    #[test]
    fn what_people_write_is_in_no_log() {
        let shown = format!("{:?}", arrival("c-1", "ann@example.com").written);
        assert!(!shown.contains("ann"), "{shown}");
    }
}
