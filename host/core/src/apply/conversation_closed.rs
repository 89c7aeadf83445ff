//! A supervisor or a rule closes the conversation, whatever its state. There is no wrap-up.

use crate::{
    conversation::{ConversationState, EndedBy},
    ending,
    ids::ConversationId,
    rejection::Rejection,
    turn::Turn,
};

/// A talk that had already ended keeps who ended it.
pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId, by: EndedBy) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::WrapUp { .. } => ending::finish_wrap_up(turn, id, None, None),
        ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Closed(_) => {
            ending::end_talk(turn, id, &by);
            ending::close(turn, id, by, None, None);
        }
    }
    Ok(())
}
