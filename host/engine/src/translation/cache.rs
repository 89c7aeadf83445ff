//! Translations that were had before, the latest used ones, in bounded memory.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// What an entry costs beside its texts.
const ENTRY_BYTES: usize = 200;

/// What was translated, by whom, between which languages.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct CacheKey {
    pub(super) engine: Arc<str>,
    pub(super) source: Arc<str>,
    pub(super) target: Arc<str>,
    pub(super) line: Arc<str>,
}

/// The cache.
pub(super) struct Cache {
    entries: HashMap<CacheKey, Entry>,
    /// Keys by their last use.
    uses: BTreeMap<u64, CacheKey>,
    next_use: u64,
    bytes: usize,
    bytes_max: usize,
}

struct Entry {
    translation: Arc<str>,
    used: u64,
}

impl Cache {
    /// A cache that holds at most so many bytes; with 0 it holds nothing.
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            entries: HashMap::new(),
            uses: BTreeMap::new(),
            next_use: 0,
            bytes: 0,
            bytes_max,
        }
    }

    /// Another bound; what does not fit any more goes.
    pub(super) fn resize(&mut self, bytes_max: usize) {
        self.bytes_max = bytes_max;
        self.shrink();
    }

    pub(super) fn get(&mut self, key: &CacheKey) -> Option<Arc<str>> {
        let used = self.next_use;
        let entry = self.entries.get_mut(key)?;
        self.next_use += 1;
        if let Some(key) = self.uses.remove(&entry.used) {
            self.uses.insert(used, key);
        }
        entry.used = used;
        Some(entry.translation.clone())
    }

    pub(super) fn put(&mut self, key: CacheKey, translation: Arc<str>) {
        let bytes = cost(&key, &translation);
        if bytes > self.bytes_max {
            return;
        }
        let used = self.next_use;
        self.next_use += 1;
        let entry = Entry { translation, used };
        if let Some(old) = self.entries.insert(key.clone(), entry) {
            self.uses.remove(&old.used);
            self.bytes = self.bytes.saturating_sub(cost(&key, &old.translation));
        }
        self.uses.insert(used, key);
        self.bytes += bytes;
        self.shrink();
    }

    fn shrink(&mut self) {
        while self.bytes > self.bytes_max {
            let Some((_, oldest)) = self.uses.pop_first() else {
                return;
            };
            if let Some(entry) = self.entries.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(cost(&oldest, &entry.translation));
            }
        }
    }
}

fn cost(key: &CacheKey, translation: &str) -> usize {
    key.line.len() + translation.len() + ENTRY_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(line: &str) -> CacheKey {
        CacheKey {
            engine: "apertium".into(),
            source: "en".into(),
            target: "es".into(),
            line: line.into(),
        }
    }

    #[test]
    fn the_longest_unused_goes_first() {
        let mut cache = Cache::new(3 * (ENTRY_BYTES + 2));
        for line in ["a", "b", "c"] {
            cache.put(key(line), "x".into());
        }
        assert_eq!(cache.get(&key("a")).as_deref(), Some("x"));
        cache.put(key("d"), "x".into());
        assert!(cache.get(&key("b")).is_none());
        for line in ["a", "c", "d"] {
            assert!(cache.get(&key(line)).is_some(), "{line}");
        }
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let mut cache = Cache::new(2_000);
        for number in 0..500 {
            cache.put(key(&"y".repeat(number)), "z".into());
            cache.put(key("always the same"), "z".repeat(number).into());
            assert!(cache.bytes <= 2_000);
            assert_eq!(cache.entries.len(), cache.uses.len());
        }
        cache.resize(0);
        assert_eq!((cache.bytes, cache.entries.len()), (0, 0));
        cache.put(key("a"), "x".into());
        assert!(cache.get(&key("a")).is_none());
    }

    #[test]
    fn other_engines_and_languages_have_entries_of_their_own() {
        let mut cache = Cache::new(10_000);
        cache.put(key("a"), "x".into());
        let other = CacheKey {
            target: "ca".into(),
            ..key("a")
        };
        assert!(cache.get(&other).is_none());
    }
}
