//! The contact writes. Without an open conversation on the thread this opens one.

use alloc::boxed::Box;

use super::{authority::wrong_state, conversation_opened};
use crate::{
    conversation::{ContactCard, ConversationState},
    ids::{ChannelId, ThreadId},
    message::{Author, Content},
    rejection::Rejection,
    transcript,
    turn::Turn,
};

/// A message that comes during wrap-up belongs to a talk that is over. A stream contact sees that
/// and is refused; an outbox contact (SMS) cannot see it, so it begins the next conversation.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    channel: ChannelId,
    thread: ThreadId,
    contact: ContactCard,
    content: Content,
    client_id: Option<Box<str>>,
) -> Result<(), Rejection> {
    if !turn.floor.plan.channels.contains_key(&channel) {
        return Err(Rejection::UnknownChannel(channel));
    }
    transcript::check(&content, client_id.as_deref())?;
    let Some(id) = turn.floor.open_on(&channel, &thread) else {
        return conversation_opened::open(
            turn,
            channel,
            thread,
            contact,
            Some((content, client_id)),
        );
    };
    let conversation = turn.conversation(id)?;
    match &conversation.state {
        ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. } => {
            transcript::check_room(conversation)?;
            transcript::append(turn, id, Author::Contact, content, client_id);
            Ok(())
        }
        ConversationState::WrapUp { .. } if turn.floor.is_stream(&channel) => {
            Err(wrong_state(conversation))
        }
        ConversationState::WrapUp { .. } => {
            conversation_opened::open(turn, channel, thread, contact, Some((content, client_id)))
        }
        ConversationState::Closed(_) => Err(wrong_state(conversation)),
    }
}
