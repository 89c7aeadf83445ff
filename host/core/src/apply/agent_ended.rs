//! The agent who holds the conversation ends the talk: wrap-up begins.

use super::authority;
use crate::{
    conversation::EndedBy,
    ending,
    ids::{AgentId, ConversationId},
    rejection::Rejection,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(&agent)?;
    authority::answers(conversation, &agent)?;
    ending::begin_wrap_up(turn, id, agent.clone(), EndedBy::Agent(agent));
    Ok(())
}
