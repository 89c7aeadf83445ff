//! Two texts of one message, and who translates.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::At;

/// What an agent wrote for a contact who reads another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginalView {
    /// As the agent wrote it.
    pub text: String,
    /// The language of that (BCP 47).
    pub source: String,
    /// The language that the contact was to get (BCP 47).
    pub target: String,
    /// The translator; null: nobody translated it.
    pub engine: Option<String>,
    /// Whether the agent changed the translator's words.
    pub edited: bool,
    /// Why the contact got the text as it was written; null: they got a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TranslationFailureView>,
}

/// Why there is no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TranslationFailureView {
    /// No translator serves these languages.
    NoTranslator,
    /// None answered in time.
    TimedOut,
    /// Each failed.
    Failed,
}

/// A translation of a contact's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslationView {
    /// The language of the message (BCP 47).
    pub source: String,
    /// The language of the translation (BCP 47).
    pub target: String,
    /// When it was made, or given up.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// The translation; null: there is none.
    pub text: Option<String>,
    /// The translator.
    pub engine: Option<String>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TranslationFailureView>,
}

/// Whether a conversation is translated for the agent who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationTranslationView {
    /// Whether it is.
    pub mode: TranslationModeView,
    /// The contact's language (BCP 47).
    pub contact: String,
    /// The agent's first language (BCP 47).
    pub agent: String,
}

/// Whether messages are translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TranslationModeView {
    /// Contact and agent share the agent's first language: there is nothing to switch.
    Hidden,
    /// They are not, and the agent can switch it on.
    Off,
    /// They are, and the agent can switch it off.
    On,
}

/// `POST /api/v1/conversations/{id}/translations`: what a contact would get.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslateDraft {
    /// What the agent is about to send: 1 to 5 000 characters.
    pub text: String,
}

/// What a contact would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftTranslation {
    /// The agent's language (BCP 47).
    pub source: String,
    /// The contact's language (BCP 47).
    pub target: String,
    /// The translation; null: there is none, and the text would go out as it is.
    pub text: Option<String>,
    /// The translator; null: there is none, or there was nothing to translate.
    pub engine: Option<String>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TranslationFailureView>,
}

/// `GET /api/v1/translators`: who translates, in the order in which they are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslatorList {
    /// The translators.
    pub items: Vec<TranslatorView>,
}

/// A translator, and the pairs it was tried with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslatorView {
    /// Its name in the configuration.
    pub name: String,
    /// Whether it failed again and again, and is left alone for a while.
    pub resting: bool,
    /// What went wrong last, since it last answered.
    pub last_fault: Option<String>,
    /// Pairs that were tried, by language.
    pub pairs: Vec<TranslatedPairView>,
}

/// Two languages, and whether a translator takes texts from the one to the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslatedPairView {
    /// From (BCP 47).
    pub source: String,
    /// Into (BCP 47).
    pub target: String,
    /// What a trial came to.
    pub state: PairStateView,
    /// When it was tried.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// How long a sentence took, in milliseconds.
    pub took_ms: Option<u64>,
    /// Why it could not be tried.
    pub reason: Option<String>,
}

/// What a trial of a pair came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PairStateView {
    /// A sentence came back.
    Serves,
    /// It does not know the pair, and is not asked.
    Unsupported,
    /// It answered, and what came back was no translation: it is not asked.
    Useless,
    /// It could not be tried. It is asked all the same.
    Failed,
}
