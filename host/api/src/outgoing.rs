//! What an agent writes, in the language of the contact who gets it.

use frontdesk_core::{
    AgentId, Content, ConversationId, Name, Rejection, TranslatedFrom, TranslatedHow,
    TranslationFailure, TranslationMode, limits,
};
use frontdesk_engine::translation::LanguagePair;
use frontdesk_wire::console::GivenTranslation;

use crate::{api::Api, problem::Fault, socket::command::clean};

/// What becomes of a text.
pub(crate) enum Said {
    /// There is nothing in it to translate.
    AsItIs,
    /// The contact gets this.
    Translated {
        /// In their language.
        text: String,
        /// The translator.
        engine: String,
    },
    /// The contact gets it as it was written.
    Failed(TranslationFailure),
}

/// A message of the agent's, translated if the conversation is, within the operator's time. What the
/// agent has seen and perhaps changed is sent as it is.
pub(crate) async fn content(
    api: &Api,
    agent: &AgentId,
    conversation: ConversationId,
    text: &str,
    given: Option<GivenTranslation>,
) -> Result<Content, Fault> {
    let text = clean(text);
    let Some(between) = api.hub().between(conversation, agent) else {
        // What the agent has seen is not sent otherwise behind their back.
        return match given {
            Some(_) => Err(Fault::NobodyTranslates),
            None => Ok(Content::Text(text.into())),
        };
    };
    let pair = between.outward();
    if let Some(given) = given {
        let how = how(&given)?;
        return Ok(translated(clean(&given.text), text, pair, how));
    }
    let is_sendable = checked(&text).is_ok();
    if between.mode != TranslationMode::On || !is_sendable {
        return Ok(Content::Text(text.into()));
    }
    Ok(match translate(api, &text, &pair).await {
        Said::AsItIs => Content::Text(text.into()),
        Said::Translated {
            text: translation,
            engine,
        } => translated(
            translation,
            text,
            pair,
            TranslatedHow::Engine(engine.into()),
        ),
        Said::Failed(why) => translated(text.clone(), text, pair, TranslatedHow::Failed(why)),
    })
}

/// Translates a text; a translation that is longer than a message may be is none.
pub(crate) async fn translate(api: &Api, text: &str, pair: &LanguagePair) -> Said {
    match api.engine().translation().translate(text, pair).await {
        Ok(done) if done.engine.is_empty() => Said::AsItIs,
        Ok(done) if checked(&done.text).is_err() => Said::Failed(TranslationFailure::Failed),
        Ok(done) => Said::Translated {
            text: done.text,
            engine: done.engine,
        },
        Err(why) => Said::Failed(why),
    }
}

/// A text that may be sent, cleaned.
pub(crate) fn checked(text: &str) -> Result<String, Fault> {
    let text = clean(text);
    let limit = limits::TEXT_CHARS;
    match text.chars().count() {
        0 => Err(Rejection::EmptyMessage.into()),
        chars if chars > limit => Err(Rejection::TextTooLong { limit }.into()),
        _ => Ok(text),
    }
}

/// How a translation that the agent has seen came to be.
fn how(given: &GivenTranslation) -> Result<TranslatedHow, Fault> {
    let engine = given.engine.as_deref().unwrap_or_default();
    if !engine.is_empty() && Name::new(engine).is_err() {
        let reason = "`engine` is the name of a translator".to_owned();
        return Err(Fault::Unacceptable(reason));
    }
    Ok(if given.edited || engine.is_empty() {
        TranslatedHow::Edited(engine.into())
    } else {
        TranslatedHow::Engine(engine.into())
    })
}

fn translated(text: String, original: String, pair: LanguagePair, how: TranslatedHow) -> Content {
    let LanguagePair { source, target } = pair;
    Content::Translated {
        text: text.into(),
        from: Box::new(TranslatedFrom {
            original: original.into(),
            source: source.into(),
            target: target.into(),
            how,
        }),
    }
}
