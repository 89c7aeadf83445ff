//! What the gateway itself answers: carriers expect an answer to HELP, one confirmation of STOP and one
//! of START. The operator words them for each channel; without a text, nothing is sent.
//!
//! Source: CTIA's messaging principles, and 47 CFR 64.1200(a)(12) of the USA for the one confirmation
//! that may still be sent to somebody who has opted out.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use crate::{
    consent::Consent,
    effect::Effect,
    ids::ConversationId,
    limits,
    message::{Author, Content},
    transcript,
    turn::Turn,
};

/// A channel's texts; none of a kind: nothing is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// To HELP.
    pub help: Option<Box<str>>,
    /// To STOP: the last message before START.
    pub stopped: Option<Box<str>>,
    /// To START.
    pub resumed: Option<Box<str>>,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Help,
    Consent(Consent),
}

impl Answers {
    fn to(&self, asked: Asked) -> Option<&str> {
        let text = match asked {
            Asked::Help => &self.help,
            Asked::Consent(Consent::Stop) => &self.stopped,
            Asked::Consent(Consent::Start) => &self.resumed,
        };
        text.as_deref()
    }

    /// Whether every text is one that can be sent.
    pub(crate) fn are_sendable(&self) -> bool {
        let texts = [&self.help, &self.stopped, &self.resumed];
        texts.into_iter().flatten().all(|text| is_sendable(text))
    }
}

/// Whether a text of the operator's is one that can be sent.
pub(crate) fn is_sendable(text: &str) -> bool {
    !text.trim().is_empty()
        && text.len() <= limits::TEXT_BYTES
        && text.chars().count() <= limits::TEXT_CHARS
}

/// Writes the channel's answer into the conversation and sends it, if there is one. Whether it may be
/// sent is decided before.
pub(crate) fn answer(turn: &mut Turn<'_>, id: ConversationId, asked: Asked) {
    let Ok(conversation) = turn.conversation(id) else {
        return;
    };
    let plan = turn.floor.plan.channels.get(&conversation.channel);
    let Some(text) = plan.and_then(|plan| plan.answers.to(asked)) else {
        return;
    };
    let text = text.into();
    say(turn, id, text);
}

/// Says something in the gateway's own name. A contact with a live socket reads it in the transcript;
/// to any other it is sent.
pub(crate) fn say(turn: &mut Turn<'_>, id: ConversationId, text: Box<str>) {
    let channel = turn.conversation(id).map(|open| open.channel.clone());
    let streams = channel.is_ok_and(|channel| turn.floor.is_stream(&channel));
    let message = transcript::append(turn, id, Author::System, Content::Text(text), None);
    if let Some(message) = message.filter(|_| !streams) {
        turn.emit(Effect::Dispatch(message));
    }
}
