//! Whether one agent may be asked for one conversation, and if not, why.

use crate::{
    agent::{Agent, Link, Presence},
    conversation::{Conversation, ConversationState},
    ids::AgentId,
    time::Timestamp,
    trace::Verdict,
};

/// Whether the agent let this conversation pass and the back-off still runs.
pub(super) fn passed_recently(
    conversation: &Conversation,
    agent: &AgentId,
    now: Timestamp,
) -> bool {
    match &conversation.state {
        ConversationState::Queued { passed, .. } | ConversationState::Offered { passed, .. } => {
            passed
                .iter()
                .any(|(other, until)| other == agent && *until > now)
        }
        ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => false,
    }
}

/// What stands between an agent of the queue and this conversation.
pub(super) fn verdict(agent: &Agent, conversation: &Conversation, now: Timestamp) -> Verdict {
    if conversation.state.agent() == Some(&agent.id) {
        Verdict::Chosen
    } else if agent.presence != Presence::Available {
        Verdict::NotAvailable
    } else if agent.link != Link::Up {
        Verdict::Unreachable
    } else if !agent.has_room() {
        Verdict::Full
    } else if passed_recently(conversation, &agent.id, now) {
        Verdict::PassedRecently
    } else if conversation.state.agent().is_some() {
        Verdict::ShorterIdle
    } else {
        Verdict::Eligible
    }
}
