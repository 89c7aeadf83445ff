//! What contacts say of a conversation once it has ended.

use frontdesk_core::{AgentId, ChannelId, ConversationId, QueueId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    batch::Batch,
    error::StoreError,
    keys, records,
    store::{Page, Store},
};

/// Milliseconds of a day.
const DAY_MS: u64 = 24 * 3_600 * 1_000;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// How satisfied they are: 1 to 5.
    Csat,
    /// How likely they recommend: 0 to 10.
    Nps,
}

impl Scale {
    /// Whether the scale has this score.
    pub const fn has(self, score: u8) -> bool {
        match self {
            Self::Csat => matches!(score, 1..=5),
            Self::Nps => score <= 10,
        }
    }
}

/// What a contact said of one conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Which.
    pub conversation: ConversationId,
    /// The channel it came by.
    pub channel: ChannelId,
    /// The queue it ended in.
    pub queue: QueueId,
    /// The agent who had it at its end.
    pub agent: Option<AgentId>,
    /// What was asked for.
    pub scale: Scale,
    /// The answer.
    pub score: u8,
    /// What they added.
    pub comment: Option<Box<str>>,
    /// When they answered.
    pub at: Timestamp,
    /// The client's own id of the answer: the same one again is no second answer.
    pub client_id: Box<str>,
}

/// What people say stays out of logs.
impl std::fmt::Debug for Rating {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rating({})", self.conversation)
    }
}

/// The day of a moment, counted from 1970-01-01 UTC.
pub const fn day(at: Timestamp) -> u64 {
    at.0 / DAY_MS
}

/// Adds a rating to a batch that is written only if the conversation has none.
pub fn stage(batch: &mut Batch, rating: &Rating) -> Result<(), StoreError> {
    let key = keys::rating(rating.conversation);
    batch.require_absent(key.clone());
    records::stage(batch, key, rating)?;
    let listed = keys::rating_of_day(day(rating.at), rating.conversation);
    records::stage(batch, listed, &rating.conversation)
}

/// Takes what was said of a conversation away.
pub async fn stage_removed(
    store: &dyn Store,
    batch: &mut Batch,
    conversation: ConversationId,
) -> Result<(), StoreError> {
    if let Some(rating) = of(store, conversation).await? {
        batch.delete(keys::rating_of_day(day(rating.at), conversation));
        batch.delete(keys::rating(conversation));
    }
    Ok(())
}

/// What was said of a conversation.
pub async fn of(
    store: &dyn Store,
    conversation: ConversationId,
) -> Result<Option<Rating>, StoreError> {
    records::load(store, &keys::rating(conversation)).await
}

/// What was said on these days, both included, the first first: at most `limit`.
pub async fn between(
    store: &dyn Store,
    from: u64,
    to: u64,
    limit: usize,
) -> Result<Vec<Rating>, StoreError> {
    let range = keys::ratings_of_days(from, to);
    let listed = records::load_page::<ConversationId>(store, range, Page::first(limit)).await?;
    let mut found = Vec::with_capacity(listed.len());
    for (_, conversation) in listed {
        found.extend(of(store, conversation).await?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;

    fn rating(conversation: u64, at: u64) -> Rating {
        Rating {
            conversation: ConversationId::new(conversation).unwrap(),
            channel: "shop-chat".parse().unwrap(),
            queue: "sales".parse().unwrap(),
            agent: None,
            scale: Scale::Csat,
            score: 4,
            comment: None,
            at: Timestamp(at),
            client_id: "c-1".into(),
        }
    }

    async fn keep(store: &MemoryStore, rating: &Rating) -> bool {
        let mut batch = Batch::new();
        stage(&mut batch, rating).unwrap();
        store.commit(batch).await.is_ok()
    }

    async fn on(store: &MemoryStore, from: u64, to: u64) -> Vec<u64> {
        let found = between(store, from, to, 10).await.unwrap();
        found.iter().map(|one| one.conversation.number()).collect()
    }

    #[tokio::test]
    async fn a_conversation_is_rated_once_and_found_by_its_day() {
        let store = MemoryStore::new();
        assert!(keep(&store, &rating(7, DAY_MS * 2 - 1)).await);
        assert!(keep(&store, &rating(3, DAY_MS * 2)).await);
        assert!(keep(&store, &rating(9, DAY_MS * 3)).await);
        assert!(!keep(&store, &rating(7, DAY_MS * 5)).await);
        assert_eq!(on(&store, 1, 2).await, [7, 3]);
        assert_eq!(on(&store, 2, 3).await, [3, 9]);
        assert_eq!(on(&store, 4, 9).await, [0; 0]);
    }

    #[tokio::test]
    async fn what_is_taken_away_is_found_by_nothing() {
        let store = MemoryStore::new();
        let id = ConversationId::new(7).unwrap();
        keep(&store, &rating(7, DAY_MS)).await;
        let mut batch = Batch::new();
        stage_removed(&store, &mut batch, id).await.unwrap();
        store.commit(batch).await.unwrap();
        assert_eq!(of(&store, id).await.unwrap(), None);
        assert_eq!(on(&store, 0, 9).await, [0; 0]);
    }

    #[test]
    fn a_scale_has_its_scores_and_no_others() {
        let scores = |scale: Scale| {
            (0..=11)
                .filter(|score| scale.has(*score))
                .collect::<Vec<_>>()
        };
        assert_eq!(scores(Scale::Csat), [1, 2, 3, 4, 5]);
        assert_eq!(scores(Scale::Nps), (0..=10).collect::<Vec<_>>());
    }
}
