//! What a script says, in the contact's language.

use alloc::{boxed::Box, string::String};
use core::fmt::Write as _;

use super::{
    fill::{self, fill},
    object::{Choice, WaitMessage},
    step::Facts as _,
    world::world,
};
use crate::{answers, ids::ConversationId, plan::Delivery, turn::Turn, wording::Wording};

/// A text in the contact's language, its placeholders filled; none: there is nothing to say.
pub(super) fn shown(turn: &Turn<'_>, id: ConversationId, words: &Wording) -> Option<Box<str>> {
    let world = world(turn, id)?;
    let text = words.in_language(world.language())?;
    let filled = fill(text, |name| world.shown(name));
    (!filled.trim().is_empty()).then_some(filled)
}

/// The same; none, too, if the contact wants no messages.
fn worded(turn: &Turn<'_>, id: ConversationId, words: &Wording) -> Option<Box<str>> {
    let conversation = turn.floor.conversations.get(&id)?;
    if conversation.contact.stopped_at.is_some() {
        return None;
    }
    shown(turn, id, words)
}

pub(super) fn say(turn: &mut Turn<'_>, id: ConversationId, words: &Wording) {
    if let Some(text) = worded(turn, id, words) {
        answers::say(turn, id, text);
    }
}

/// Says what a component wants to be said, as it is.
pub(super) fn say_text(turn: &mut Turn<'_>, id: ConversationId, text: Box<str>) {
    let conversation = turn.floor.conversations.get(&id);
    let listens = conversation.is_some_and(|it| it.contact.stopped_at.is_none());
    if listens && !text.trim().is_empty() {
        answers::say(turn, id, text);
    }
}

/// Says something with choices. Who has a page is shown them beside it ([`super::run::Offered`]); for anybody
/// else each is a numbered line. Its number and its text are an answer everywhere.
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
    if !has_page(turn, id) {
        for (number, choice) in (1_u8..).zip(choices) {
            if let Some(label) = worded(turn, id, &choice.label) {
                // Writing to a String cannot fail.
                let _infallible = write!(lines, "\n{number}. {label}");
            }
        }
    }
    answers::say(turn, id, lines.into_boxed_str());
}

fn has_page(turn: &Turn<'_>, id: ConversationId) -> bool {
    let conversation = turn.floor.conversations.get(&id);
    let channel = conversation.and_then(|it| turn.floor.plan.channels.get(&it.channel));
    channel.is_some_and(|channel| channel.delivery == Delivery::Stream)
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
