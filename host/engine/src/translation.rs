//! Texts from one language to another, by whichever configured translator serves the pair.
//!
//! Translators are asked in the operator's order, each for its share of the time, and what one cannot
//! do the next one is asked for. All of it takes no longer than the operator allows, and then there is
//! no translation: nothing waits for one. What comes back is believed only if it is something and has
//! in it everything that was to be kept.

mod cache;
mod detect;
mod engine;
mod health;
mod keep;
mod lines;
mod parties;
mod tags;
mod trial;
mod work;

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use frontdesk_core::TranslationFailure;
use tokio::time::{Instant, timeout_at};

use self::{cache::Cache, engine::TranslationEngine, work::Work};
pub use self::{
    detect::detect,
    health::{LanguagePair, PairState, PairTrial},
    parties::{Between, Parties},
    trial::EngineTrial,
    work::Rendered,
};
use crate::{
    courier::lock,
    ports::{Clock, Translator},
};

/// Where nobody waits for a translation it may take this many times as long.
const PATIENCE: u32 = 5;

/// How texts are translated.
#[derive(Clone)]
pub struct TranslationConfig {
    /// Translators by name, in the order in which they are asked; none: nothing is translated.
    pub engines: Vec<(String, Arc<dyn Translator>)>,
    /// How long one text may take, all translators together.
    pub timeout: Duration,
    /// Bytes of the cache.
    pub cache_bytes: usize,
    /// What is tried at the start and after each change.
    pub pairs: Vec<LanguagePair>,
    /// Who speaks what.
    pub parties: Parties,
}

impl Default for TranslationConfig {
    /// Nobody translates.
    fn default() -> Self {
        Self {
            engines: Vec::new(),
            timeout: Duration::from_secs(2),
            cache_bytes: 0,
            pairs: Vec::new(),
            parties: Parties::default(),
        }
    }
}

/// The translators of a gateway. Cheap to clone.
#[derive(Clone)]
pub struct Translation(Arc<Shared>);

struct Shared {
    setup: RwLock<Arc<Setup>>,
    cache: Mutex<Cache>,
    clock: Arc<dyn Clock>,
}

struct Setup {
    engines: Vec<TranslationEngine>,
    timeout: Duration,
    pairs: Vec<LanguagePair>,
    parties: Arc<Parties>,
}

impl Translation {
    /// With these translators.
    pub fn new(config: TranslationConfig, clock: Arc<dyn Clock>) -> Self {
        let cache = Cache::new(config.cache_bytes);
        Self(Arc::new(Shared {
            setup: RwLock::new(Arc::new(Setup::new(config))),
            cache: Mutex::new(cache),
            clock,
        }))
    }

    /// Without any translator.
    pub fn none(clock: Arc<dyn Clock>) -> Self {
        Self::new(TranslationConfig::default(), clock)
    }

    /// With other translators from here on. What is under way ends with those before.
    pub fn replace(&self, config: TranslationConfig) {
        lock(&self.0.cache).resize(config.cache_bytes);
        let setup = Arc::new(Setup::new(config));
        let shared = &self.0.setup;
        *shared.write().unwrap_or_else(PoisonError::into_inner) = setup;
    }

    /// Who speaks what.
    pub fn parties(&self) -> Arc<Parties> {
        self.setup().parties.clone()
    }

    /// Translates one text that somebody waits for, in the operator's time.
    pub async fn translate(
        &self,
        text: &str,
        pair: &LanguagePair,
    ) -> Result<Rendered, TranslationFailure> {
        let setup = self.setup();
        let mut done = self.run(&setup, &[text], pair, setup.timeout).await;
        done.pop().unwrap_or(Err(TranslationFailure::Failed))
    }

    /// Translates texts together for which nobody waits; each has a result of its own.
    pub async fn translate_all(
        &self,
        texts: &[&str],
        pair: &LanguagePair,
    ) -> Vec<Result<Rendered, TranslationFailure>> {
        let setup = self.setup();
        let patience = setup.timeout.saturating_mul(PATIENCE);
        self.run(&setup, texts, pair, patience).await
    }

    async fn run(
        &self,
        setup: &Setup,
        texts: &[&str],
        pair: &LanguagePair,
        time: Duration,
    ) -> Vec<Result<Rendered, TranslationFailure>> {
        let (mut work, began) = (Work::new(texts), Instant::now());
        let until = began.checked_add(time).unwrap_or(began);
        let candidates: Vec<_> = setup.engines.iter().filter(|e| e.takes(pair)).collect();
        let mut is_late = false;
        for (place, engine) in candidates.iter().enumerate() {
            if work.is_done() {
                break;
            }
            let left = until.saturating_duration_since(Instant::now());
            let others = u32::try_from(candidates.len() - place).unwrap_or(1).max(1);
            let share = Instant::now() + left / others;
            let asked = timeout_at(share, engine.ask(&mut work, pair, self));
            is_late = asked.await.is_err();
            if is_late {
                engine.was_late();
            }
        }
        let why = match () {
            () if !setup.engines.iter().any(|engine| engine.serves(pair)) => {
                TranslationFailure::NoTranslator
            }
            () if is_late => TranslationFailure::TimedOut,
            () => TranslationFailure::Failed,
        };
        let done = work.finish().into_iter().map(|done| done.ok_or(why));
        let done: Vec<_> = done.collect();
        count(&done);
        done
    }

    fn setup(&self) -> Arc<Setup> {
        let setup = self.0.setup.read();
        setup.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn count(done: &[Result<Rendered, TranslationFailure>]) {
    for done in done {
        let outcome = match done {
            Ok(_) => "done",
            Err(TranslationFailure::NoTranslator) => "no_translator",
            Err(TranslationFailure::TimedOut) => "timed_out",
            Err(TranslationFailure::Failed) => "failed",
        };
        metrics::counter!("frontdesk_translations_total", "outcome" => outcome).increment(1);
    }
}

impl Setup {
    fn new(config: TranslationConfig) -> Self {
        let TranslationConfig {
            engines,
            timeout,
            cache_bytes: _,
            pairs,
            mut parties,
        } = config;
        parties.is_on = !engines.is_empty();
        let engine = |(name, port): (String, _)| TranslationEngine::new(name, port);
        Self {
            engines: engines.into_iter().map(engine).collect(),
            timeout,
            pairs,
            parties: Arc::new(parties),
        }
    }
}

impl std::fmt::Debug for Translation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Translation").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
