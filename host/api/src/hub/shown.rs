//! Which differences of a conversation anyone sees.

use frontdesk_core::{Conversation, ConversationState};

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
