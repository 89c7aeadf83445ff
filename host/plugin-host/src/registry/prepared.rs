//! A change that has been checked and waits to be made.

use std::{collections::BTreeMap, fmt, sync::Arc};

use tokio::{sync::MutexGuard, task::spawn_blocking};

use super::{
    Registry,
    digest::Digest,
    lock::{Entries, Locked},
    making::Candidate,
    slot::PluginSlot,
    spec::Rules,
};

/// Everything that is wanted, loaded and tried. Dropped, it changes nothing.
pub struct Prepared<'a> {
    registry: &'a Registry,
    guard: MutexGuard<'a, Rules>,
    rules: Rules,
    candidates: Vec<Candidate>,
}

/// What a commit does to one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swap {
    /// It begins to run.
    Added {
        /// The name.
        name: String,
        /// The component's version.
        version: String,
    },
    /// Another generation takes over.
    Swapped {
        /// The name.
        name: String,
        /// The component's version before and behind.
        versions: (String, String),
        /// The digests before and behind; equal when only the configuration changed.
        digests: (Digest, Digest),
        /// What of the configuration changed.
        configuration: Vec<&'static str>,
    },
    /// It runs no more.
    Removed {
        /// The name.
        name: String,
    },
}

impl fmt::Display for Swap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { name, version } => write!(f, "plugin {name}: added, version {version}"),
            Self::Removed { name } => write!(f, "plugin {name}: removed"),
            Self::Swapped {
                name,
                versions: (was, is),
                digests: (before, behind),
                configuration,
            } => {
                write!(f, "plugin {name}: swapped")?;
                if before != behind {
                    let (before, behind) = (before.short(), behind.short());
                    write!(f, ", version {was} ({before}) -> {is} ({behind})")?;
                }
                if !configuration.is_empty() {
                    write!(f, ", new {}", configuration.join(", "))?;
                }
                Ok(())
            }
        }
    }
}

impl<'a> Prepared<'a> {
    pub(super) fn new(
        registry: &'a Registry,
        guard: MutexGuard<'a, Rules>,
        rules: Rules,
        candidates: Vec<Candidate>,
    ) -> Self {
        Self {
            registry,
            guard,
            rules,
            candidates,
        }
    }

    /// Every name as it will be. A new one answers calls already.
    pub fn slots(&self) -> BTreeMap<String, Arc<PluginSlot>> {
        let slot = |it: &Candidate| (it.spec.name.clone(), Arc::clone(&it.slot));
        self.candidates.iter().map(slot).collect()
    }

    /// What a commit will do; what stays as it is, is left out.
    pub fn swaps(&self) -> Vec<Swap> {
        let mut swaps: Vec<_> = self.candidates.iter().filter_map(swap).collect();
        let gone = self.registry.slots().into_keys().filter(|name| {
            let is_wanted = |it: &Candidate| it.spec.name == *name;
            !self.candidates.iter().any(is_wanted)
        });
        swaps.extend(gone.map(|name| Swap::Removed { name }));
        swaps
    }

    /// Makes the change: writes the lock, then lets every name's calls go to its new generation.
    /// Calls under way finish where they began.
    pub async fn commit(self) -> Vec<Swap> {
        let swaps = self.swaps();
        let Self {
            registry,
            mut guard,
            rules,
            candidates,
        } = self;
        let entries = lock(registry, &candidates).await;
        let mut slots = BTreeMap::new();
        for candidate in candidates {
            let slot = candidate.slot;
            if let Some(generation) = candidate.generation {
                slot.swap(generation);
            }
            slot.set_trouble(candidate.trouble);
            if let Some(entry) = entries.get(slot.name()) {
                slot.set_earlier(entry.earlier.clone());
            }
            slots.insert(slot.name().to_owned(), slot);
        }
        registry.set_slots(slots);
        registry.tidy_shelf();
        registry.tick();
        *guard = rules;
        swaps
    }
}

fn swap(candidate: &Candidate) -> Option<Swap> {
    let name = candidate.spec.name.clone();
    let current = candidate.slot.generation();
    let version = |generation: &super::slot::Generation| {
        let descriptor = generation.plugin.descriptor();
        descriptor.version.clone()
    };
    if candidate.is_new {
        let version = version(&current);
        return Some(Swap::Added { name, version });
    }
    let next = candidate.generation.as_ref()?;
    Some(Swap::Swapped {
        name,
        versions: (version(&current), version(next)),
        digests: (current.digest, next.digest),
        configuration: next.spec.differences(&current.spec),
    })
}

/// Writes what will run, and gives the lock as it is then. A lock that cannot be written (a folder
/// that is read-only, say) does not stop the change: it is said, and the next start decides anew.
async fn lock(registry: &Registry, candidates: &[Candidate]) -> Entries {
    let now = registry.clock.now();
    let running: Vec<_> = candidates
        .iter()
        .map(|candidate| {
            let current = candidate.slot.generation();
            let next = candidate.generation.as_ref().unwrap_or(&current);
            let descriptor = next.plugin.descriptor();
            let entry = Locked {
                file: candidate.spec.file_name(),
                sha256: next.digest,
                id: descriptor.id.clone(),
                version: descriptor.version.clone(),
                since_ms: now.0,
                earlier: None,
                passed_over: None,
            };
            (candidate.spec.name.clone(), candidate.is_from_file, entry)
        })
        .collect();
    let lock = registry.lock.clone();
    let write = move || {
        lock.change(|entries| {
            for (name, is_from_file, entry) in running {
                let entry = match entries.get(&name) {
                    // What was kept is locked as it is.
                    Some(_) if !is_from_file => continue,
                    Some(known) => known.next(&entry.file, entry.sha256, &entry.version, now),
                    None => entry,
                };
                entries.insert(name, entry);
            }
            entries.clone()
        })
    };
    match spawn_blocking(write).await {
        Ok(Ok(entries)) => return entries,
        Ok(Err(error)) => tracing::warn!("what runs is not locked: {error}"),
        Err(error) => tracing::error!(error = %error, "writing the lock failed"),
    }
    registry.lock.read().unwrap_or_default()
}
