//! Trying each pair that will be needed, before anybody needs it.
//!
//! A translator may lack the data for a pair and say nothing: it answers, and the answer is empty.
//! A sentence each way finds that out at the start, and such a pair is not asked for.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{
    LanguagePair, PairState, PairTrial, Translation, engine::TranslationEngine, tags, work::checked,
};
use crate::{courier::lock, ports::TranslateFault};

/// How long one sentence may take: the first one of a pair loads its data.
const TRIAL_MAX: Duration = Duration::from_secs(10);
/// A sentence in each language that is often met: something a translator must change.
const SENTENCES: &[(&str, &str)] = &[
    ("ar", "شكرا لك على الانتظار"),
    ("ca", "Gràcies per esperar."),
    ("cy", "Diolch am aros."),
    ("da", "Tak fordi du ventede."),
    ("de", "Danke fürs Warten."),
    ("en", "Thank you for waiting."),
    ("es", "Gracias por esperar."),
    ("fr", "Merci d'avoir attendu."),
    ("hi", "प्रतीक्षा करने के लिए धन्यवाद।"),
    ("hr", "Hvala na čekanju."),
    ("it", "Grazie per l'attesa."),
    ("ja", "お待ちいただきありがとうございます。"),
    ("ko", "기다려 주셔서 감사합니다."),
    ("nl", "Bedankt voor het wachten."),
    ("no", "Takk for at du ventet."),
    ("pl", "Dziękujemy za cierpliwość."),
    ("pt", "Obrigado por esperar."),
    ("ru", "Спасибо за ожидание."),
    ("sv", "Tack för att du väntade."),
    ("th", "ขอบคุณที่รอ"),
    ("tr", "Beklediğiniz için teşekkürler."),
    ("uk", "Дякуємо за очікування."),
    ("vi", "Cảm ơn bạn đã chờ."),
    ("zh", "感谢您的等待。"),
];

/// How one translator fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineTrial {
    /// Its name.
    pub engine: String,
    /// Whether it failed again and again, and is left alone for a while.
    pub rests: bool,
    /// What went wrong last, since it last answered.
    pub last_fault: Option<String>,
    /// The pairs that were tried or turned out not to be served, by pair.
    pub pairs: Vec<(LanguagePair, PairTrial)>,
}

impl Translation {
    /// Tries every configured pair with every translator, one after the other, and logs what came of
    /// it.
    pub async fn try_all(&self) {
        let setup = self.setup();
        for engine in &setup.engines {
            engine.forget_capacity();
            for pair in &setup.pairs {
                let state = try_pair(engine, pair).await;
                log(engine, pair, &state);
                let at = self.0.clock.now();
                lock(&engine.health).tried(pair.clone(), state, at);
            }
        }
    }

    /// How each translator fares, in the operator's order.
    pub fn trials(&self) -> Vec<EngineTrial> {
        let setup = self.setup();
        let trial = |engine: &TranslationEngine| {
            let health = lock(&engine.health);
            let pairs = health.pairs.iter();
            EngineTrial {
                engine: engine.name.to_string(),
                rests: health.rests(Instant::now()),
                last_fault: health.last_fault.clone(),
                pairs: pairs
                    .map(|(pair, trial)| (pair.clone(), trial.clone()))
                    .collect(),
            }
        };
        setup.engines.iter().map(trial).collect()
    }
}

async fn try_pair(engine: &TranslationEngine, pair: &LanguagePair) -> PairState {
    let began = Instant::now();
    let Ok(tried) = timeout(TRIAL_MAX, sentence_through(engine, pair)).await else {
        return PairState::Failed("it took too long".to_owned());
    };
    match tried {
        Ok(true) => PairState::Serves(began.elapsed()),
        Ok(false) => PairState::Useless,
        Err(TranslateFault::Unsupported) => PairState::Unsupported,
        Err(fault) => PairState::Failed(fault.to_string()),
    }
}

/// Whether a sentence comes back as a translation.
async fn sentence_through(
    engine: &TranslationEngine,
    pair: &LanguagePair,
) -> Result<bool, TranslateFault> {
    let capacity = engine.capacity().await?;
    if !tags::serves(&capacity.targets, &pair.target) {
        return Err(TranslateFault::Unsupported);
    }
    let sentence = sentence(&pair.source);
    let answers = engine.run(&[sentence], pair).await?;
    let mut translations = answers
        .iter()
        .filter_map(|answer| checked(sentence, answer));
    Ok(translations.any(|answer| answer.contains(char::is_alphabetic)))
}

fn sentence(language: &str) -> &'static str {
    let known = SENTENCES
        .iter()
        .find(|(tag, _)| tag.eq_ignore_ascii_case(tags::primary(language)));
    known.map_or("OK, OK.", |(_, words)| words)
}

fn log(engine: &TranslationEngine, pair: &LanguagePair, state: &PairState) {
    let (engine, LanguagePair { source, target }) = (&*engine.name, pair);
    match state {
        PairState::Serves(took) => {
            let took_ms = took.as_millis();
            tracing::info!(engine, source, target, took_ms, "translates");
        }
        PairState::Unsupported => {
            tracing::info!(engine, source, target, "does not know this pair");
        }
        PairState::Useless => {
            tracing::warn!(
                engine,
                source,
                target,
                "answered no translation: not asked for this pair"
            );
        }
        PairState::Failed(why) => {
            tracing::warn!(engine, source, target, "could not be tried: {why}");
        }
    }
}
