//! The few values that components keep: durable with the engine's group commits, within limits.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock},
};

use async_trait::async_trait;
use frontdesk_core::Timestamp;
use frontdesk_store::{Batch, Store, StoreError, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    courier::lock,
    handle::Engine,
    mailbox::Letter,
    ports::{Clock, PluginValue, PluginValues, ValueChange, ValuesFault},
};

/// Bytes of a key.
const KEY_BYTES: usize = 256;
/// Bytes of a value.
const VALUE_BYTES: usize = 64 * 1024;
/// Bytes of all keys and values of one plugin.
const TOTAL_BYTES: usize = 1024 * 1024;
/// Values of one plugin.
const COUNT: usize = 4_096;
/// Bytes of one part, well below what the store takes as one value.
const PART_BYTES: usize = 48 * 1024;
/// Parts of the longest value.
const PARTS: u8 = 2;

/// Components' values in the engine's store. Plugins are loaded before the engine starts, so it is
/// made with the store alone: until [`StoredValues::attach`], values can be read and not changed.
pub struct StoredValues {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    engine: OnceLock<Engine>,
    ledgers: Mutex<HashMap<String, Ledger>>,
}

/// What a plugin keeps, by key: bytes, and when it is gone.
type Ledger = BTreeMap<String, (usize, Option<Timestamp>)>;

/// A part of a value, as it is kept.
#[derive(Serialize, Deserialize)]
struct Part {
    name: String,
    expires_at: Option<Timestamp>,
    #[serde(with = "codec::bytes")]
    bytes: Vec<u8>,
}

impl StoredValues {
    /// Values in this store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            engine: OnceLock::new(),
            ledgers: Mutex::default(),
        }
    }

    /// From here on changes become durable with this engine's commits. The first call counts.
    pub fn attach(&self, engine: Engine) {
        let _ = self.engine.set(engine);
    }

    /// Every value of a plugin, expired ones too.
    async fn read(&self, plugin: &str) -> Result<Vec<PluginValue>, StoreError> {
        let parts = records::load_all::<Part>(&*self.store, keys::plugin_values(plugin)).await?;
        let mut values: Vec<PluginValue> = Vec::new();
        for (_, part) in parts {
            match values.last_mut() {
                Some(value) if value.key == part.name => value.value.extend(part.bytes),
                Some(_) | None => values.push(PluginValue {
                    key: part.name,
                    value: part.bytes,
                    expires_at: part.expires_at,
                }),
            }
        }
        Ok(values)
    }

    /// Makes sure that it is known how much a plugin keeps.
    async fn know(&self, plugin: &str) -> Result<(), ValuesFault> {
        if lock(&self.ledgers).contains_key(plugin) {
            return Ok(());
        }
        let values = self.read(plugin).await.map_err(|error| fault(&error))?;
        let ledger = values
            .into_iter()
            .map(|value| (value.key, (value.value.len(), value.expires_at)))
            .collect();
        lock(&self.ledgers)
            .entry(plugin.to_owned())
            .or_insert(ledger);
        Ok(())
    }
}

#[async_trait]
impl PluginValues for StoredValues {
    async fn load(&self, plugin: &str, now: Timestamp) -> Result<Vec<PluginValue>, ValuesFault> {
        let mut values = self.read(plugin).await.map_err(|error| fault(&error))?;
        values.retain(|value| is_alive(value.expires_at, now));
        Ok(values)
    }

    async fn keep(&self, plugin: &str, changes: Vec<ValueChange>) -> Result<(), ValuesFault> {
        if changes.is_empty() {
            return Ok(());
        }
        let engine = self.engine.get().ok_or_else(not_started)?;
        self.know(plugin).await?;
        let now = self.clock.now();
        let asked = {
            // Counted and put into the mailbox under one lock: the count follows the commits.
            let mut ledgers = lock(&self.ledgers);
            let ledger = ledgers.entry(plugin.to_owned()).or_default();
            let mut next = ledger.clone();
            let batch = stage(plugin, &mut next, changes, now)?;
            let asked = engine
                .post(|reply| Letter::Keep { batch, reply })
                .map_err(|refusal| ValuesFault(refusal.to_string()))?;
            *ledger = next;
            asked
        };
        let kept = match asked.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(refusal)) => ValuesFault(refusal.to_string()),
            Err(_) => not_started(),
        };
        // Counted, and not kept: the next change counts anew.
        lock(&self.ledgers).remove(plugin);
        Err(kept)
    }
}

/// The writes that make the changes, and what is then kept. What has expired goes with them.
fn stage(
    plugin: &str,
    ledger: &mut Ledger,
    changes: Vec<ValueChange>,
    now: Timestamp,
) -> Result<Batch, ValuesFault> {
    let mut batch = Batch::new();
    let expired: Vec<String> = ledger
        .iter()
        .filter(|(_, (_, expires_at))| !is_alive(*expires_at, now))
        .map(|(name, _)| name.clone())
        .collect();
    for name in expired {
        forget(&mut batch, plugin, &name);
        ledger.remove(&name);
    }
    for change in changes {
        match change {
            ValueChange::Delete(name) => {
                forget(&mut batch, plugin, &name);
                ledger.remove(&name);
            }
            ValueChange::Set(value) => {
                check(&value)?;
                ledger.insert(value.key.clone(), (value.value.len(), value.expires_at));
                write(&mut batch, plugin, value).map_err(|error| fault(&error))?;
            }
        }
    }
    let bytes: usize = ledger
        .iter()
        .map(|(name, (size, _))| name.len() + size)
        .sum();
    if bytes > TOTAL_BYTES || ledger.len() > COUNT {
        return Err(ValuesFault(format!(
            "{} values of {bytes} bytes in all, and {COUNT} values of {TOTAL_BYTES} bytes is the limit",
            ledger.len()
        )));
    }
    Ok(batch)
}

fn check(value: &PluginValue) -> Result<(), ValuesFault> {
    let (key, bytes) = (value.key.len(), value.value.len());
    if !(1..=KEY_BYTES).contains(&key) {
        return Err(ValuesFault(format!(
            "a key of {key} bytes, and 1 to {KEY_BYTES} is what it takes"
        )));
    }
    if bytes > VALUE_BYTES {
        return Err(ValuesFault(format!(
            "a value of {bytes} bytes, and {VALUE_BYTES} is the limit"
        )));
    }
    Ok(())
}

fn forget(batch: &mut Batch, plugin: &str, name: &str) {
    for part in 0..PARTS {
        batch.delete(keys::plugin_value(plugin, name, part));
    }
}

fn write(batch: &mut Batch, plugin: &str, value: PluginValue) -> Result<(), StoreError> {
    let PluginValue {
        key: name,
        value,
        expires_at,
    } = value;
    forget(batch, plugin, &name);
    let mut rest = value.as_slice();
    for part in 0..PARTS {
        let (bytes, later) = rest.split_at_checked(PART_BYTES).unwrap_or((rest, &[]));
        rest = later;
        if part > 0 && bytes.is_empty() {
            break;
        }
        let key = keys::plugin_value(plugin, &name, part);
        let (name, bytes) = (name.clone(), bytes.to_vec());
        let part = Part {
            name,
            expires_at,
            bytes,
        };
        records::stage(batch, key, &part)?;
    }
    Ok(())
}

fn is_alive(expires_at: Option<Timestamp>, now: Timestamp) -> bool {
    expires_at.is_none_or(|at| now < at)
}

fn fault(error: &StoreError) -> ValuesFault {
    ValuesFault(error.to_string())
}

fn not_started() -> ValuesFault {
    ValuesFault("the gateway is not running".to_owned())
}
