//! Who may act on a conversation or an offer.

use crate::{
    conversation::{Conversation, ConversationState},
    ids::{AgentId, ConversationId, OfferId},
    rejection::Rejection,
    turn::Turn,
};

/// The refusal of an input that the conversation's state does not allow.
pub(super) fn wrong_state(conversation: &Conversation) -> Rejection {
    Rejection::WrongState {
        conversation: conversation.id,
        state: conversation.state.name(),
    }
}

/// Checks that this agent answers the conversation at this instant.
pub(super) fn answers(conversation: &Conversation, agent: &AgentId) -> Result<(), Rejection> {
    match &conversation.state {
        ConversationState::Assigned { agent: holder, .. } if holder == agent => Ok(()),
        ConversationState::WrapUp { agent: holder, .. } if holder == agent => {
            Err(wrong_state(conversation))
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => Err(Rejection::NotAssignedToYou(conversation.id)),
    }
}

/// Checks that an offer is open at this instant and was made to this agent. One whose time has
/// come is over even if nobody has said so yet.
pub(super) fn open_offer(
    turn: &Turn<'_>,
    offer: OfferId,
    agent: &AgentId,
) -> Result<ConversationId, Rejection> {
    let not_open = Rejection::OfferNotOpen(offer);
    let Some(id) = turn.floor.index.offer(offer) else {
        return Err(not_open);
    };
    match &turn.conversation(id)?.state {
        ConversationState::Offered {
            expires,
            agent: asked,
            ..
        } => {
            if *expires <= turn.now {
                Err(not_open)
            } else if asked != agent {
                Err(Rejection::OfferNotYours(offer))
            } else {
                Ok(id)
            }
        }
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => Err(not_open),
    }
}
