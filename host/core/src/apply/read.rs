//! One side has read up to a message.

use crate::{
    conversation::ConversationState,
    ids::{ConversationId, Seq},
    input::Party,
    rejection::Rejection,
    turn::Turn,
};

/// The contact may read while the conversation is open; the agent while they hold it, wrap-up
/// included. A place that was passed before changes nothing.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    party: &Party,
    seq: Seq,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let read = match party {
        Party::Contact => conversation.contact_read,
        Party::Agent(agent) => {
            turn.agent(agent)?;
            match &conversation.state {
                ConversationState::Assigned { agent: holder, .. }
                | ConversationState::WrapUp { agent: holder, .. }
                    if holder == agent => {}
                ConversationState::Queued { .. }
                | ConversationState::Offered { .. }
                | ConversationState::Assigned { .. }
                | ConversationState::WrapUp { .. }
                | ConversationState::Closed(_) => return Err(Rejection::NotAssignedToYou(id)),
            }
            conversation.agent_read
        }
    };
    if seq > conversation.last_seq {
        return Err(Rejection::UnknownMessage);
    }
    if seq > read {
        turn.edit(id, |c| match party {
            Party::Contact => c.contact_read = seq,
            Party::Agent(_) => c.agent_read = seq,
        });
    }
    Ok(())
}
