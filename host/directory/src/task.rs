//! Tasks: what an agent has to do, until when, and for whom.

use frontdesk_core::{AgentId, CaseId, CustomerId, TaskId, Timestamp};
use frontdesk_store::{Batch, KeyRange, Page, Store, StoreError, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    case,
    change::{By, ChangeError},
    find,
    problem::{Field, FieldProblem},
    text::{not_a_line, one_line},
    writing,
};

/// Characters of what is to be done.
const TITLE_CHARS: usize = 200;
/// Tasks that are looked at together.
pub const TASKS: usize = 200;
/// What has no day comes last.
const NO_DAY: Timestamp = Timestamp(u64::MAX);

/// What somebody wants a task to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDraft {
    /// What is to be done, on one line.
    pub title: Box<str>,
    /// Until when.
    pub due: Option<Timestamp>,
    /// By whom.
    pub agent: AgentId,
    /// For whom; of a case: whose it is.
    pub customer: Option<CustomerId>,
    /// For which case.
    pub case: Option<CaseId>,
    /// Whether it is done.
    pub done: bool,
}

/// A task, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// What may change.
    pub draft: TaskDraft,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: AgentId,
}

/// A task, and which state of it it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTask {
    /// The task.
    pub task: Task,
    /// Grows with every change.
    pub version: u64,
}

/// A change of a task that is ready to be written.
#[derive(Debug)]
pub struct TaskChange {
    /// The task as it is then.
    pub task: Task,
    /// What is written, if what it requires still holds.
    pub batch: Batch,
}

/// The task of an id.
pub async fn by_id(store: &dyn Store, id: TaskId) -> Result<Option<FoundTask>, StoreError> {
    let key = keys::task(id);
    let Some(found) = store.get(&key).await? else {
        return Ok(None);
    };
    let task = codec::decode(&key, &found.value)?;
    let version = found.version;
    Ok(Some(FoundTask { task, version }))
}

/// What an agent has still to do, soonest due first; without one: what everyone has to do, agent by agent.
pub async fn open(
    store: &dyn Store,
    agent: Option<&AgentId>,
) -> Result<Vec<FoundTask>, StoreError> {
    let range = agent.map_or_else(keys::open_tasks, keys::open_tasks_of);
    tasks(store, range).await
}

/// A customer's tasks, done or not, newest first.
pub async fn of_customer(
    store: &dyn Store,
    customer: CustomerId,
) -> Result<Vec<FoundTask>, StoreError> {
    tasks(store, keys::tasks_of_customer(customer)).await
}

async fn tasks(store: &dyn Store, range: KeyRange) -> Result<Vec<FoundTask>, StoreError> {
    let ids = records::load_page::<TaskId>(store, range, Page::first(TASKS)).await?;
    let mut found = Vec::with_capacity(ids.len());
    for (_, id) in ids {
        found.extend(by_id(store, id).await?);
    }
    Ok(found)
}

/// A new task.
pub async fn create(
    store: &dyn Store,
    draft: TaskDraft,
    by: By,
) -> Result<TaskChange, ChangeError> {
    let draft = check(store, draft).await?;
    let mut batch = Batch::new();
    let id = writing::next(store, &mut batch, writing::TASKS, 1).await?;
    let task = Task {
        id,
        done_at: draft.done.then_some(by.at),
        draft,
        created_at: by.at,
        created_by: by.agent,
    };
    put(&mut batch, &task)?;
    Ok(TaskChange { task, batch })
}

/// A task as somebody wants it to be who has seen it in this `version`.
pub async fn replace(
    store: &dyn Store,
    id: TaskId,
    version: u64,
    draft: TaskDraft,
    by: By,
) -> Result<TaskChange, ChangeError> {
    let key = keys::task(id);
    let read = store.get(&key).await?.ok_or(ChangeError::Unknown)?;
    if read.version != version {
        return Err(ChangeError::Changed);
    }
    let before: Task = codec::decode(&key, &read.value)?;
    let mut batch = Batch::new();
    batch.require_unchanged(key, &read);
    take_away(&mut batch, &before);
    let draft = check(store, draft).await?;
    let done_at = draft.done.then(|| before.done_at.unwrap_or(by.at));
    let task = Task {
        draft,
        done_at,
        ..before
    };
    put(&mut batch, &task)?;
    Ok(TaskChange { task, batch })
}

/// A task in the spelling it is kept in; of a case's the customer is the case's.
async fn check(store: &dyn Store, mut draft: TaskDraft) -> Result<TaskDraft, ChangeError> {
    let refuse = |field, problem: &str| {
        let problem = problem.to_owned();
        Err(ChangeError::Refused(vec![FieldProblem { field, problem }]))
    };
    let title = one_line(&draft.title);
    if let Some(why) = not_a_line(&title, TITLE_CHARS, "a title") {
        return refuse(Field::Title, &why);
    }
    draft.title = title.into();
    if let Some(id) = draft.case {
        let Some(found) = case::by_id(store, id).await? else {
            return refuse(Field::Case, "there is no such case");
        };
        draft.customer = Some(found.case.customer);
    }
    if let Some(id) = draft.customer {
        match find::by_id(store, id).await? {
            Some(found) => draft.customer = Some(found.customer.id),
            None => return refuse(Field::Customer, "there is no such customer"),
        }
    }
    Ok(draft)
}

fn open_key(task: &Task) -> frontdesk_store::Key {
    let due = task.draft.due.unwrap_or(NO_DAY);
    keys::open_task(&task.draft.agent, due, task.id)
}

fn put(batch: &mut Batch, task: &Task) -> Result<(), StoreError> {
    if !task.draft.done {
        records::stage(batch, open_key(task), &task.id)?;
    }
    if let Some(customer) = task.draft.customer {
        let key = keys::task_of_customer(customer, task.id);
        records::stage(batch, key, &task.id)?;
    }
    records::stage(batch, keys::task(task.id), task)
}

/// Where a task is found.
pub(crate) fn take_away(batch: &mut Batch, task: &Task) {
    batch.delete(open_key(task));
    if let Some(customer) = task.draft.customer {
        batch.delete(keys::task_of_customer(customer, task.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, by, draft};

    fn to_do(title: &str, agent: &str, due: Option<u64>) -> TaskDraft {
        TaskDraft {
            title: title.into(),
            due: due.map(Timestamp),
            agent: agent.parse().unwrap(),
            customer: None,
            case: None,
            done: false,
        }
    }

    async fn made(book: &Book, draft: TaskDraft) -> TaskId {
        let change = create(&book.store, draft, by("bea")).await.unwrap();
        book.write(change.batch).await.unwrap();
        change.task.id
    }

    async fn titles(book: &Book, agent: &str) -> Vec<String> {
        let agent = agent.parse().unwrap();
        let open = open(&book.store, Some(&agent)).await.unwrap();
        open.into_iter()
            .map(|one| one.task.draft.title.to_string())
            .collect()
    }

    #[tokio::test]
    async fn an_agent_sees_what_is_due_first_and_no_more_what_is_done() {
        let book = Book::new();
        made(&book, to_do("some day", "bea", None)).await;
        made(&book, to_do("late", "bea", Some(9))).await;
        let soon = made(&book, to_do("soon", "bea", Some(3))).await;
        made(&book, to_do("not mine", "cem", Some(1))).await;
        assert_eq!(titles(&book, "bea").await, ["soon", "late", "some day"]);
        let version = by_id(&book.store, soon).await.unwrap().unwrap().version;
        let done = TaskDraft {
            done: true,
            ..to_do("soon", "bea", Some(3))
        };
        let change = replace(&book.store, soon, version, done, by("bea"))
            .await
            .unwrap();
        assert_eq!(change.task.done_at, Some(by("bea").at));
        book.write(change.batch).await.unwrap();
        assert_eq!(titles(&book, "bea").await, ["late", "some day"]);
    }

    #[tokio::test]
    async fn a_task_that_is_given_to_another_leaves_the_first_ones_list() {
        let book = Book::new();
        let id = made(&book, to_do("call", "bea", Some(3))).await;
        let version = by_id(&book.store, id).await.unwrap().unwrap().version;
        let change = replace(
            &book.store,
            id,
            version,
            to_do("call", "cem", Some(4)),
            by("bea"),
        );
        book.write(change.await.unwrap().batch).await.unwrap();
        assert_eq!(titles(&book, "bea").await, [""; 0]);
        assert_eq!(titles(&book, "cem").await, ["call"]);
    }

    #[tokio::test]
    async fn a_task_of_a_case_is_the_customers_too() {
        let book = Book::new();
        let ann = book.create(draft("Ann", "", "")).await;
        let about = case::CaseDraft {
            subject: "Lost".into(),
            ..case::CaseDraft::default()
        };
        let case = case::create(&book.store, ann, about, None, by("bea"))
            .await
            .unwrap();
        book.write(case.batch).await.unwrap();
        let task = TaskDraft {
            case: Some(case.case.id),
            ..to_do("call", "bea", None)
        };
        made(&book, task).await;
        assert_eq!(of_customer(&book.store, ann).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_task_for_nobody_that_is_there_is_refused_at_its_field() {
        let book = Book::new();
        let nobody = TaskDraft {
            customer: CustomerId::new(9),
            ..to_do("call", "bea", None)
        };
        let no_case = TaskDraft {
            case: CaseId::new(9),
            ..to_do("call", "bea", None)
        };
        for (draft, place) in [
            (nobody, "customer"),
            (no_case, "case"),
            (to_do(" ", "bea", None), "title"),
        ] {
            let Err(ChangeError::Refused(problems)) = create(&book.store, draft, by("bea")).await
            else {
                panic!("taken");
            };
            assert_eq!(problems[0].field.to_string(), place);
        }
    }
}
