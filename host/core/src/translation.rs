//! Translations of messages: when they are made, and what is kept of them.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use crate::{
    ids::AgentId,
    language::{Fluency, Language, Languages},
    time::Timestamp,
};

/// Whether a conversation is translated for the agent who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TranslationMode {
    /// Contact and agent share a language that is the agent's first: there is nothing to switch.
    Hidden,
    /// It is not, and the agent can switch it on.
    Off,
    /// It is, and the agent can switch it off.
    On,
}

/// Whether messages are translated between a contact and an agent. Unless the agent has switched it
/// for this conversation: not in the agent's first language, where it is not even offered; not by
/// itself in another language that they speak; by itself in any other.
pub fn translation_mode(
    contact: &Language,
    agent: &Languages,
    switched: Option<bool>,
) -> TranslationMode {
    let by_itself = match agent.fluency(contact) {
        Fluency::Primary => return TranslationMode::Hidden,
        Fluency::Secondary => false,
        Fluency::None => true,
    };
    if switched.unwrap_or(by_itself) {
        TranslationMode::On
    } else {
        TranslationMode::Off
    }
}

/// What an agent switched for one conversation. It holds for as long as that agent does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslationSwitch {
    /// Who.
    pub agent: AgentId,
    /// On (true) or off.
    pub on: bool,
}

/// A translation of a contact's message, kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageTranslation {
    /// When it was made, or given up.
    pub at: Timestamp,
    /// The message's language (BCP 47).
    pub source: Box<str>,
    /// The language it was to be in (BCP 47).
    pub target: Box<str>,
    /// What came of it.
    pub outcome: TranslationOutcome,
}

/// What came of a translation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TranslationOutcome {
    /// This text.
    Done {
        /// In the other language.
        text: Box<str>,
        /// The translator's name in the configuration.
        engine: Box<str>,
    },
    /// None.
    Failed(TranslationFailure),
}

/// What people write is private, so `Debug` shows everything but the text.
impl core::fmt::Debug for TranslationOutcome {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Done { text, engine } => write!(f, "Done({} bytes by {engine})", text.len()),
            Self::Failed(why) => write!(f, "Failed({why:?})"),
        }
    }
}

/// Why there is no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TranslationFailure {
    /// No translator serves these languages.
    #[error("no translator serves these languages")]
    NoTranslator,
    /// None answered in time.
    #[error("no translator answered in time")]
    TimedOut,
    /// Each failed, or answered something that is no translation.
    #[error("the translators failed")]
    Failed,
}

/// What stands behind the text that a contact is sent, when the agent wrote in another language.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslatedFrom {
    /// What the agent wrote.
    pub original: Box<str>,
    /// The language of that (BCP 47).
    pub source: Box<str>,
    /// The language that the contact was to be sent (BCP 47).
    pub target: Box<str>,
    /// How the one became the other.
    pub how: TranslatedHow,
}

/// How an agent's text became what the contact is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TranslatedHow {
    /// A translator's words.
    Engine(Box<str>),
    /// A translator's words, which the agent has changed.
    Edited(Box<str>),
    /// Not at all: the contact was sent what the agent wrote.
    Failed(TranslationFailure),
}

/// What people write is private, so `Debug` shows everything but the text.
impl core::fmt::Debug for TranslatedFrom {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            original,
            source,
            target,
            how,
        } = self;
        let bytes = original.len();
        write!(
            f,
            "TranslatedFrom({bytes} bytes, {source} to {target}, {how:?})"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{TranslationMode::*, *};

    fn language(tag: &str) -> Language {
        Language::new(tag).unwrap()
    }

    #[test]
    fn translation_is_off_and_hidden_offered_or_on_by_itself() {
        for (contact, primary, secondary, switched, mode) in [
            // The agent's first language: nothing to switch, whatever was switched before.
            ("en", "en", "", None, Hidden),
            ("en-GB", "en-US", "", None, Hidden),
            ("en", "en", "", Some(true), Hidden),
            ("en", "en", "en", None, Hidden),
            // Another language of theirs: offered, off.
            ("es", "en", "es", None, Off),
            ("es-MX", "en", "de es-ES", None, Off),
            ("es", "en", "es", Some(true), On),
            ("es", "en", "es", Some(false), Off),
            // None of theirs: on by itself.
            ("es", "en", "", None, On),
            ("es", "en", "de fr", None, On),
            ("es", "en", "", Some(false), Off),
            ("es", "en", "", Some(true), On),
            // The same language in another script is another language to a reader.
            ("zh-TW", "zh-CN", "", None, On),
            ("zh-HK", "zh-Hant", "", None, Hidden),
        ] {
            let agent = Languages {
                primary: language(primary),
                secondary: secondary.split_whitespace().map(language).collect(),
            };
            let decided = translation_mode(&language(contact), &agent, switched);
            assert_eq!(
                decided, mode,
                "{contact} {primary} {secondary} {switched:?}"
            );
        }
    }
}
