//! What a script says, in the contact's language.

use alloc::{boxed::Box, format, string::String};

use super::{
    fill::{self, fill},
    object::{Choice, WaitMessage},
    step::Facts,
    world::world,
};
use crate::{answers, ids::ConversationId, turn::Turn, wording::Wording};

/// A text in the contact's language, its placeholders filled; none: there is nothing to say, or the
/// contact wants no messages.
fn worded(turn: &Turn<'_>, id: ConversationId, words: &Wording) -> Option<Box<str>> {
    let world = world(turn, id)?;
    if world.conversation.contact.stopped_at.is_some() {
        return None;
    }
    let text = words.in_language(world.language())?;
    let filled = fill(text, |name| world.shown(name));
    (!filled.trim().is_empty()).then_some(filled)
}

pub(super) fn say(turn: &mut Turn<'_>, id: ConversationId, words: &Wording) {
    if let Some(text) = worded(turn, id, words) {
        answers::say(turn, id, text);
    }
}

/// Says something with choices: each is a numbered line, and its number an answer on every channel.
pub(super) fn say_choices(
    turn: &mut Turn<'_>,
    id: ConversationId,
    words: &Wording,
    choices: &[Choice],
) {
    let Some(text) = worded(turn, id, words) else {
        return;
    };
    let mut lines = String::from(text);
    for (number, choice) in (1_u8..).zip(choices) {
        if let Some(label) = worded(turn, id, &choice.label) {
            lines.push_str(&format!("\n{number}. {label}"));
        }
    }
    answers::say(turn, id, lines.into_boxed_str());
}

/// The text, or the other one if it speaks of a wait that nobody can tell.
pub(super) fn waiting_words<'s>(
    turn: &Turn<'_>,
    id: ConversationId,
    due: &'s WaitMessage,
) -> &'s Wording {
    let mut texts = due.text.texts();
    let speaks_of_wait = texts.any(|text| fill::names(text, fill::WAIT_MINUTES));
    let is_known = world(turn, id).is_some_and(|world| world.wait_minutes().is_some());
    if speaks_of_wait && !is_known {
        &due.unknown
    } else {
        &due.text
    }
}
