//! Whom a conversation is with in a connected customer system, and how its log there stands.
//!
//! A link is made by an agent. Beside it stands a mark that the log is due, from the same batch on: whoever
//! carries logs goes by the marks, so that what a crash cut off is found again. A conversation that goes on
//! after it had closed gets its mark with the step that says so (`frontdesk_store::records::stage_step`).

use frontdesk_core::{AgentId, ConversationId, Seq, Timestamp};
use frontdesk_store::{Batch, Store, StoreError, Versioned, codec, keys, records};
use serde::{Deserialize, Serialize};

/// Characters of a reason.
const WHY_CHARS: usize = 300;

/// Whom a conversation is with in a connected customer system.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The conversation.
    pub conversation: ConversationId,
    /// The connector's name.
    pub connector: Box<str>,
    /// The person's id there.
    pub person: Box<str>,
    /// Their name there.
    pub name: Option<Box<str>>,
    /// Where they are in the system's own pages.
    pub url: Option<Box<str>>,
    /// Who said so.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
    /// The case there, once there is one.
    pub case: Option<Case>,
    /// Up to which message that system has what was said; 0: it has nothing yet.
    pub logged: Seq,
    /// How the log stands.
    pub log: Log,
}

/// People stay out of logs.
impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (conversation, connector) = (self.conversation, &self.connector);
        write!(f, "Link({conversation} in {connector}, {:?})", self.log)
    }
}

/// A case in a connected customer system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id there.
    pub id: Box<str>,
    /// Where it is in the system's own pages.
    pub url: Option<Box<str>>,
    /// What it is about.
    pub subject: Box<str>,
}

/// How the log of a conversation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Log {
    /// It is for when the conversation closes.
    AtEnd,
    /// It is on its way.
    Waiting(Waiting),
    /// It is there.
    Logged {
        /// Since when.
        at: Timestamp,
    },
    /// It was given up.
    Refused {
        /// When.
        at: Timestamp,
        /// Up to which message it was to go.
        through: Seq,
        /// Why.
        why: Box<str>,
    },
}

/// A log on its way. What it says is settled before the first try, so that every try says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Up to which message it goes.
    pub through: Seq,
    /// Since when it waits.
    pub since: Timestamp,
    /// Tries that failed.
    pub tries: u32,
    /// Those of them over which the connector itself failed.
    pub failures: u32,
    /// Why the last one failed.
    pub why: Option<Box<str>>,
}

impl Link {
    /// What names a part of this link to the system, the same at every try. The moment of the link is in it, so
    /// that no other link of the conversation is taken for this one.
    pub fn reference(&self, part: &str) -> String {
        format!("{}.{}.{part}", self.conversation, self.at.0)
    }

    /// The log's own: another one for what is said after a conversation went on.
    pub fn log_reference(&self, through: Seq) -> String {
        self.reference(&format!("log.{}", through.0))
    }

    /// The link with its log on its way, once the conversation has closed with this message as its last. `None`:
    /// the log is on its way already, is there, or was given up.
    pub fn closed(&self, last: Seq, now: Timestamp) -> Option<Self> {
        let settled = match &self.log {
            Log::Waiting(_) => return None,
            Log::AtEnd => Seq(0),
            Log::Logged { .. } => self.logged,
            Log::Refused { through, .. } => *through,
        };
        (last > settled).then(|| self.waiting(last, now))
    }

    /// The link with its log on its way once more, after it was given up. `None`: it was not.
    pub fn again(&self, now: Timestamp) -> Option<Self> {
        match &self.log {
            Log::Refused { through, .. } => Some(self.waiting(*through, now)),
            Log::AtEnd | Log::Waiting(_) | Log::Logged { .. } => None,
        }
    }

    fn waiting(&self, through: Seq, now: Timestamp) -> Self {
        let waiting = Waiting {
            through,
            since: now,
            tries: 0,
            failures: 0,
            why: None,
        };
        self.with(Log::Waiting(waiting))
    }

    /// The same link with its log as it stands now.
    #[must_use]
    pub fn with(&self, log: Log) -> Self {
        Self {
            log,
            ..self.clone()
        }
    }
}

/// A reason as it is kept: of bounded length.
pub fn why(reason: &str) -> Box<str> {
    reason.chars().take(WHY_CHARS).collect::<String>().into()
}

/// A link as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The link.
    pub link: Link,
    read: Versioned,
}

/// The link of a conversation.
pub async fn of_conversation(
    store: &dyn Store,
    conversation: ConversationId,
) -> Result<Option<Standing>, StoreError> {
    let key = keys::system_link(conversation);
    let Some(read) = store.get(&key).await? else {
        return Ok(None);
    };
    let link = codec::decode(&key, &read.value)?;
    Ok(Some(Standing { link, read }))
}

/// Conversations whose log may be due.
pub async fn due(store: &dyn Store) -> Result<Vec<ConversationId>, StoreError> {
    let due = records::load_all::<ConversationId>(store, keys::system_logs_due()).await?;
    Ok(due
        .into_iter()
        .map(|(_, conversation)| conversation)
        .collect())
}

/// Links whose log is on its way or was given up, by conversation, after this one: at most `limit`.
pub async fn not_logged(
    store: &dyn Store,
    after: Option<ConversationId>,
    limit: usize,
) -> Result<Vec<Link>, StoreError> {
    let mut found = Vec::new();
    for conversation in due(store).await? {
        if after.is_some_and(|after| conversation <= after) {
            continue;
        }
        let Some(Standing { link, .. }) = of_conversation(store, conversation).await? else {
            continue;
        };
        if matches!(link.log, Log::Waiting(_) | Log::Refused { .. }) {
            found.push(link);
        }
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// The batch that puts a link where this one stands, or where none does, if that is so still. Its log is due
/// until it is there.
pub fn put(before: Option<&Standing>, link: &Link) -> Result<Batch, StoreError> {
    let mut batch = Batch::new();
    let key = keys::system_link(link.conversation);
    match before {
        Some(Standing { read, .. }) => batch.require_unchanged(key.clone(), read),
        None => batch.require_absent(key.clone()),
    };
    records::stage(&mut batch, key, link)?;
    let due = keys::system_log_due(link.conversation);
    if matches!(link.log, Log::Logged { .. }) {
        batch.delete(due);
    } else {
        records::stage(&mut batch, due, &link.conversation)?;
    }
    Ok(batch)
}

/// The batch that takes a link away, if it stands still.
pub fn remove(standing: &Standing) -> Batch {
    let conversation = standing.link.conversation;
    let mut batch = Batch::new();
    let key = keys::system_link(conversation);
    batch.require_unchanged(key.clone(), &standing.read);
    batch.delete(key);
    batch.delete(keys::system_log_due(conversation));
    batch
}

/// The batch that says that nothing is due of a conversation.
pub fn not_due(conversation: ConversationId) -> Batch {
    let mut batch = Batch::new();
    batch.delete(keys::system_log_due(conversation));
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Book;

    fn link(number: u64) -> Link {
        Link {
            conversation: ConversationId::new(number).unwrap(),
            connector: "crm".into(),
            person: "003".into(),
            name: Some("Ann".into()),
            url: None,
            by: "bea".parse().unwrap(),
            at: Timestamp(1_700_000_000_000),
            case: None,
            logged: Seq(0),
            log: Log::AtEnd,
        }
    }

    const NOW: Timestamp = Timestamp(1_700_000_060_000);

    #[test]
    fn a_conversation_that_closes_is_logged_once_and_again_only_with_what_was_said_since() {
        let waits = link(1).closed(Seq(4), NOW).unwrap();
        assert_eq!(waits.closed(Seq(5), NOW), None, "what is on its way stays");
        let there = Link {
            logged: Seq(4),
            ..waits.with(Log::Logged { at: NOW })
        };
        assert_eq!(there.closed(Seq(4), NOW), None);
        let rest = there.closed(Seq(9), NOW).unwrap();
        assert!(matches!(&rest.log, Log::Waiting(w) if w.through == Seq(9)));
        assert_eq!(rest.logged, Seq(4), "and begins behind what is there");
        assert_ne!(rest.log_reference(Seq(9)), rest.log_reference(Seq(4)));
    }

    #[test]
    fn what_was_given_up_stays_so_until_somebody_sends_it_again() {
        let (at, through) = (NOW, Seq(4));
        let refused = link(1).with(Log::Refused {
            at,
            through,
            why: why("no"),
        });
        assert_eq!(refused.closed(Seq(4), NOW), None);
        let again = refused.again(NOW).unwrap();
        assert!(matches!(&again.log, Log::Waiting(w) if w.through == through && w.tries == 0));
        assert_eq!(again.again(NOW), None);
    }

    #[test]
    fn another_link_of_a_conversation_is_another_to_the_system() {
        let first = link(1);
        let second = Link { at: NOW, ..link(1) };
        assert_eq!(first.reference("case"), "cnv_1.1700000000000.case");
        assert_ne!(first.reference("case"), second.reference("case"));
    }

    #[tokio::test]
    async fn a_log_is_due_until_it_is_there_and_what_stands_is_never_overwritten_unseen() {
        let book = Book::new();
        book.write(put(None, &link(1)).unwrap()).await.unwrap();
        assert!(book.write(put(None, &link(1)).unwrap()).await.is_err());
        let seen = of_conversation(&book.store, link(1).conversation);
        let seen = seen.await.unwrap().unwrap();
        assert_eq!(due(&book.store).await.unwrap(), [link(1).conversation]);
        assert_eq!(not_logged(&book.store, None, 9).await.unwrap(), []);
        let waits = link(1).closed(Seq(2), NOW).unwrap();
        book.write(put(Some(&seen), &waits).unwrap()).await.unwrap();
        assert!(book.write(remove(&seen)).await.is_err());
        let listed = not_logged(&book.store, None, 9).await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&waits));
        let after = Some(waits.conversation);
        assert_eq!(not_logged(&book.store, after, 9).await.unwrap(), []);
        let seen = of_conversation(&book.store, waits.conversation);
        let seen = seen.await.unwrap().unwrap();
        let there = waits.with(Log::Logged { at: NOW });
        book.write(put(Some(&seen), &there).unwrap()).await.unwrap();
        assert_eq!(due(&book.store).await.unwrap(), []);
    }
}
