//! What sections of the operator's file were, each time that one was published from the console.

use frontdesk_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{batch::Batch, error::StoreError, keys, records, store::Store};

/// Revisions that are kept of one section.
const KEPT: usize = 50;

/// A section as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionRevision {
    /// Its number: 1 is the first that was kept.
    pub number: u64,
    /// Its text.
    pub text: Box<str>,
    /// When it was published; of what was there before the first was, when that was.
    pub at: Timestamp,
    /// By whom; empty: it was in the file.
    pub by: Box<str>,
}

/// All that are kept of a section, the oldest first.
pub async fn of_section(
    store: &dyn Store,
    kind: &str,
    name: &str,
) -> Result<Vec<SectionRevision>, StoreError> {
    let range = keys::section_revisions(kind, name);
    let all = records::load_all::<SectionRevision>(store, range).await?;
    Ok(all.into_iter().map(|(_, revision)| revision).collect())
}

/// One of them.
pub async fn load(
    store: &dyn Store,
    kind: &str,
    name: &str,
    number: u64,
) -> Result<Option<SectionRevision>, StoreError> {
    records::load(store, &keys::section_revision(kind, name, number)).await
}

/// Adds what was published to a batch, behind what was there before if that is not kept yet. The oldest go.
pub async fn stage_published(
    store: &dyn Store,
    batch: &mut Batch,
    (kind, name): (&str, &str),
    before: Option<&str>,
    published: SectionRevision,
) -> Result<(), StoreError> {
    let kept = of_section(store, kind, name).await?;
    let last = kept.last();
    let mut number = last.map_or(0, |last| last.number);
    let mut stage = |revision: SectionRevision| {
        let key = keys::section_revision(kind, name, revision.number);
        records::stage(batch, key, &revision)
    };
    if let Some(before) = before
        && last.is_none_or(|last| &*last.text != before)
    {
        number += 1;
        stage(SectionRevision {
            number,
            text: before.into(),
            at: published.at,
            by: "".into(),
        })?;
    }
    number += 1;
    stage(SectionRevision {
        number,
        ..published
    })?;
    let keep_from = number.saturating_sub(KEPT as u64);
    for old in kept.iter().filter(|old| old.number <= keep_from) {
        batch.delete(keys::section_revision(kind, name, old.number));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;

    async fn publish(store: &MemoryStore, before: Option<&str>, text: &str) {
        let mut batch = Batch::new();
        let published = SectionRevision {
            number: 0,
            text: text.into(),
            at: Timestamp(5),
            by: "eve".into(),
        };
        let of = ("script", "hi");
        stage_published(store, &mut batch, of, before, published)
            .await
            .unwrap();
        store.commit(batch).await.unwrap();
    }

    async fn texts(store: &MemoryStore, name: &str) -> Vec<(u64, String)> {
        let all = of_section(store, "script", name).await.unwrap();
        all.into_iter()
            .map(|it| (it.number, it.text.into_string()))
            .collect()
    }

    #[tokio::test]
    async fn what_was_in_the_file_before_the_first_change_is_kept_too() {
        let store = MemoryStore::default();
        publish(&store, Some("a"), "b").await;
        publish(&store, Some("b"), "c").await;
        publish(&store, Some("by hand"), "d").await;
        let all = texts(&store, "hi").await;
        let texts: Vec<_> = all.iter().map(|(_, text)| &**text).collect();
        assert_eq!(texts, ["a", "b", "c", "by hand", "d"]);
        let by = load(&store, "script", "hi", 2).await.unwrap().unwrap().by;
        assert_eq!(&*by, "eve");
        assert_eq!(self::texts(&store, "h").await, []);
    }

    #[tokio::test]
    async fn the_oldest_go() {
        let store = MemoryStore::default();
        for number in 0..60 {
            publish(&store, None, &format!("{number}")).await;
        }
        let all = texts(&store, "hi").await;
        assert_eq!(all.len(), KEPT);
        assert_eq!(all.first().unwrap().0, 11);
    }
}
