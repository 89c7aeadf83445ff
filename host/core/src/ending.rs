//! How a conversation ends: the talk first, then wrap-up, then it closes.

use alloc::boxed::Box;

use crate::{
    conversation::{ConversationState, Ended, EndedBy},
    effect::Withdrawal,
    ids::{AgentId, ConversationId},
    message::{Author, Content, Notice},
    script::{self, Exit},
    time::Span,
    trace::StepKind,
    transcript,
    turn::Turn,
    withdrawal,
};

/// Writes the end of the talk into history and transcript.
pub(crate) fn end_talk(turn: &mut Turn<'_>, id: ConversationId, by: &EndedBy) {
    turn.log(id, StepKind::Ended { by: by.clone() });
    let notice = Content::Notice(Notice::Ended(by.clone()));
    transcript::append(turn, id, Author::System, notice, None);
}

/// Ends the talk of an assigned conversation and begins wrap-up; without wrap-up time it closes.
pub(crate) fn begin_wrap_up(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
    ended_by: EndedBy,
) {
    end_talk(turn, id, &ended_by);
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let queue = turn.floor.plan.queues.get(&conversation.queue);
    let wrap_up = queue.map_or(Span::ZERO, |q| q.wrap_up);
    if wrap_up == Span::ZERO {
        close(turn, id, ended_by, None, None);
        return;
    }
    let (ended_at, until) = (turn.now, turn.now + wrap_up);
    turn.move_to(
        id,
        ConversationState::WrapUp {
            agent,
            ended_at,
            ended_by,
            until,
        },
    );
}

/// Closes a conversation in wrap-up; in any other state nothing happens.
pub(crate) fn finish_wrap_up(
    turn: &mut Turn<'_>,
    id: ConversationId,
    disposition: Option<Box<str>>,
    note: Option<Box<str>>,
) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    if let ConversationState::WrapUp { ended_by, .. } = &conversation.state {
        let by = ended_by.clone();
        close(turn, id, by, disposition, note);
    }
}

/// Closes a conversation from any open state. It counts as abandoned when the contact left before
/// any agent had accepted. The agent who held it has finished, so their idle time begins; whoever had
/// only set it aside was busy with something else, or idle already.
pub(crate) fn close(
    turn: &mut Turn<'_>,
    id: ConversationId,
    by: EndedBy,
    disposition: Option<Box<str>>,
    note: Option<Box<str>>,
) {
    withdrawal::announce(turn, id, Withdrawal::ConversationEnded);
    script::let_go(turn, id, Exit::Left);
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let abandoned = by == EndedBy::Contact && conversation.first_assigned_at.is_none();
    let (agent, was_busy) = match &conversation.state {
        ConversationState::Assigned { agent, .. } | ConversationState::WrapUp { agent, .. } => {
            (Some(agent.clone()), true)
        }
        ConversationState::Parked { agent, .. } => (Some(agent.clone()), false),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Closed(_) => (None, false),
    };
    let now = turn.now;
    let learned = conversation.first_assigned_at.map(|since| now.since(since));
    let queue = conversation.queue.clone();
    if let Some(agent) = agent.as_ref().filter(|_| was_busy) {
        turn.change_agent(agent, |a| a.idle_since = now);
    }
    if let Some(held) = learned {
        turn.learn_handle_time(queue, held);
    }
    turn.log(id, StepKind::Closed { abandoned });
    let ended = Ended {
        closed_at: now,
        by,
        abandoned,
        agent,
        disposition,
        note,
    };
    turn.move_to(id, ConversationState::Closed(ended));
}
