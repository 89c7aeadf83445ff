//! An agent accepts an offer: the conversation is theirs.

use super::{authority, contact_disconnected::show_link};
use crate::{
    conversation::ConversationState,
    ids::{AgentId, OfferId},
    message::{Author, Content, Notice},
    rejection::Rejection,
    trace::StepKind,
    transcript,
    turn::Turn,
};

pub(super) fn apply(turn: &mut Turn<'_>, offer: OfferId, agent: AgentId) -> Result<(), Rejection> {
    let id = authority::open_offer(turn, offer, &agent)?;
    let conversation = turn.conversation(id)?;
    let since = match &conversation.state {
        ConversationState::Offered { since, .. } => *since,
        ConversationState::Queued { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => return Err(authority::wrong_state(conversation)),
    };
    let now = turn.now;
    turn.edit(id, |c| {
        c.first_assigned_at = c.first_assigned_at.or(Some(now));
    });
    let assigned = ConversationState::Assigned {
        since,
        agent: agent.clone(),
        assigned_at: now,
    };
    turn.move_to(id, assigned);
    turn.change_agent(&agent, |a| a.idle_since = now);
    turn.log(
        id,
        StepKind::Assigned {
            agent: agent.clone(),
        },
    );
    let notice = Content::Notice(Notice::AgentJoined(agent));
    transcript::append(turn, id, Author::System, notice, None);
    if !turn.floor.contact_connected(id) {
        show_link(turn, id, false);
    }
    Ok(())
}
