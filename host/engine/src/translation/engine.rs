//! One translator of the operator's list.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    LanguagePair, PairState, Translation,
    cache::CacheKey,
    health::Health,
    keep, tags,
    work::{Answers, Work, checked, jobs},
};
use crate::{
    courier::lock,
    ports::{TranslateFault, TranslationJob, Translator, TranslatorCapacity},
};

/// A translator, with what is known of it.
pub(super) struct TranslationEngine {
    pub(super) name: Arc<str>,
    pub(super) port: Arc<dyn Translator>,
    capacity: Mutex<Option<Arc<TranslatorCapacity>>>,
    pub(super) health: Mutex<Health>,
}

impl TranslationEngine {
    pub(super) fn new(name: String, port: Arc<dyn Translator>) -> Self {
        Self {
            name: name.into(),
            port,
            capacity: Mutex::default(),
            health: Mutex::default(),
        }
    }

    /// Whether it is worth asking for a pair at this moment.
    pub(super) fn takes(&self, pair: &LanguagePair) -> bool {
        self.names(pair) && lock(&self.health).takes(pair, Instant::now())
    }

    /// Whether it serves a pair, as far as anyone knows.
    pub(super) fn serves(&self, pair: &LanguagePair) -> bool {
        self.names(pair) && !lock(&self.health).refuses(pair)
    }

    fn names(&self, pair: &LanguagePair) -> bool {
        let capacity = lock(&self.capacity).clone();
        capacity.is_none_or(|capacity| tags::serves(&capacity.targets, &pair.target))
    }

    /// Its capacity: asked for once.
    pub(super) async fn capacity(&self) -> Result<Arc<TranslatorCapacity>, TranslateFault> {
        if let Some(known) = lock(&self.capacity).clone() {
            return Ok(known);
        }
        let told = Arc::new(self.port.capacity().await?);
        *lock(&self.capacity) = Some(told.clone());
        Ok(told)
    }

    /// Its component is another one, perhaps: what is known of it is asked for again.
    pub(super) fn forget_capacity(&self) {
        lock(&self.capacity).take();
    }

    /// Asks it for what is open. What it has answered is taken even if it is stopped half-way.
    pub(super) async fn ask(&self, work: &mut Work<'_>, pair: &LanguagePair, of: &Translation) {
        let open = work.open_lines();
        let mut answers = self.remembered(&open, pair, of);
        work.take(&self.name, &answers);
        let missing: Vec<&str> = open
            .into_iter()
            .filter(|line| !answers.contains_key(*line))
            .collect();
        if work.is_done() || missing.is_empty() {
            return;
        }
        let capacity = match self.capacity().await {
            Ok(capacity) => capacity,
            Err(fault) => return self.failed(pair, fault, of),
        };
        if !tags::serves(&capacity.targets, &pair.target) {
            return;
        }
        for lines in jobs(&missing, capacity.texts_max, capacity.chars_max) {
            match self.run(&lines, pair).await {
                Ok(translations) => {
                    lock(&self.health).went_well();
                    self.remember(&lines, translations, pair, of, &mut answers);
                    work.take(&self.name, &answers);
                }
                Err(fault) => return self.failed(pair, fault, of),
            }
        }
    }

    /// Runs one job; as many translations come back as there are lines.
    pub(super) async fn run(
        &self,
        lines: &[&str],
        pair: &LanguagePair,
    ) -> Result<Vec<String>, TranslateFault> {
        let mut kept: Vec<String> = Vec::new();
        for word in lines.iter().flat_map(|line| keep::kept(line)) {
            if !kept.iter().any(|known| known == word) {
                kept.push(word.to_owned());
            }
        }
        let job = TranslationJob {
            texts: lines.iter().map(|line| (*line).to_owned()).collect(),
            source: pair.source.clone(),
            target: pair.target.clone(),
            keep: kept,
        };
        let translations = self.port.translate(&job).await?;
        if translations.len() == lines.len() {
            return Ok(translations);
        }
        Err(TranslateFault::Unavailable {
            message: "it answered another number of texts than it was given".to_owned(),
            retry_after: None,
        })
    }

    fn remembered(&self, lines: &[&str], pair: &LanguagePair, of: &Translation) -> Answers {
        let mut cache = lock(&of.0.cache);
        let known = lines.iter().filter_map(|line| {
            let answer = cache.get(&self.key(line, pair))?;
            Some(((*line).to_owned(), Some(answer)))
        });
        known.collect()
    }

    fn remember(
        &self,
        lines: &[&str],
        translations: Vec<String>,
        pair: &LanguagePair,
        of: &Translation,
        answers: &mut Answers,
    ) {
        let mut cache = lock(&of.0.cache);
        for (line, answer) in lines.iter().zip(translations) {
            let answer = checked(line, &answer);
            if let Some(answer) = &answer {
                cache.put(self.key(line, pair), answer.clone());
            }
            answers.insert((*line).to_owned(), answer);
        }
    }

    fn key(&self, line: &str, pair: &LanguagePair) -> CacheKey {
        CacheKey {
            engine: self.name.clone(),
            source: pair.source.as_str().into(),
            target: pair.target.as_str().into(),
            line: line.into(),
        }
    }

    fn failed(&self, pair: &LanguagePair, fault: TranslateFault, of: &Translation) {
        let (engine, LanguagePair { source, target }) = (&*self.name, pair);
        tracing::debug!(engine, source, target, %fault, "a translator gave no translation");
        let mut health = lock(&self.health);
        match fault {
            TranslateFault::Unsupported => {
                let at = of.0.clock.now();
                health.tried(pair.clone(), PairState::Unsupported, at);
            }
            TranslateFault::Refused(_) => {}
            TranslateFault::Unavailable {
                message,
                retry_after,
            } => self.note(&mut health, &message, retry_after),
        }
    }

    /// It did not answer in its share of the time.
    pub(super) fn was_late(&self) {
        self.note(&mut lock(&self.health), "it took too long", None);
    }

    fn note(&self, health: &mut Health, message: &str, asks: Option<Duration>) {
        let now = Instant::now();
        let rested = health.rests(now);
        health.failed(message, asks, now);
        if !rested && health.rests(now) {
            let engine = &*self.name;
            tracing::warn!(engine, "a translator is left alone for a while: {message}");
        }
    }
}
