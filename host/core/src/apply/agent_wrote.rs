//! The agent who holds the conversation writes.

use alloc::boxed::Box;

use super::authority;
use crate::{
    effect::Effect,
    ids::{AgentId, ConversationId},
    message::{Author, Content},
    rejection::Rejection,
    transcript,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(&agent)?;
    authority::answers(conversation, &agent)?;
    transcript::check(&content, client_id.as_deref())?;
    transcript::check_room(conversation)?;

    let streams = turn.floor.is_stream(&conversation.channel);
    let message = transcript::append(turn, id, Author::Agent(agent), content, client_id);
    if let Some(message) = message.filter(|_| !streams) {
        turn.emit(Effect::Dispatch(message));
    }
    Ok(())
}
