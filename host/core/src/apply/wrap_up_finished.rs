//! The agent finishes wrap-up: the conversation closes and the slot is free.

use alloc::{boxed::Box, string::String};

use super::authority::wrong_state;
use crate::{
    conversation::{Conversation, ConversationState},
    ending,
    ids::{AgentId, ConversationId},
    limits,
    rejection::Rejection,
    transcript::check_field,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: &AgentId,
    disposition: Option<Box<str>>,
    note: Option<Box<str>>,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(agent)?;
    check_holder(conversation, agent)?;
    if let Some(code) = disposition.as_deref() {
        check_field("disposition", code, limits::CODE_BYTES)?;
        check_listed(turn, conversation, code)?;
    }
    check_field(
        "note",
        note.as_deref().unwrap_or_default(),
        limits::NOTE_BYTES,
    )?;
    ending::finish_wrap_up(turn, id, disposition, note);
    Ok(())
}

fn check_holder(conversation: &Conversation, agent: &AgentId) -> Result<(), Rejection> {
    match &conversation.state {
        ConversationState::WrapUp { agent: holder, .. } if holder == agent => Ok(()),
        ConversationState::Assigned { agent: holder, .. } if holder == agent => {
            Err(wrong_state(conversation))
        }
        ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => Err(Rejection::NotAssignedToYou(conversation.id)),
    }
}

/// A queue that lists dispositions takes no other; choosing none is always allowed.
fn check_listed(turn: &Turn<'_>, conversation: &Conversation, code: &str) -> Result<(), Rejection> {
    let queue = turn.floor.plan.queues.get(&conversation.queue);
    let listed: &[String] = queue.map_or(&[], |q| &q.dispositions);
    if listed.is_empty() || listed.iter().any(|known| known == code) {
        return Ok(());
    }
    Err(Rejection::UnknownDisposition {
        allowed: listed.join(", "),
    })
}
