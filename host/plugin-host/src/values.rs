//! The few values that a component keeps, for the length of one operation.
//!
//! What was stored is read before the first pass. Each pass runs from the top and therefore begins
//! with what was stored; only the writes of the last one become durable.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::{Span, Timestamp};
use frontdesk_engine::ports::{PluginValue, ValueChange};

/// Bytes of a key, of a value, and of all keys and values of one plugin.
const KEY_BYTES: usize = 256;
const VALUE_BYTES: usize = 64 << 10;
const TOTAL_BYTES: usize = 1 << 20;

/// What is stored, by key.
pub(crate) type Stored = BTreeMap<String, PluginValue>;

/// Stored values, and this pass's changes on top of them.
pub(crate) struct ValueSpace {
    stored: Arc<Stored>,
    /// `None`: deleted.
    changed: BTreeMap<String, Option<PluginValue>>,
    bytes: usize,
    now: Timestamp,
}

impl ValueSpace {
    pub(crate) fn new(stored: Arc<Stored>, now: Timestamp) -> Self {
        let bytes = stored.values().map(weight).sum();
        Self {
            stored,
            changed: BTreeMap::new(),
            bytes,
            now,
        }
    }

    /// The value of this key.
    pub(crate) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        check_key(key)?;
        let value = self.current(key).filter(|value| {
            value
                .expires_at
                .is_none_or(|expires_at| expires_at > self.now)
        });
        Ok(value.map(|value| value.value.clone()))
    }

    /// Sets a value, if it fits.
    pub(crate) fn set(
        &mut self,
        key: String,
        value: Vec<u8>,
        ttl_s: Option<u32>,
    ) -> Result<(), String> {
        check_key(&key)?;
        if value.len() > VALUE_BYTES {
            return Err(format!("a value has at most {VALUE_BYTES} bytes"));
        }
        let value = PluginValue {
            expires_at: ttl_s.map(|seconds| self.now + Span::seconds(seconds)),
            key: key.clone(),
            value,
        };
        let before = self.current(&key).map_or(0, weight);
        let bytes = self
            .bytes
            .saturating_sub(before)
            .saturating_add(weight(&value));
        if bytes > TOTAL_BYTES {
            return Err(format!("a plugin keeps at most {TOTAL_BYTES} bytes in all"));
        }
        self.bytes = bytes;
        self.changed.insert(key, Some(value));
        Ok(())
    }

    /// Forgets a value.
    pub(crate) fn delete(&mut self, key: String) -> Result<(), String> {
        check_key(&key)?;
        self.bytes = self
            .bytes
            .saturating_sub(self.current(&key).map_or(0, weight));
        self.changed.insert(key, None);
        Ok(())
    }

    /// What is to be made durable.
    pub(crate) fn into_changes(self) -> Vec<ValueChange> {
        let stored = self.stored;
        self.changed
            .into_iter()
            .filter_map(|(key, value)| match value {
                Some(value) => {
                    (stored.get(&key) != Some(&value)).then_some(ValueChange::Set(value))
                }
                None => stored
                    .contains_key(&key)
                    .then_some(ValueChange::Delete(key)),
            })
            .collect()
    }

    fn current(&self, key: &str) -> Option<&PluginValue> {
        match self.changed.get(key) {
            Some(changed) => changed.as_ref(),
            None => self.stored.get(key),
        }
    }
}

/// The values by key.
pub(crate) fn stored(values: Vec<PluginValue>) -> Stored {
    values
        .into_iter()
        .map(|value| (value.key.clone(), value))
        .collect()
}

fn check_key(key: &str) -> Result<(), String> {
    if (1..=KEY_BYTES).contains(&key.len()) {
        Ok(())
    } else {
        Err(format!("a key has 1 to {KEY_BYTES} bytes"))
    }
}

fn weight(value: &PluginValue) -> usize {
    value.key.len().saturating_add(value.value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(stored_: &[(&str, &[u8])]) -> ValueSpace {
        let value = |(key, value): &(&str, &[u8])| PluginValue {
            key: (*key).to_owned(),
            value: value.to_vec(),
            expires_at: None,
        };
        let values = stored(stored_.iter().map(value).collect());
        ValueSpace::new(Arc::new(values), Timestamp(1_000))
    }

    #[test]
    fn writes_are_seen_at_once_and_become_changes() {
        let mut space = space(&[("a", b"1"), ("b", b"2")]);
        space.set("a".into(), b"9".to_vec(), None).expect("fits");
        space.delete("b".into()).expect("a key");
        space.delete("never there".into()).expect("a key");
        assert_eq!(space.get("a"), Ok(Some(b"9".to_vec())));
        assert_eq!(space.get("b"), Ok(None));
        let changes = space.into_changes();
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[1], ValueChange::Delete("b".into()));
    }

    #[test]
    fn a_write_of_what_is_there_is_no_change() {
        let mut space = space(&[("a", b"1")]);
        space.set("a".into(), b"1".to_vec(), None).expect("fits");
        assert!(space.into_changes().is_empty());
    }

    #[test]
    fn keys_values_and_the_sum_have_limits_that_deletes_give_back() {
        let mut space = space(&[]);
        let long = "k".repeat(KEY_BYTES + 1);
        assert!(space.get("").is_err() && space.get(&long).is_err());
        assert!(
            space
                .set("a".into(), vec![0; VALUE_BYTES + 1], None)
                .is_err()
        );
        let full = (0..).take_while(|n| {
            let key = format!("{n:04}");
            space.set(key, vec![0; VALUE_BYTES - 4], None).is_ok()
        });
        assert_eq!(full.count(), TOTAL_BYTES / VALUE_BYTES);
        space.delete("0000".into()).expect("a key");
        assert!(space.set("z".into(), vec![0; 1_000], None).is_ok());
        assert!(
            space
                .set("z".into(), vec![0; VALUE_BYTES - 1], None)
                .is_ok()
        );
        assert!(space.set("y".into(), vec![0; 1_000], None).is_err());
    }

    #[test]
    fn a_value_is_gone_when_its_time_is_over() {
        let mut space = space(&[]);
        space.set("now".into(), vec![1], Some(0)).expect("fits");
        space.set("later".into(), vec![1], Some(1)).expect("fits");
        assert_eq!(space.get("now"), Ok(None));
        assert_eq!(space.get("later"), Ok(Some(vec![1])));
    }
}
