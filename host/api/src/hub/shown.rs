//! Which differences of a conversation anyone sees.

use frontdesk_core::{Conversation, ConversationState, Effect, Seq};

/// Whether a conversation in this state stands in line.
pub(super) fn waits(state: &ConversationState) -> bool {
    matches!(
        state,
        ConversationState::Queued { .. } | ConversationState::Offered { .. }
    )
}

/// Whether the holder's desk shows a difference beyond the messages themselves.
pub(super) fn shows_on_desk(before: &Conversation, after: &Conversation) -> bool {
    shows_on_floor(before, after)
        || before.contact_wrote_at != after.contact_wrote_at
        || before.contact_read != after.contact_read
        || before.agent_read != after.agent_read
}

/// Whether a supervisor's list shows a difference.
pub(super) fn shows_on_floor(before: &Conversation, after: &Conversation) -> bool {
    before.state != after.state
        || before.queue != after.queue
        || before.language != after.language
        || before.contact != after.contact
        || before.unanswered_since != after.unanswered_since
        || before.translation != after.translation
}

/// The last message of a conversation before these effects.
pub(super) fn before(conversation: &Conversation, effects: &[Effect]) -> Seq {
    let mut own = effects.iter().filter_map(|effect| {
        let Effect::Append(message) = effect else {
            return None;
        };
        (message.conversation == conversation.id).then_some(message.seq)
    });
    let first = own.next();
    first.map_or(conversation.last_seq, |first| {
        Seq(first.0.saturating_sub(1))
    })
}
