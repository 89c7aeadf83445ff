//! Who is who: persons, the addresses they are known by, and their conversations on every channel.

use frontdesk_core::{ConversationId, Identity, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    error::StoreError,
    keys, records,
    store::{Page, Store},
};

/// Persons that turned out to be one another, one after the other: more is not sound.
const CHAIN_MAX: usize = 64;

/// A person: everyone whom the channels vouch to be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// What they called themselves last.
    pub name: Option<Box<str>>,
    /// The addresses they are known by, in the order they came.
    pub identities: Vec<Identity>,
    /// Since when they want no more messages.
    pub stopped_at: Option<Timestamp>,
    /// When they were last answered that they had asked for help.
    #[serde(default)]
    pub helped_at: Option<Timestamp>,
    /// Persons that turned out to be this one.
    pub absorbed: Vec<PersonId>,
    /// The person that this one turned out to be.
    pub absorbed_by: Option<PersonId>,
}

/// Who has this address, if anybody is known to.
pub async fn person_by(
    store: &dyn Store,
    identity: &Identity,
) -> Result<Option<Person>, StoreError> {
    match records::load::<PersonId>(store, &keys::identity(identity)).await? {
        Some(id) => person(store, id).await,
        None => Ok(None),
    }
}

/// A person, or who they turned out to be.
pub async fn person(store: &dyn Store, id: PersonId) -> Result<Option<Person>, StoreError> {
    let mut id = id;
    // Each step leads to an older one, so it ends; the bound is for a store that is not sound.
    for _ in 0..CHAIN_MAX {
        let found = records::load::<Person>(store, &keys::person(id)).await?;
        match found.as_ref().and_then(|person| person.absorbed_by) {
            Some(older) if older < id => id = older,
            Some(_) | None => return Ok(found),
        }
    }
    Ok(None)
}

/// At most `limit` conversations of a person before `before`, whatever channel they came by, newest
/// first.
pub async fn conversations_of_person(
    store: &dyn Store,
    person: &Person,
    before: Option<ConversationId>,
    limit: usize,
) -> Result<Vec<ConversationId>, StoreError> {
    let mut found = Vec::new();
    for id in std::iter::once(&person.id).chain(&person.absorbed) {
        let mut page = Page::first(limit);
        if let Some(before) = before {
            page = page.after(keys::conversation_of_person(*id, before));
        }
        let range = keys::conversations_of_person(*id);
        let read = records::load_page::<ConversationId>(store, range, page).await?;
        found.extend(read.into_iter().map(|(_, conversation)| conversation));
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(limit);
    Ok(found)
}
