//! Cases: what a customer wants of us, until it is settled. A case is always a customer's.

use frontdesk_core::{AgentId, CaseId, ConversationId, CustomerId, Timestamp};
use frontdesk_store::{Batch, Page, Store, StoreError, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    change::{By, ChangeError},
    field::{Fields, Owner, Values},
    find,
    problem::{Field, FieldProblem},
    tag,
    text::{lines, not_a_line, one_line, too_long},
    writing,
};

/// Characters of what a case is about.
const SUBJECT_CHARS: usize = 200;
/// Characters of a description and of a follow-up.
const TEXT_CHARS: usize = 4_000;
/// Follow-ups of one case: 200 of the longest fit in a value.
const FOLLOW_UPS: usize = 200;
/// Bytes of all follow-ups of one case.
const FOLLOW_UP_BYTES: usize = 40 * 1024;
/// Conversations that one case is about.
const CONVERSATIONS: usize = 500;
/// Cases of one customer that are looked at together.
pub const CASES: usize = 50;

/// How far a case is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Somebody has to do something.
    #[default]
    Open,
    /// It waits for the customer, or for somebody outside.
    Pending,
    /// It is done, as far as we know.
    Solved,
    /// It is done with.
    Closed,
}

/// How bad it is for the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A blemish.
    Low,
    /// As most are.
    #[default]
    Medium,
    /// Something important does not work.
    High,
    /// Nothing works.
    Critical,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As most are.
    #[default]
    Normal,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

/// Whether the customer may be told of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// They may: its number identifies them before a chat.
    Public,
    /// It is for agents only.
    #[default]
    Private,
}

/// What somebody wants a case to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDraft {
    /// What it is about, on one line.
    pub subject: Box<str>,
    /// What is the matter, several lines.
    pub description: Box<str>,
    /// How far it is.
    pub status: Status,
    /// How bad it is.
    pub severity: Severity,
    /// What comes first.
    pub priority: Priority,
    /// Whether the customer may be told of it.
    pub visibility: Visibility,
    /// Values of custom fields.
    pub fields: Values,
    /// What it is sorted by.
    pub tags: Vec<Box<str>>,
}

/// What somebody added to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: AgentId,
    /// What, several lines.
    pub text: Box<str>,
}

/// A case, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Which.
    pub id: CaseId,
    /// Whose, when it was made; the record may have been taken in by another since.
    pub customer: CustomerId,
    /// What may change.
    pub draft: CaseDraft,
    /// What was added, oldest first.
    pub follow_ups: Vec<FollowUp>,
    /// Conversations that are about it.
    pub conversations: Vec<ConversationId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: AgentId,
}

/// A case, and which state of it it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCase {
    /// The case.
    pub case: Case,
    /// Grows with every change.
    pub version: u64,
}

/// A change of a case that is ready to be written.
#[derive(Debug)]
pub struct CaseChange {
    /// The case as it is then.
    pub case: Case,
    /// What is written, if what it requires still holds.
    pub batch: Batch,
}

impl CaseDraft {
    fn check(self, fields: &Fields, before: Option<&Self>) -> Result<Self, ChangeError> {
        let mut problems = Vec::new();
        let mut problem = |field, problem: Option<String>| {
            problems.extend(problem.map(|problem| FieldProblem { field, problem }));
        };
        let subject = one_line(&self.subject);
        let why = not_a_line(&subject, SUBJECT_CHARS, "a subject");
        problem(Field::Subject, why);
        let description = lines(&self.description);
        let why = too_long(&description, TEXT_CHARS, "a description");
        problem(Field::Description, why);
        let tags = tag::spelled(&self.tags).unwrap_or_else(|why| {
            problem(Field::Tags, Some(why));
            Vec::new()
        });
        let before = before.map(|before| &before.fields);
        let fields = fields.check(Owner::Case, &self.fields, before, &mut problems);
        if !problems.is_empty() {
            return Err(ChangeError::Refused(problems));
        }
        Ok(Self {
            subject: subject.into(),
            description: description.into(),
            fields,
            tags,
            ..self
        })
    }
}

/// The case of an id.
pub async fn by_id(store: &dyn Store, id: CaseId) -> Result<Option<FoundCase>, StoreError> {
    let key = keys::case(id);
    let Some(found) = store.get(&key).await? else {
        return Ok(None);
    };
    let case = codec::decode(&key, &found.value)?;
    let version = found.version;
    Ok(Some(FoundCase { case, version }))
}

/// The case of a number, however somebody writes it: `cas_7`, `#7` or `7`.
pub async fn by_number(store: &dyn Store, text: &str) -> Result<Option<FoundCase>, StoreError> {
    let text = text
        .trim()
        .trim_start_matches('#')
        .trim_start_matches("cas_");
    match text.parse().ok().and_then(CaseId::new) {
        Some(id) => by_id(store, id).await,
        None => Ok(None),
    }
}

/// A customer's cases that come before this one, newest first; the records that theirs took in are not looked at.
pub async fn of_customer(
    store: &dyn Store,
    customer: CustomerId,
    before: Option<CaseId>,
    limit: usize,
) -> Result<Vec<FoundCase>, StoreError> {
    let page = Page {
        after: before.map(|before| keys::case_of_customer(customer, before)),
        ..Page::first(limit)
    };
    let range = keys::cases_of_customer(customer);
    let ids = records::load_page::<CaseId>(store, range, page).await?;
    let mut found = Vec::with_capacity(ids.len());
    for (_, id) in ids {
        found.extend(by_id(store, id).await?);
    }
    Ok(found)
}

/// The cases that a conversation is about.
pub async fn of_conversation(
    store: &dyn Store,
    conversation: ConversationId,
) -> Result<Vec<FoundCase>, StoreError> {
    let range = keys::cases_of_conversation(conversation);
    let ids = records::load_page::<CaseId>(store, range, Page::first(CASES)).await?;
    let mut found = Vec::with_capacity(ids.len());
    for (_, id) in ids {
        found.extend(by_id(store, id).await?);
    }
    Ok(found)
}

/// A new case of a customer. Whoever has heard no answer and asks again in the same conversation makes one.
pub async fn create(
    store: &dyn Store,
    customer: CustomerId,
    draft: CaseDraft,
    conversation: Option<ConversationId>,
    by: By,
) -> Result<CaseChange, ChangeError> {
    let fields = Fields::load(store).await?;
    let draft = draft.check(&fields, None)?;
    let found = find::by_id(store, customer).await?;
    let customer = found.ok_or_else(nobody)?.customer.id;
    if let Some(conversation) = conversation {
        let known = of_conversation(store, conversation).await?;
        let same = |one: &FoundCase| one.case.customer == customer && one.case.draft == draft;
        if let Some(FoundCase { case, .. }) = known.into_iter().find(same) {
            let batch = Batch::new();
            return Ok(CaseChange { case, batch });
        }
    }
    let mut batch = Batch::new();
    let id: CaseId = writing::next(store, &mut batch, writing::CASES, 1).await?;
    let case = Case {
        id,
        customer,
        draft,
        follow_ups: Vec::new(),
        conversations: conversation.into_iter().collect(),
        created_at: by.at,
        updated_at: by.at,
        updated_by: by.agent,
    };
    records::stage(&mut batch, keys::case(id), &case)?;
    records::stage(&mut batch, keys::case_of_customer(customer, id), &id)?;
    if let Some(conversation) = conversation {
        let key = keys::case_of_conversation(conversation, id);
        records::stage(&mut batch, key, &id)?;
    }
    Ok(CaseChange { case, batch })
}

/// A case as somebody wants it to be who has seen it in this `version`.
pub async fn replace(
    store: &dyn Store,
    id: CaseId,
    version: u64,
    draft: CaseDraft,
    by: By,
) -> Result<CaseChange, ChangeError> {
    let fields = Fields::load(store).await?;
    change(store, id, Some(version), by, |case| {
        case.draft = draft.check(&fields, Some(&case.draft))?;
        Ok(())
    })
    .await
}

/// Adds something to a case.
pub async fn follow_up(
    store: &dyn Store,
    id: CaseId,
    text: &str,
    by: By,
) -> Result<CaseChange, ChangeError> {
    let text = lines(text);
    if let Some(problem) = not_a_line(&text, TEXT_CHARS, "a text") {
        let field = Field::Text;
        return Err(ChangeError::Refused(vec![FieldProblem { field, problem }]));
    }
    let follow_up = FollowUp {
        at: by.at,
        by: by.agent.clone(),
        text: text.into(),
    };
    change(store, id, None, by, |case| {
        let bytes: usize = case.follow_ups.iter().map(|one| one.text.len()).sum();
        let full =
            case.follow_ups.len() >= FOLLOW_UPS || bytes + follow_up.text.len() > FOLLOW_UP_BYTES;
        if full {
            let why = "this case is full: close it, and go on in a new one";
            return Err(ChangeError::Impossible(why.to_owned()));
        }
        case.follow_ups.push(follow_up);
        Ok(())
    })
    .await
}

/// The case is about this conversation, too.
pub async fn add_conversation(
    store: &dyn Store,
    id: CaseId,
    conversation: ConversationId,
    by: By,
) -> Result<CaseChange, ChangeError> {
    let mut change = change(store, id, None, by, |case| {
        if case.conversations.len() >= CONVERSATIONS && !case.conversations.contains(&conversation)
        {
            let why = "this case is about very many conversations: open a new one";
            return Err(ChangeError::Impossible(why.to_owned()));
        }
        if !case.conversations.contains(&conversation) {
            case.conversations.push(conversation);
        }
        Ok(())
    })
    .await?;
    let entry = keys::case_of_conversation(conversation, id);
    records::stage(&mut change.batch, entry, &id)?;
    Ok(change)
}

/// No case is about this conversation any more.
pub(crate) async fn unlink(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: ConversationId,
) -> Result<(), StoreError> {
    let range = keys::cases_of_conversation(conversation);
    for (entry, id) in records::load_all::<CaseId>(store, range).await? {
        batch.delete(entry);
        let key = keys::case(id);
        let Some(read) = store.get(&key).await? else {
            continue;
        };
        let mut case: Case = codec::decode(&key, &read.value)?;
        case.conversations.retain(|one| *one != conversation);
        batch.require_unchanged(key.clone(), &read);
        records::stage(batch, key, &case)?;
    }
    Ok(())
}

async fn change(
    store: &dyn Store,
    id: CaseId,
    version: Option<u64>,
    by: By,
    change: impl FnOnce(&mut Case) -> Result<(), ChangeError>,
) -> Result<CaseChange, ChangeError> {
    let key = keys::case(id);
    let read = store.get(&key).await?.ok_or(ChangeError::Unknown)?;
    if version.is_some_and(|version| version != read.version) {
        return Err(ChangeError::Changed);
    }
    let mut case: Case = codec::decode(&key, &read.value)?;
    change(&mut case)?;
    case.updated_at = by.at;
    case.updated_by = by.agent;
    let mut batch = Batch::new();
    batch.require_unchanged(key.clone(), &read);
    records::stage(&mut batch, key, &case)?;
    Ok(CaseChange { case, batch })
}

fn nobody() -> ChangeError {
    let field = Field::Customer;
    let problem = "there is no such customer".to_owned();
    ChangeError::Refused(vec![FieldProblem { field, problem }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, by, draft};

    fn about(subject: &str) -> CaseDraft {
        CaseDraft {
            subject: subject.into(),
            ..CaseDraft::default()
        }
    }

    async fn made(book: &Book, customer: CustomerId, subject: &str, chat: Option<u64>) -> CaseId {
        let chat = chat.and_then(ConversationId::new);
        let change = create(&book.store, customer, about(subject), chat, by("bea")).await;
        let change = change.unwrap();
        book.write(change.batch).await.unwrap();
        change.case.id
    }

    #[tokio::test]
    async fn a_case_is_always_a_customers() {
        let book = Book::new();
        let nobody = CustomerId::new(7).unwrap();
        let change = create(&book.store, nobody, about("Lost"), None, by("bea")).await;
        let Err(ChangeError::Refused(problems)) = change else {
            panic!("a case of nobody");
        };
        assert_eq!(problems[0].field.to_string(), "customer");
    }

    #[tokio::test]
    async fn a_customers_cases_come_newest_first_and_page_by_page() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let mut all = Vec::new();
        for n in 0..5 {
            all.push(made(&book, ann, &format!("Case {n}"), None).await);
        }
        all.reverse();
        let mut seen = Vec::new();
        loop {
            let page = of_customer(&book.store, ann, seen.last().copied(), 2)
                .await
                .unwrap();
            if page.is_empty() {
                break;
            }
            seen.extend(page.iter().map(|found| found.case.id));
        }
        assert_eq!(seen, all);
    }

    #[tokio::test]
    async fn whoever_asks_again_in_a_conversation_makes_one_case() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let first = made(&book, ann, "Lost", Some(3)).await;
        assert_eq!(made(&book, ann, "Lost", Some(3)).await, first);
        assert_ne!(made(&book, ann, "Broken", Some(3)).await, first);
        assert_ne!(made(&book, ann, "Lost", Some(4)).await, first);
    }

    #[tokio::test]
    async fn a_follow_up_is_added_whatever_was_changed_meanwhile_and_says_who_and_when() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let id = made(&book, ann, "Lost", None).await;
        for text in ["Asked the carrier", "They\r\nfound it"] {
            let change = follow_up(&book.store, id, text, by("cem")).await.unwrap();
            book.write(change.batch).await.unwrap();
        }
        let case = by_id(&book.store, id).await.unwrap().unwrap().case;
        let texts: Vec<_> = case.follow_ups.iter().map(|one| &*one.text).collect();
        assert_eq!(texts, ["Asked the carrier", "They\nfound it"]);
        assert_eq!(case.follow_ups[0].by, by("cem").agent);
        let empty = follow_up(&book.store, id, " ", by("cem")).await;
        assert!(matches!(empty, Err(ChangeError::Refused(_))));
    }

    #[tokio::test]
    async fn a_case_that_is_full_says_so() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let id = made(&book, ann, "Lost", None).await;
        let mut added = 0;
        let why = loop {
            match follow_up(&book.store, id, &"x".repeat(4_000), by("cem")).await {
                Ok(change) => book.write(change.batch).await.unwrap(),
                Err(why) => break why,
            };
            added += 1;
        };
        assert!(matches!(why, ChangeError::Impossible(_)));
        assert_eq!(added, 10);
    }

    #[tokio::test]
    async fn of_two_who_change_a_case_at_once_one_is_told_so() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let id = made(&book, ann, "Lost", None).await;
        let seen = by_id(&book.store, id).await.unwrap().unwrap().version;
        let first = replace(&book.store, id, seen, about("Found"), by("bea")).await;
        book.write(first.unwrap().batch).await.unwrap();
        let second = replace(&book.store, id, seen, about("Stolen"), by("cem")).await;
        assert!(matches!(second, Err(ChangeError::Changed)));
    }
}
