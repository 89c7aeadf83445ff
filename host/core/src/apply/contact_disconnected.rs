//! A stream contact's last socket closes: while they wait, a grace begins to run.

use crate::{
    conversation::ConversationState, effect::Effect, ids::ConversationId, plan::Delivery,
    rejection::Rejection, turn::Turn,
};

/// Contacts of an outbox channel have no sockets, so nothing is lost with one.
pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let channel = turn.floor.plan.channels.get(&conversation.channel);
    let streams = channel.filter(|c| c.delivery == Delivery::Stream);
    if let Some(channel) = streams.filter(|_| turn.floor.contact_connected(id)) {
        let until = turn.now + channel.contact_grace;
        turn.set_gone(id, Some(until));
        show_link(turn, id, false);
    }
    Ok(())
}

/// Shows the contact's link to the agent who holds the conversation, if one does.
pub(super) fn show_link(turn: &mut Turn<'_>, id: ConversationId, connected: bool) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    match &conversation.state {
        ConversationState::Assigned { .. } | ConversationState::WrapUp { .. } => {
            turn.emit(Effect::ContactLinkChanged {
                conversation: id,
                connected,
            });
        }
        ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Closed(_) => {}
    }
}
