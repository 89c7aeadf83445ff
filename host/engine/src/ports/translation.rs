//! What takes texts from one language to another.

use std::time::Duration;

use async_trait::async_trait;

/// A translator component. Implemented by the plugin host.
#[async_trait]
pub trait Translator: Send + Sync + 'static {
    /// What one job may hold. Answered without asking the provider.
    async fn capacity(&self) -> Result<TranslatorCapacity, TranslateFault>;

    /// One translation for each text of the job, in order.
    async fn translate(&self, job: &TranslationJob) -> Result<Vec<String>, TranslateFault>;
}

/// How much one job may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslatorCapacity {
    /// Texts in one job.
    pub texts_max: usize,
    /// Characters of all texts of one job.
    pub chars_max: usize,
    /// Languages it translates into (BCP 47); empty: only the provider knows.
    pub targets: Vec<String>,
}

/// Texts to translate together.
#[derive(Clone, PartialEq, Eq)]
pub struct TranslationJob {
    /// One line each.
    pub texts: Vec<String>,
    /// The language they are in (BCP 47).
    pub source: String,
    /// The language they are to be in (BCP 47).
    pub target: String,
    /// What must come through unchanged: addresses, numbers, placeholders.
    pub keep: Vec<String>,
}

/// What people write stays out of logs.
impl std::fmt::Debug for TranslationJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            texts,
            source,
            target,
            keep: _,
        } = self;
        write!(
            f,
            "TranslationJob({} texts, {source} to {target})",
            texts.len()
        )
    }
}

/// Why there is no translation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TranslateFault {
    /// The service does not translate between these languages.
    #[error("it does not translate between these languages")]
    Unsupported,
    /// It does not take this text, and will not another time.
    #[error("it does not take the text: {0}")]
    Refused(String),
    /// Not at the moment: why, for the operator.
    #[error("{message}")]
    Unavailable {
        /// A sentence.
        message: String,
        /// When to ask again.
        retry_after: Option<Duration>,
    },
}
