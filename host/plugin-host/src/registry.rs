//! Named plugins: what the operator wants, loaded, checked, swapped whole, and put back.
//!
//! A name is a [`PluginSlot`], which stays; what runs under it is a generation, which is replaced.
//! Whoever calls a slot calls the generation of that moment and finishes on it, whatever is swapped
//! meanwhile. Changes are made one at a time, in two steps: [`Registry::prepare`] loads and checks
//! everything that is new and touches nothing, [`Prepared::commit`] swaps it all.
//!
//! Why a file is taken or not, and what is run instead, is in `host/decisions/0012`.

mod admin;
mod calls;
mod choice;
mod connector_calls;
mod digest;
mod lock;
mod making;
mod prepared;
mod rights;
mod self_test;
mod shelf;
mod signature;
mod slot;
mod spec;
mod status;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use frontdesk_engine::ports::{Clock, PluginTrouble, PluginValues};
use tokio::sync::{Mutex, watch};

pub(crate) use self::self_test::{Forgetful, rubbish, session, webhook};
pub use self::{
    digest::{Digest, NotADigest},
    lock::{Earlier, Entries, LockError, LockFile, Locked},
    prepared::{Prepared, Swap},
    signature::SignatureRule,
    slot::PluginSlot,
    spec::{Desired, PluginSpec, Rules},
};
use self::{making::Making, shelf::Shelf};
use crate::{
    PluginHost,
    load::Stage,
    renewal::Tokens,
    settings::SettingsProblem,
    web_call::{WebCall, WebCallSpec},
};

/// What a registry is made of.
pub struct RegistryConfig {
    /// Loads components.
    pub host: PluginHost,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Where plugins keep their values.
    pub values: Arc<dyn PluginValues>,
    /// What is locked.
    pub lock: LockFile,
}

/// Every named plugin.
pub struct Registry {
    host: PluginHost,
    clock: Arc<dyn Clock>,
    values: Arc<dyn PluginValues>,
    tokens: Tokens,
    lock: LockFile,
    shelf: Shelf,
    slots: RwLock<BTreeMap<String, Arc<PluginSlot>>>,
    /// Held by whoever changes anything, so that two changes never mix.
    changing: Mutex<Rules>,
    /// Ticks at each change and each refusal.
    ticks: watch::Sender<u64>,
}

/// What is wrong with one plugin that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("plugin \"{name}\" ({file}): {trouble}")]
pub struct PluginProblem {
    /// Its name in the operator's TOML.
    pub name: String,
    /// Its file.
    pub file: String,
    /// What is wrong, and in which stage.
    pub trouble: PluginTrouble,
    /// The stage, when it is one of loading.
    pub stage: Option<Stage>,
    /// Settings that do not fit its schema.
    pub settings: Vec<SettingsProblem>,
}

/// Nothing was changed, and why.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Plugins that cannot be run, all of them.
    #[error("{}", lines(.0))]
    Plugins(Vec<PluginProblem>),
}

fn lines(problems: &[PluginProblem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl Registry {
    /// An empty registry. Copies of what runs and ran are kept in the folder `shelf`, made with mode
    /// 0700.
    pub fn open(config: RegistryConfig, shelf: &Path) -> io::Result<Self> {
        let RegistryConfig {
            host,
            clock,
            values,
            lock,
        } = config;
        let ticks = watch::Sender::new(0);
        let tokens = Tokens::new(Arc::clone(&values), Arc::clone(&clock), ticks.clone());
        Ok(Self {
            host,
            clock,
            values,
            tokens,
            lock,
            shelf: Shelf::open(shelf)?,
            slots: RwLock::default(),
            changing: Mutex::default(),
            ticks,
        })
    }

    /// What runs under a name.
    pub fn slot(&self, name: &str) -> Option<Arc<PluginSlot>> {
        self.read_slots().get(name).cloned()
    }

    /// Everything that runs, by name.
    pub fn slots(&self) -> BTreeMap<String, Arc<PluginSlot>> {
        self.read_slots().clone()
    }

    /// A call of a script's own, on the connections that plugins' requests use; otherwise why it cannot be made.
    pub fn web_call(&self, spec: WebCallSpec) -> Result<WebCall, String> {
        WebCall::new(&self.host, spec)
    }

    /// Loads and checks what is new or changed, and changes nothing: the answer can be looked at,
    /// committed or dropped. Until then no other change is made. A plugin that cannot be run is named,
    /// and what runs under its name goes on and shows the trouble.
    pub async fn prepare(&self, desired: Desired) -> Result<Prepared<'_>, PrepareError> {
        let guard = self.changing.lock().await;
        let locked = self.lock.read()?;
        let mut candidates = Vec::new();
        let mut problems = Vec::new();
        for spec in desired.plugins {
            let spec = Arc::new(spec);
            let making = Making {
                registry: self,
                spec: &spec,
                slot: self.slot(&spec.name),
                locked: locked.get(&spec.name),
                rules: &desired.rules,
            };
            match making.candidate().await {
                Ok(candidate) => candidates.push(candidate),
                Err(failure) => {
                    let problem = making.problem(failure);
                    if let Some(slot) = &making.slot {
                        slot.set_trouble(Some(problem.trouble.clone()));
                    }
                    problems.push(problem);
                }
            }
        }
        if problems.is_empty() {
            Ok(Prepared::new(self, guard, desired.rules, candidates))
        } else {
            self.tick();
            Err(PrepareError::Plugins(problems))
        }
    }

    /// Prepares and commits.
    pub async fn apply(&self, desired: Desired) -> Result<Vec<Swap>, PrepareError> {
        Ok(self.prepare(desired).await?.commit().await)
    }

    fn tick(&self) {
        self.ticks.send_modify(|tick| *tick = tick.wrapping_add(1));
    }

    /// Lets go of kept copies that no entry of the lock names.
    fn tidy_shelf(&self) {
        let wanted = |entries: Entries| -> BTreeSet<Digest> {
            let digests = entries.into_values().flat_map(|entry| {
                let earlier = entry.earlier.map(|earlier| earlier.sha256);
                [Some(entry.sha256), earlier]
            });
            digests.flatten().collect()
        };
        let tidied = match self.lock.read() {
            Ok(entries) => {
                let mut wanted = wanted(entries);
                // A lock that cannot be written does not name them.
                wanted.extend(self.slots().values().map(|slot| slot.generation().digest));
                self.shelf.clear(&wanted)
            }
            // What is wanted is unknown: everything stays.
            Err(_) => return,
        };
        if let Err(error) = tidied {
            tracing::debug!(error = %error, "old copies of components stay");
        }
    }

    fn read_slots(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<PluginSlot>>> {
        self.slots.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_slots(&self, slots: BTreeMap<String, Arc<PluginSlot>>) {
        let mut held = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        // Dropped outside of the lock: it may be the last of many instances.
        let old = std::mem::replace(&mut *held, slots);
        drop(held);
        drop(old);
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}
