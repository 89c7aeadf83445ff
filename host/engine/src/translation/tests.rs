//! Translators that fail, lie and take their time.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use frontdesk_core::Timestamp;

use super::*;
use crate::ports::{TranslateFault, TranslationJob, TranslatorCapacity};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp(43_200_000)
    }
}

/// What a translator does with a job.
type Does = dyn Fn(&TranslationJob) -> Result<Vec<String>, TranslateFault> + Send + Sync;

struct Fake {
    does: Box<Does>,
    takes: Duration,
    targets: Vec<String>,
    texts_max: usize,
    jobs: AtomicUsize,
}

impl Fake {
    fn new(does: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let each =
            move |job: &TranslationJob| Ok(job.texts.iter().map(|text| does(text)).collect());
        Self::of_jobs(each)
    }

    fn of_jobs(
        does: impl Fn(&TranslationJob) -> Result<Vec<String>, TranslateFault> + Send + Sync + 'static,
    ) -> Self {
        Self {
            does: Box::new(does),
            takes: Duration::ZERO,
            targets: Vec::new(),
            texts_max: 50,
            jobs: AtomicUsize::new(0),
        }
    }

    /// Marks each line with a letter.
    fn marking(mark: char) -> Self {
        Self::new(move |line| format!("{mark}:{line}"))
    }

    fn failing() -> Self {
        Self::of_jobs(|_| Err(unavailable()))
    }

    fn jobs(&self) -> usize {
        self.jobs.load(Ordering::SeqCst)
    }
}

fn unavailable() -> TranslateFault {
    TranslateFault::Unavailable {
        message: "connection refused".to_owned(),
        retry_after: None,
    }
}

#[async_trait]
impl Translator for Fake {
    async fn capacity(&self) -> Result<TranslatorCapacity, TranslateFault> {
        Ok(TranslatorCapacity {
            texts_max: self.texts_max,
            chars_max: 100,
            targets: self.targets.clone(),
        })
    }

    async fn translate(&self, job: &TranslationJob) -> Result<Vec<String>, TranslateFault> {
        self.jobs.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.takes).await;
        (self.does)(job)
    }
}

fn service(fakes: &[&Arc<Fake>]) -> Translation {
    let names = ["first", "second", "third"];
    let engines = names.iter().zip(fakes);
    let config = TranslationConfig {
        engines: engines
            .map(|(name, fake)| ((*name).to_owned(), Arc::clone(fake) as Arc<dyn Translator>))
            .collect(),
        cache_bytes: 100_000,
        ..TranslationConfig::default()
    };
    Translation::new(config, Arc::new(Noon))
}

fn into(target: &str) -> LanguagePair {
    LanguagePair {
        source: "en".to_owned(),
        target: target.to_owned(),
    }
}

async fn said(of: &Translation, text: &str) -> Result<(String, String), TranslationFailure> {
    let done = of.translate(text, &into("es")).await?;
    Ok((done.text, done.engine))
}

fn by(text: &str, engine: &str) -> (String, String) {
    (text.to_owned(), engine.to_owned())
}

#[tokio::test(start_paused = true)]
async fn the_first_that_serves_the_pair_translates() {
    let mut first = Fake::marking('1');
    first.targets = vec!["de".to_owned()];
    let (first, second) = (Arc::new(first), Arc::new(Fake::marking('2')));
    let service = service(&[&first, &second]);
    assert_eq!(said(&service, "hello").await, Ok(by("2:hello", "second")));
    assert_eq!(first.jobs(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_one_cannot_do_the_next_is_asked_for() {
    let first = Arc::new(Fake::failing());
    let second = Arc::new(Fake::marking('2'));
    let service = service(&[&first, &second]);
    assert_eq!(said(&service, "hello").await, Ok(by("2:hello", "second")));
}

#[tokio::test(start_paused = true)]
async fn a_slow_one_leaves_the_next_its_share_of_the_time() {
    let mut first = Fake::marking('1');
    first.takes = Duration::from_mins(1);
    let mut second = Fake::marking('2');
    second.takes = Duration::from_millis(900);
    let (first, second) = (Arc::new(first), Arc::new(second));
    let (service, began) = (service(&[&first, &second]), Instant::now());
    assert_eq!(said(&service, "hello").await, Ok(by("2:hello", "second")));
    assert!(began.elapsed() <= Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_the_operator_allows() {
    let mut slow = Fake::marking('1');
    slow.takes = Duration::from_mins(1);
    let slow = Arc::new(slow);
    let service = service(&[&slow, &slow, &slow]);
    let began = Instant::now();
    assert_eq!(
        said(&service, "hello").await,
        Err(TranslationFailure::TimedOut)
    );
    assert_eq!(began.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn one_that_is_gone_costs_time_only_a_few_times() {
    let mut slow = Fake::marking('1');
    slow.takes = Duration::from_mins(1);
    let slow = Arc::new(slow);
    let service = service(&[&slow]);
    for _ in 0..3 {
        assert!(said(&service, "hello").await.is_err());
    }
    let began = Instant::now();
    assert_eq!(
        said(&service, "hello").await,
        Err(TranslationFailure::Failed)
    );
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(service.trials()[0].rests);
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_nobody_serves_is_told_apart_from_a_failure() {
    let first = Arc::new(Fake::of_jobs(|_| Err(TranslateFault::Unsupported)));
    let service = service(&[&first]);
    assert_eq!(
        said(&service, "hello").await,
        Err(TranslationFailure::NoTranslator)
    );
    assert_eq!(
        said(&service, "again").await,
        Err(TranslationFailure::NoTranslator)
    );
    assert_eq!(first.jobs(), 1, "it is not asked twice");
    let none = Translation::new(TranslationConfig::default(), Arc::new(Noon));
    assert_eq!(
        said(&none, "hello").await,
        Err(TranslationFailure::NoTranslator)
    );
    assert!(!none.parties().is_on);
}

#[tokio::test(start_paused = true)]
async fn a_translation_that_lost_something_is_none() {
    let loses = Arc::new(Fake::new(|line| line.replace("{{name}}", "Name")));
    let empty = Arc::new(Fake::new(|_| " ".to_owned()));
    let keeps = Arc::new(Fake::marking('3'));
    let service = service(&[&loses, &empty, &keeps]);
    assert_eq!(
        said(&service, "Hello {{name}}").await,
        Ok(by("3:Hello {{name}}", "third"))
    );
    assert_eq!(loses.jobs() + empty.jobs(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_must_be_kept_is_told_to_the_translator() {
    let fake = Arc::new(Fake::of_jobs(|job| {
        Ok(vec![job.keep.join("|"); job.texts.len()])
    }));
    let service = service(&[&fake]);
    let done = said(&service, "order #17 of {name}: https://a.example").await;
    assert_eq!(done, Ok(by("#17|{name}|https://a.example", "first")));
}

#[tokio::test(start_paused = true)]
async fn lines_go_alone_and_what_has_no_words_stays() {
    let fake = Arc::new(Fake::marking('1'));
    let service = service(&[&fake]);
    let done = said(&service, "one\n\n  two\n#17").await;
    assert_eq!(done, Ok(by("1:one\n\n  1:two\n#17", "first")));
    assert_eq!(said(&service, "100234 😀").await, Ok(by("100234 😀", "")));
    assert_eq!(fake.jobs(), 1);
}

#[tokio::test(start_paused = true)]
async fn texts_together_are_as_few_jobs_as_fit() {
    let mut fake = Fake::marking('1');
    fake.texts_max = 2;
    let fake = Arc::new(fake);
    let service = service(&[&fake]);
    let done = service
        .translate_all(&["a", "b", "a\nc"], &into("es"))
        .await;
    let texts: Vec<_> = done.into_iter().map(|done| done.unwrap().text).collect();
    assert_eq!(texts, ["1:a", "1:b", "1:a\n1:c"]);
    assert_eq!(fake.jobs(), 2, "a and b, then c");
}

#[tokio::test(start_paused = true)]
async fn one_bad_text_does_not_cost_the_others_theirs() {
    let fake = Arc::new(Fake::new(|line| line.replace("#17", "")));
    let service = service(&[&fake]);
    let done = service
        .translate_all(&["good", "order #17"], &into("es"))
        .await;
    assert_eq!(done[0].as_ref().unwrap().text, "good");
    assert_eq!(done[1], Err(TranslationFailure::Failed));
}

#[tokio::test(start_paused = true)]
async fn what_was_translated_before_is_not_asked_for_again() {
    let fake = Arc::new(Fake::marking('1'));
    let service = service(&[&fake]);
    for _ in 0..3 {
        assert_eq!(
            said(&service, "hello\nyou").await,
            Ok(by("1:hello\n1:you", "first"))
        );
    }
    assert_eq!(fake.jobs(), 1);
    service.translate("hello", &into("ca")).await.unwrap();
    assert_eq!(fake.jobs(), 2, "another pair is another translation");
}

#[tokio::test(start_paused = true)]
async fn jobs_that_were_done_before_the_time_was_up_are_kept() {
    let mut fake = Fake::marking('1');
    (fake.texts_max, fake.takes) = (1, Duration::from_secs(6));
    let fake = Arc::new(fake);
    let service = service(&[&fake]);
    let done = service.translate_all(&["a", "b"], &into("es")).await;
    assert_eq!(done[0].as_ref().unwrap().text, "1:a");
    assert_eq!(done[1], Err(TranslationFailure::TimedOut));
}

#[tokio::test(start_paused = true)]
async fn a_trial_finds_out_which_pairs_are_worth_asking_for() {
    let fake = Arc::new(Fake::of_jobs(|job| match job.target.as_str() {
        "es" => Ok(vec!["hola".to_owned()]),
        "ru" => Ok(vec![String::new()]),
        "de" => Err(TranslateFault::Unsupported),
        _ => Err(unavailable()),
    }));
    let service = Translation::new(
        TranslationConfig {
            engines: vec![("first".to_owned(), fake.clone() as Arc<dyn Translator>)],
            pairs: ["es", "ru", "de", "fr"].map(into).to_vec(),
            ..TranslationConfig::default()
        },
        Arc::new(Noon),
    );
    service.try_all().await;
    let trials = service.trials();
    let state = |target| {
        let found = trials[0]
            .pairs
            .iter()
            .find(|(tried, _)| *tried == into(target));
        found.unwrap().1.state.clone()
    };
    assert!(matches!(state("es"), PairState::Serves(_)));
    assert_eq!(state("ru"), PairState::Useless);
    assert_eq!(state("de"), PairState::Unsupported);
    assert!(matches!(state("fr"), PairState::Failed(why) if why == "connection refused"));
    let asked = fake.jobs();
    for target in ["ru", "de"] {
        let done = service.translate("hello", &into(target)).await;
        assert_eq!(done, Err(TranslationFailure::NoTranslator));
    }
    assert_eq!(fake.jobs(), asked);
    assert_eq!(
        service.translate("hello", &into("fr")).await,
        Err(TranslationFailure::Failed)
    );
}

#[tokio::test(start_paused = true)]
async fn other_translators_take_over_with_a_change_of_the_configuration() {
    let (old, new) = (Arc::new(Fake::marking('1')), Arc::new(Fake::marking('2')));
    let service = service(&[&old]);
    assert_eq!(said(&service, "hello").await, Ok(by("1:hello", "first")));
    service.replace(TranslationConfig {
        engines: vec![("new".to_owned(), new as Arc<dyn Translator>)],
        cache_bytes: 100_000,
        ..TranslationConfig::default()
    });
    assert_eq!(said(&service, "hello").await, Ok(by("2:hello", "new")));
}
