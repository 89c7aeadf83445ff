//! The contact ends the conversation: abandoned while it waits, wrap-up once an agent answers.

use super::authority::wrong_state;
use crate::{
    conversation::{ConversationState, EndedBy},
    ending,
    ids::ConversationId,
    rejection::Rejection,
    turn::Turn,
};

pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::Queued { .. } | ConversationState::Offered { .. } => {
            ending::end_talk(turn, id, &EndedBy::Contact);
            ending::close(turn, id, EndedBy::Contact, None, None);
            Ok(())
        }
        ConversationState::Assigned { agent, .. } => {
            let agent = agent.clone();
            ending::begin_wrap_up(turn, id, agent, EndedBy::Contact);
            Ok(())
        }
        ConversationState::WrapUp { .. } | ConversationState::Closed(_) => {
            Err(wrong_state(conversation))
        }
    }
}
