//! An offer that ends without accept: its conversation returns to its original place in line.

use alloc::vec::Vec;

use crate::{
    conversation::ConversationState,
    effect::{Effect, Withdrawal},
    ids::{AgentId, ConversationId},
    limits,
    time::{Span, Timestamp},
    trace::StepKind,
    turn::Turn,
};

/// Ends the open offer of a conversation, which goes back to its queue with its original `since`.
/// Whoever declined it or let it expire is not asked again before the queue's back-off ends.
pub(crate) fn take_back(turn: &mut Turn<'_>, id: ConversationId, reason: Withdrawal) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let ConversationState::Offered {
        since,
        passed,
        agent,
        ..
    } = &conversation.state
    else {
        return;
    };
    let since = *since;
    let mut passed = passed.clone();
    match reason {
        Withdrawal::Declined | Withdrawal::Expired => {
            let queue = turn.floor.plan.queues.get(&conversation.queue);
            let back_off = queue.map_or(Span::ZERO, |q| q.back_off);
            remember(&mut passed, agent.clone(), turn.now, turn.now + back_off);
        }
        Withdrawal::ConversationEnded
        | Withdrawal::AgentNotAvailable
        | Withdrawal::AgentUnreachable
        | Withdrawal::Requeued => {}
    }
    announce(turn, id, reason);
    turn.move_to(id, ConversationState::Queued { since, passed });
}

/// Says that the open offer of a conversation has ended, to its history and to the agent's screen.
pub(crate) fn announce(turn: &mut Turn<'_>, id: ConversationId, reason: Withdrawal) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let ConversationState::Offered { offer, agent, .. } = &conversation.state else {
        return;
    };
    let (offer, agent) = (*offer, agent.clone());
    turn.log(
        id,
        StepKind::OfferEnded {
            offer,
            agent: agent.clone(),
            reason,
        },
    );
    turn.emit(Effect::WithdrawOffer {
        offer,
        conversation: id,
        agent,
        reason,
    });
}

/// Takes back every open offer of an agent.
pub(crate) fn take_back_all_of(turn: &mut Turn<'_>, agent: &AgentId, reason: Withdrawal) {
    let Some(agent) = turn.floor.agents.get(agent) else {
        return;
    };
    let held: Vec<_> = agent.holds.iter().copied().collect();
    for conversation in held {
        take_back(turn, conversation, reason);
    }
}

/// Adds an agent to those who let a conversation pass; the oldest is forgotten when there are more
/// than [`limits::PASSED_AGENTS`].
fn remember(
    passed: &mut Vec<(AgentId, Timestamp)>,
    agent: AgentId,
    now: Timestamp,
    until: Timestamp,
) {
    passed.retain(|(other, until)| *until > now && *other != agent);
    if until > now {
        passed.push((agent, until));
    }
    let surplus = passed.len().saturating_sub(limits::PASSED_AGENTS);
    drop(passed.drain(..surplus));
}
