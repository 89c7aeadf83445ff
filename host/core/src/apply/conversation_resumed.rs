//! An agent takes up again what they had set aside.

use super::{authority, conversation_taken};
use crate::{
    conversation::ConversationState,
    handover,
    ids::{AgentId, ConversationId},
    rejection::Rejection,
    trace::StepKind,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: &AgentId,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let who = turn.agent(agent)?;
    let since = match &conversation.state {
        ConversationState::Parked {
            since,
            agent: whose,
            ..
        } if whose == agent => *since,
        ConversationState::Parked { .. } => return Err(Rejection::NotAssignedToYou(id)),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => return Err(authority::wrong_state(conversation)),
    };
    conversation_taken::check_room(turn, conversation, who, false)?;
    handover::assign(turn, id, agent, since);
    let agent = agent.clone();
    turn.log(id, StepKind::Resumed { agent });
    Ok(())
}
