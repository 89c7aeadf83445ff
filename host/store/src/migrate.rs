//! From the schema of an older version to this one's, when a store is opened.

use serde::{Deserialize, Serialize};

use crate::{
    batch::Batch,
    codec::{SCHEMA_VERSION, encode_as, version},
    error::StoreError,
    key::{Key, KeyRange},
    keys,
    store::{Page, Store, Value},
};

/// One step between schemas. Steps are listed in order and each is run over every record.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The schema version after it.
    pub to: u16,
    /// What it does, in a few words.
    pub name: &'static str,
    /// What becomes of one record. It is run again on records it has already rewritten when a
    /// migration was interrupted, so it looks at [`crate::codec::version`] or the content first.
    pub rewrite: fn(&Key, &Value) -> Result<Rewrite, StoreError>,
}

/// What becomes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// It stays as it is.
    Keep,
    /// It gets this value.
    Replace(Value),
    /// It moves to this key, with this value.
    Move(Key, Value),
    /// It goes.
    Remove,
}

/// Every step there is. Schema 1 is the first, so there is none yet.
pub(crate) const MIGRATIONS: &[Migration] = &[];

/// Records looked at in one go.
const PAGE: usize = 256;

/// The store's note of its own schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Schema {
    version: u16,
}

fn schema_key() -> Key {
    keys::of_store("schema")
}

/// Brings a store to [`SCHEMA_VERSION`]: marks a new one, migrates an older one, refuses a newer one.
pub(crate) async fn bring_up_to_date(store: &dyn Store) -> Result<(), StoreError> {
    migrate(store, MIGRATIONS, SCHEMA_VERSION).await
}

/// Runs the steps that lead from the store's schema to `known`.
pub(crate) async fn migrate(
    store: &dyn Store,
    migrations: &[Migration],
    known: u16,
) -> Result<(), StoreError> {
    let key = schema_key();
    let Some(noted) = store.get(&key).await? else {
        if is_new(store).await? {
            return note_schema(store, known).await;
        }
        let finding = "it is missing although there are records".to_owned();
        return Err(StoreError::Corrupt { key, finding });
    };
    let mut found = version(&key, &noted.value)?;
    if found > known {
        return Err(StoreError::Newer { key, found, known });
    }
    for migration in migrations {
        if migration.to > found && migration.to <= known {
            run(store, migration).await?;
            note_schema(store, migration.to).await?;
            found = migration.to;
        }
    }
    if found < known {
        let finding = format!("no step leads from schema {found} to schema {known}");
        return Err(StoreError::Corrupt { key, finding });
    }
    Ok(())
}

async fn is_new(store: &dyn Store) -> Result<bool, StoreError> {
    Ok(store
        .scan(KeyRange::all(), Page::first(1))
        .await?
        .is_empty())
}

async fn note_schema(store: &dyn Store, version: u16) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    let value = encode_as(&schema_key(), &Schema { version }, version)?;
    batch.put(schema_key(), value);
    store.commit(batch).await.map(drop)
}

async fn run(store: &dyn Store, migration: &Migration) -> Result<(), StoreError> {
    let mut page = Page::first(PAGE);
    loop {
        let entries = store.scan(keys::of_records(), page).await?;
        let Some((last, _)) = entries.last() else {
            return Ok(());
        };
        page = Page::first(PAGE).after(last.clone());
        let mut batch = Batch::new();
        for (key, found) in entries {
            if batch.bytes() > Batch::BYTES_MAX / 2 {
                store.commit(std::mem::take(&mut batch)).await?;
            }
            match (migration.rewrite)(&key, &found.value)? {
                Rewrite::Keep => {}
                Rewrite::Replace(value) => {
                    batch.put(key, value);
                }
                Rewrite::Move(to, value) => {
                    batch.delete(key).put(to, value);
                }
                Rewrite::Remove => {
                    batch.delete(key);
                }
            }
        }
        store.commit(batch).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codec::{decode, encode},
        memory::{Fault, MemoryStore},
    };

    const RECORDS: u32 = 600;

    /// Doubles every record once: the version says whether it was done.
    fn double(key: &Key, value: &Value) -> Result<Rewrite, StoreError> {
        if version(key, value)? > SCHEMA_VERSION {
            return Ok(Rewrite::Keep);
        }
        let number: u32 = decode(key, value)?;
        if number == 0 {
            return Ok(Rewrite::Remove);
        }
        let doubled = encode_as(key, &(number * 2), SCHEMA_VERSION + 1)?;
        Ok(if number == 1 {
            Rewrite::Move(keys::meta("moved"), doubled)
        } else {
            Rewrite::Replace(doubled)
        })
    }

    const NEXT: u16 = SCHEMA_VERSION + 1;
    const STEPS: &[Migration] = &[Migration {
        to: NEXT,
        name: "double",
        rewrite: double,
    }];

    async fn old_store() -> MemoryStore {
        let store = MemoryStore::new();
        bring_up_to_date(&store).await.unwrap();
        let mut batch = Batch::new();
        for number in 0..RECORDS {
            let key = keys::meta(&number.to_string());
            batch.put(key.clone(), encode(&key, &number).unwrap());
        }
        store.commit(batch).await.unwrap();
        store
    }

    /// Reads past the version check, as the newer code would.
    async fn number(store: &MemoryStore, name: &str) -> Option<u32> {
        let found = store.get(&keys::meta(name)).await.unwrap()?;
        rmp_serde::from_slice(&found.value.as_bytes()[7..]).ok()
    }

    async fn is_migrated(store: &MemoryStore) -> bool {
        let mut done = number(store, "0").await.is_none() && number(store, "1").await.is_none();
        done &= number(store, "moved").await == Some(2);
        for old in 2..RECORDS {
            done &= number(store, &old.to_string()).await == Some(old * 2);
        }
        done
    }

    #[tokio::test]
    async fn a_new_store_is_of_this_schema() {
        let store = MemoryStore::new();
        bring_up_to_date(&store).await.unwrap();
        bring_up_to_date(&store).await.unwrap();
        assert_eq!(store.position(), 1);
    }

    #[tokio::test]
    async fn an_older_store_is_migrated_once() {
        let store = old_store().await;
        migrate(&store, STEPS, NEXT).await.unwrap();
        assert!(is_migrated(&store).await);
        let position = store.position();
        migrate(&store, STEPS, NEXT).await.unwrap();
        assert_eq!(store.position(), position);
    }

    #[tokio::test]
    async fn an_interrupted_migration_goes_on_where_it_was() {
        let mut store = old_store().await;
        let mut interruptions = 0;
        // One commit more gets through each time, until one run needs no more than there are.
        for let_through in 0.. {
            let result = {
                let counting = FailAfter::new(store.clone(), let_through);
                migrate(&counting, STEPS, NEXT).await
            };
            if result.is_ok() {
                break;
            }
            interruptions += 1;
            store = store.crash();
        }
        assert!(interruptions > 2);
        assert!(is_migrated(&store).await);
    }

    #[tokio::test]
    async fn a_newer_store_is_refused_and_left_alone() {
        let store = old_store().await;
        migrate(&store, STEPS, NEXT).await.unwrap();
        let position = store.position();
        let error = bring_up_to_date(&store).await.unwrap_err();
        assert!(matches!(
            error,
            StoreError::Newer {
                found: NEXT,
                known: SCHEMA_VERSION,
                ..
            }
        ));
        assert_eq!(store.position(), position);
    }

    #[tokio::test]
    async fn a_schema_without_a_way_to_this_one_is_refused() {
        let store = old_store().await;
        let error = migrate(&store, &[], NEXT).await.unwrap_err();
        assert!(error.to_string().contains("no step leads"), "{error}");
    }

    #[tokio::test]
    async fn records_without_a_schema_are_refused() {
        let store = MemoryStore::new();
        let mut batch = Batch::new();
        batch.put(keys::meta("a"), encode(&keys::meta("a"), &1).unwrap());
        store.commit(batch).await.unwrap();
        let error = bring_up_to_date(&store).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    }

    /// Lets a number of commits through, and fails the next one.
    struct FailAfter {
        store: MemoryStore,
        left: std::sync::atomic::AtomicUsize,
    }

    impl FailAfter {
        fn new(store: MemoryStore, commits: usize) -> Self {
            Self {
                store,
                left: commits.into(),
            }
        }
    }

    #[async_trait::async_trait]
    impl Store for FailAfter {
        async fn commit(&self, batch: Batch) -> Result<crate::Committed, StoreError> {
            use std::sync::atomic::Ordering::SeqCst;
            if self
                .left
                .fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1))
                .is_err()
            {
                self.store.fail_next_commit(Fault::BeforeApplying);
            }
            self.store.commit(batch).await
        }

        async fn get(&self, key: &Key) -> Result<Option<crate::Versioned>, StoreError> {
            self.store.get(key).await
        }

        async fn scan(
            &self,
            range: KeyRange,
            page: Page,
        ) -> Result<Vec<(Key, crate::Versioned)>, StoreError> {
            self.store.scan(range, page).await
        }

        async fn close(&self) {
            self.store.close().await;
        }

        fn free_space(&self) -> Result<Option<u64>, StoreError> {
            self.store.free_space()
        }

        fn size_on_disk(&self) -> Result<u64, StoreError> {
            self.store.size_on_disk()
        }
    }
}
