//! Two texts of one message, as clients see them.

use frontdesk_core::{
    Conversation, MessageTranslation, TranslatedFrom, TranslatedHow, TranslationFailure,
    TranslationMode, TranslationOutcome,
};
use frontdesk_wire::{
    At,
    translation::{
        ConversationTranslationView, OriginalView, TranslationFailureView, TranslationModeView,
        TranslationView,
    },
};

use crate::hub::Directory;

/// Whether a conversation is translated for who has it, or is offered it.
pub(super) fn between(
    conversation: &Conversation,
    directory: &Directory,
) -> Option<ConversationTranslationView> {
    let agent = conversation.state.agent()?;
    let between = directory.parties.between(conversation, agent)?;
    let pair = between.inward();
    Some(ConversationTranslationView {
        mode: match between.mode {
            TranslationMode::Hidden => TranslationModeView::Hidden,
            TranslationMode::Off => TranslationModeView::Off,
            TranslationMode::On => TranslationModeView::On,
        },
        contact: pair.source,
        agent: pair.target,
    })
}

/// What an agent wrote for a contact who reads another language.
pub(super) fn original(from: &TranslatedFrom) -> OriginalView {
    let (engine, edited, failure) = match &from.how {
        TranslatedHow::Engine(engine) => (Some(engine), false, None),
        TranslatedHow::Edited(engine) => (Some(engine), true, None),
        TranslatedHow::Failed(why) => (None, false, Some(translation_failure(*why))),
    };
    OriginalView {
        text: from.original.to_string(),
        source: from.source.to_string(),
        target: from.target.to_string(),
        engine: engine
            .filter(|engine| !engine.is_empty())
            .map(ToString::to_string),
        edited,
        failure,
    }
}

/// A translation of what a contact wrote.
pub(crate) fn translation(translation: &MessageTranslation) -> TranslationView {
    let (text, engine, failure) = match &translation.outcome {
        TranslationOutcome::Done { text, engine } => {
            (Some(text.to_string()), Some(engine.to_string()), None)
        }
        TranslationOutcome::Failed(why) => (None, None, Some(translation_failure(*why))),
    };
    TranslationView {
        source: translation.source.to_string(),
        target: translation.target.to_string(),
        at: At(translation.at),
        text,
        engine,
        failure,
    }
}

pub(crate) const fn translation_failure(why: TranslationFailure) -> TranslationFailureView {
    match why {
        TranslationFailure::NoTranslator => TranslationFailureView::NoTranslator,
        TranslationFailure::TimedOut => TranslationFailureView::TimedOut,
        TranslationFailure::Failed => TranslationFailureView::Failed,
    }
}
