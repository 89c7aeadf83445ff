//! What contacts say in the language of the agent who has their conversation.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use frontdesk_core::{
    ConversationId, Input, Language, Languages, MessageTranslation, Seq, TranslationFailure,
    TranslationOutcome,
};
use frontdesk_engine::{
    Limits,
    ports::{TranslateFault, TranslationJob, Translator, TranslatorCapacity},
    translation::{Parties, Translation, TranslationConfig},
};
use frontdesk_store::{MemoryStore, records};
use tokio::sync::watch;

use crate::bench::{Bench, TestClock, agent, replied, wrote};

/// Writes the target language before each line; can be told to fail, and to wait.
struct Parrot {
    fails: AtomicBool,
    waits: watch::Sender<bool>,
    asked: Mutex<Vec<String>>,
}

impl Parrot {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            fails: AtomicBool::new(false),
            waits: watch::Sender::new(false),
            asked: Mutex::default(),
        })
    }

    fn wait(&self, on: bool) {
        self.waits.send_replace(on);
    }

    fn fail(&self, on: bool) {
        self.fails.store(on, Ordering::SeqCst);
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Translator for Parrot {
    async fn capacity(&self) -> Result<TranslatorCapacity, TranslateFault> {
        Ok(TranslatorCapacity {
            texts_max: 50,
            chars_max: 10_000,
            targets: Vec::new(),
        })
    }

    async fn translate(&self, job: &TranslationJob) -> Result<Vec<String>, TranslateFault> {
        self.asked.lock().unwrap().extend(job.texts.clone());
        let mut waits = self.waits.subscribe();
        waits.wait_for(|waits| !waits).await.unwrap();
        if self.fails.load(Ordering::SeqCst) {
            return Err(TranslateFault::Unavailable {
                message: "gone".to_owned(),
                retry_after: None,
            });
        }
        let target = &job.target;
        Ok(job
            .texts
            .iter()
            .map(|text| format!("{target}:{text}"))
            .collect())
    }
}

fn language(tag: &str) -> Language {
    Language::new(tag).unwrap()
}

/// Contacts write Spanish, Ana reads English, and Bea German.
fn config(parrot: &Arc<Parrot>) -> TranslationConfig {
    let speaks = |name: &str, primary: &str| {
        let languages = Languages {
            primary: language(primary),
            secondary: Vec::new(),
        };
        (agent(name), languages)
    };
    TranslationConfig {
        engines: vec![("parrot".to_owned(), parrot.clone() as Arc<dyn Translator>)],
        parties: Parties {
            agents: BTreeMap::from([speaks("ana", "en"), speaks("bea", "de")]),
            default_language: Some(language("es")),
            is_on: true,
        },
        ..TranslationConfig::default()
    }
}

async fn bench(store: MemoryStore, parrot: &Arc<Parrot>) -> Bench {
    let translation = Translation::new(config(parrot), Arc::new(TestClock::new()));
    let limits = Limits::default();
    let bench = Bench::translating(store, limits, BTreeMap::new(), translation);
    bench.await.unwrap()
}

/// Ana talks with a contact whose first message, `Hello`, is translated.
async fn talk(parrot: &Arc<Parrot>) -> (Bench, ConversationId) {
    let bench = bench(MemoryStore::new(), parrot).await;
    bench.ready("ana").await;
    let conversation = bench.assigned("chat", "ana").await;
    bench.translated(conversation, 1, "en:Hello").await;
    (bench, conversation)
}

fn done(text: &str) -> TranslationOutcome {
    TranslationOutcome::Done {
        text: text.into(),
        engine: "parrot".into(),
    }
}

impl Bench {
    async fn says(&self, words: &str) -> Seq {
        let wrote = self.submit(wrote("chat", "visitor", words)).await;
        wrote.unwrap().seq.unwrap()
    }

    /// Waits until a message's translation is shown with this outcome.
    async fn shows(&self, conversation: ConversationId, seq: u32, outcome: &TranslationOutcome) {
        let shown = || {
            let shown = self.shown.translations.lock().unwrap();
            let found = shown
                .iter()
                .rev()
                .find(|(of, at, _)| (*of, *at) == (conversation, Seq(seq)))?;
            (found.2.outcome == *outcome).then_some(())
        };
        self.shown.until_there(shown).await;
    }

    async fn translated(&self, conversation: ConversationId, seq: u32, text: &str) {
        self.shows(conversation, seq, &done(text)).await;
    }

    async fn kept(&self, conversation: ConversationId) -> Vec<(u32, MessageTranslation)> {
        let kept = records::translations(&self.store, conversation, Seq(1), Seq(u32::MAX)).await;
        let kept = kept.unwrap().into_iter();
        kept.map(|(seq, translation)| (seq.0, translation))
            .collect()
    }

    async fn switch(&self, conversation: ConversationId, name: &str, on: bool) {
        let input = Input::TranslationSwitched {
            conversation,
            agent: agent(name),
            on,
        };
        self.submit(input).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_is_there_at_once_and_its_translation_when_it_comes() {
    let parrot = Parrot::new();
    let (bench, conversation) = talk(&parrot).await;
    parrot.wait(true);
    let seq = bench.says("¿Dónde está mi pedido?").await;
    // Others go on while the translator takes its time.
    bench
        .submit(replied(conversation, "ana", "One moment"))
        .await
        .unwrap();
    bench.says("Gracias").await;
    assert_eq!(bench.kept(conversation).await.len(), 1);
    parrot.wait(false);
    bench
        .translated(conversation, seq.0, "en:¿Dónde está mi pedido?")
        .await;
    bench
        .translated(conversation, seq.0 + 2, "en:Gracias")
        .await;
    let kept = bench.kept(conversation).await;
    let seqs: Vec<u32> = kept.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(
        seqs,
        [1, seq.0, seq.0 + 2],
        "what the agent wrote is not translated"
    );
    assert_eq!((&*kept[1].1.source, &*kept[1].1.target), ("es", "en"));
}

#[tokio::test(start_paused = true)]
async fn a_translation_is_shown_only_once_it_is_durable() {
    let parrot = Parrot::new();
    let (bench, conversation) = talk(&parrot).await;
    parrot.wait(true);
    let seq = bench.says("Gracias").await;
    bench.store.hold();
    parrot.wait(false);
    bench.store.wait_until_held().await;
    tokio::task::yield_now().await;
    assert_eq!(bench.shown.translations.lock().unwrap().len(), 1);
    bench.store.release();
    bench.translated(conversation, seq.0, "en:Gracias").await;
    assert_eq!(bench.kept(conversation).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_one_run_did_not_come_to_the_next_one_translates_and_nothing_twice() {
    let parrot = Parrot::new();
    let (bench, conversation) = talk(&parrot).await;
    parrot.wait(true);
    let seq = bench.says("Gracias").await;
    let store = bench.store.crash();
    drop(bench);
    let next_parrot = Parrot::new();
    let next = self::bench(store, &next_parrot).await;
    next.translated(conversation, seq.0, "en:Gracias").await;
    assert_eq!(next_parrot.asked(), ["Gracias"]);
}

#[tokio::test(start_paused = true)]
async fn an_agent_who_takes_over_reads_everything_in_their_own_language() {
    let parrot = Parrot::new();
    let (bench, conversation) = talk(&parrot).await;
    let seq = bench.says("Gracias").await;
    bench.translated(conversation, seq.0, "en:Gracias").await;
    let known = bench.shown.offer(&[]).await;
    let leaves = Input::PresenceDeclared {
        agent: agent("ana"),
        presence: frontdesk_core::Presence::Offline,
    };
    bench.submit(leaves).await.unwrap();
    let back = Input::ConversationRequeued {
        conversation,
        by: agent("ana"),
    };
    bench.submit(back).await.unwrap();
    bench.ready("bea").await;
    let offer = bench.shown.offer(&[known]).await;
    let accepted = Input::OfferAccepted {
        offer,
        agent: agent("bea"),
    };
    bench.submit(accepted).await.unwrap();
    bench.translated(conversation, 1, "de:Hello").await;
    bench.translated(conversation, seq.0, "de:Gracias").await;
    let targets: Vec<(u32, String)> = bench
        .kept(conversation)
        .await
        .into_iter()
        .map(|(seq, kept)| (seq, kept.target.to_string()))
        .collect();
    let both = |seq: u32| [(seq, "de".to_owned()), (seq, "en".to_owned())];
    assert_eq!(
        targets,
        [both(1), both(seq.0)].concat(),
        "the first agent's are kept"
    );
}

#[tokio::test(start_paused = true)]
async fn an_agent_switches_it_for_one_conversation() {
    let parrot = Parrot::new();
    let (bench, conversation) = talk(&parrot).await;
    bench.switch(conversation, "ana", false).await;
    let off = bench.says("Gracias").await;
    let asked = parrot.asked().len();
    bench.switch(conversation, "ana", true).await;
    bench.translated(conversation, off.0, "en:Gracias").await;
    assert_eq!(parrot.asked().len(), asked + 1);
}

#[tokio::test(start_paused = true)]
async fn who_shares_the_language_needs_no_translator() {
    let parrot = Parrot::new();
    let mut config = config(&parrot);
    config.parties.default_language = Some(language("en-GB"));
    let translation = Translation::new(config, Arc::new(TestClock::new()));
    let (store, limits) = (MemoryStore::new(), Limits::default());
    let bench = Bench::translating(store, limits, BTreeMap::new(), translation);
    let bench = bench.await.unwrap();
    bench.ready("ana").await;
    bench.assigned("chat", "ana").await;
    bench.says("Thank you").await;
    assert!(parrot.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_translation_that_failed_is_told_and_can_be_tried_again() {
    let parrot = Parrot::new();
    let (bench, conversation) = talk(&parrot).await;
    parrot.fail(true);
    let seq = bench.says("Gracias").await;
    let failed = TranslationOutcome::Failed(TranslationFailure::Failed);
    bench.shows(conversation, seq.0, &failed).await;
    parrot.fail(false);
    let kept = records::conversation(&bench.store, conversation).await;
    let kept = kept.unwrap().unwrap();
    assert!(bench.engine.translate_again(&kept, seq).await.unwrap());
    bench.translated(conversation, seq.0, "en:Gracias").await;
    assert_eq!(
        bench.kept(conversation).await.len(),
        2,
        "it replaces the failure"
    );
    let none = bench.engine.translate_again(&kept, Seq(99)).await;
    assert!(!none.unwrap());
}

#[tokio::test(start_paused = true)]
async fn other_translators_translate_what_waited_for_them() {
    let parrot = Parrot::new();
    let without = Translation::none(Arc::new(TestClock::new()));
    let (store, limits) = (MemoryStore::new(), Limits::default());
    let bench = Bench::translating(store, limits, BTreeMap::new(), without);
    let bench = bench.await.unwrap();
    bench.ready("ana").await;
    let conversation = bench.assigned("chat", "ana").await;
    bench.engine.replace_translation(config(&parrot)).await;
    bench.translated(conversation, 1, "en:Hello").await;
}
