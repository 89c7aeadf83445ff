//! An offer that ends without accept: its conversation returns to its original place in line.

use alloc::vec::Vec;

use crate::{
    agent::{DECLINED_OFFER, MISSED_OFFER, Presence},
    conversation::ConversationState,
    effect::{Effect, Withdrawal},
    ids::{AgentId, ConversationId, QueueId},
    limits,
    plan::Consequence,
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
        | Withdrawal::Requeued
        | Withdrawal::Taken => {}
    }
    announce(turn, id, reason);
    turn.move_to(id, ConversationState::Queued { since, passed });
}

/// What becomes of an agent who let an offer of a queue pass: the queue's plan says so.
pub(crate) fn consequence(
    turn: &mut Turn<'_>,
    agent: &AgentId,
    queue: &QueueId,
    reason: Withdrawal,
) {
    let Some(plan) = turn.floor.plan.queues.get(queue) else {
        return;
    };
    let away_for = plan.away_for;
    let (follows, reason) = match reason {
        Withdrawal::Expired => (plan.missed_offer, MISSED_OFFER),
        Withdrawal::Declined => (plan.declined_offer, DECLINED_OFFER),
        Withdrawal::ConversationEnded
        | Withdrawal::AgentNotAvailable
        | Withdrawal::AgentUnreachable
        | Withdrawal::Requeued
        | Withdrawal::Taken => return,
    };
    match follows {
        Consequence::Away => {
            let now = turn.now;
            turn.change_agent(agent, |a| {
                // Who wanted nothing new is away for good by now, and is not brought back.
                if a.presence == Presence::Available {
                    a.leave(reason, now, away_for);
                }
            });
            take_back_all_of(turn, agent, Withdrawal::AgentNotAvailable);
        }
        Consequence::StayAvailable => {}
    }
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
    let held: Vec<_> = agent.holds.keys().copied().collect();
    for conversation in held {
        take_back(turn, conversation, reason);
    }
}

/// Adds an agent to those who let a conversation pass; the oldest is forgotten when there are more
/// than [`limits::PASSED_AGENTS`]. The last one is remembered even without a back-off: whoever has
/// just declined is not asked again at once while another can be.
fn remember(
    passed: &mut Vec<(AgentId, Timestamp)>,
    agent: AgentId,
    now: Timestamp,
    until: Timestamp,
) {
    passed.retain(|(other, until)| *until > now && *other != agent);
    passed.push((agent, until));
    let surplus = passed.len().saturating_sub(limits::PASSED_AGENTS);
    drop(passed.drain(..surplus));
}
