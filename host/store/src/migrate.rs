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
    let mut found = match store.get(&key).await? {
        Some(found) => version(&key, &found.value)?,
        None if is_new(store).await? => {
            note_schema(store, known).await?;
            known
        }
        None => {
            let finding = "it is missing although there are records".to_owned();
            return Err(StoreError::Corrupt { key, finding });
        }
    };
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
