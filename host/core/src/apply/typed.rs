//! One side begins or stops typing: shown to the other, never kept.

use super::authority;
use crate::{
    conversation::ConversationState, effect::Effect, ids::ConversationId, input::Party,
    rejection::Rejection, turn::Turn,
};

/// A contact may type at any time; it is shown only while an agent is there to see it.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    party: Party,
    on: bool,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let seen = match &party {
        Party::Contact => matches!(conversation.state, ConversationState::Assigned { .. }),
        Party::Agent(agent) => {
            turn.agent(agent)?;
            authority::answers(conversation, agent)?;
            true
        }
    };
    if seen {
        turn.emit(Effect::ShowTyping {
            conversation: id,
            party,
            on,
        });
    }
    Ok(())
}
