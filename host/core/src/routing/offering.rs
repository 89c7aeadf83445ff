//! Making one offer: it takes the slot, and says why.

use alloc::vec::Vec;

use super::eligibility::passed_recently;
use crate::{
    agent::Agent,
    conversation::{Conversation, ConversationState},
    effect::Effect,
    floor::Floor,
    ids::{AgentId, ConversationId},
    limits,
    offer::Offer,
    time::{Span, Timestamp},
    trace::{Candidate, RankingTrace, StepKind, Verdict},
    turn::Turn,
};

/// Offers a waiting conversation to a ready agent. `false` when nothing was offered.
pub(super) fn offer(turn: &mut Turn<'_>, id: ConversationId, agent: &AgentId) -> bool {
    let now = turn.now;
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return false;
    };
    let ConversationState::Queued { since, passed } = &conversation.state else {
        return false;
    };
    let (since, passed, queue) = (*since, passed.clone(), conversation.queue.clone());
    let Some(stands) = turn.floor.plan.queues.get(&queue).map(|q| q.offer) else {
        return false;
    };
    let Some(because) = trace(turn.floor, conversation, since, agent, now) else {
        return false;
    };
    let Some(offer) = turn.take_offer_id() else {
        return false;
    };

    let offer = Offer {
        id: offer,
        conversation: id,
        agent: agent.clone(),
        queue,
        offered_at: now,
        expires: now + stands,
    };
    turn.move_to(
        id,
        ConversationState::Offered {
            since,
            passed,
            offer: offer.id,
            agent: agent.clone(),
            offered_at: now,
            expires: offer.expires,
        },
    );
    let (offer_id, agent) = (offer.id, agent.clone());
    turn.log(
        id,
        StepKind::Offered {
            offer: offer_id,
            agent,
            because: because.clone(),
        },
    );
    turn.emit(Effect::PresentOffer { offer, because });
    true
}

/// The explanation: the conversation's claim and the ready agents as they stood, best first. The
/// chosen one is always listed, even behind more agents than fit who let the conversation pass.
fn trace(
    floor: &Floor,
    conversation: &Conversation,
    since: Timestamp,
    chosen: &AgentId,
    now: Timestamp,
) -> Option<RankingTrace> {
    let entry = floor.index.queues.get(&conversation.queue)?;
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut found = false;
    for (_, id) in &entry.ready {
        let is_chosen = id == chosen;
        let room = limits::TRACE_CANDIDATES - usize::from(!found && !is_chosen);
        if candidates.len() >= limits::TRACE_CANDIDATES {
            break;
        }
        if candidates.len() >= room {
            continue;
        }
        let Some(agent) = floor.agents.get(id) else {
            continue;
        };
        let verdict = if is_chosen {
            Verdict::Chosen
        } else if passed_recently(conversation, id, now) {
            Verdict::PassedRecently
        } else {
            Verdict::ShorterIdle
        };
        found |= is_chosen;
        candidates.push(candidate(agent, verdict, now));
    }
    Some(RankingTrace {
        queue: conversation.queue.clone(),
        priority: floor.plan.queues.get(&conversation.queue)?.priority,
        waited: now.since(since),
        ready: u32::try_from(entry.ready.len()).unwrap_or(u32::MAX),
        candidates,
    })
}

pub(super) fn candidate(agent: &Agent, verdict: Verdict, now: Timestamp) -> Candidate {
    let never = agent.idle_since == Timestamp::default();
    Candidate {
        agent: agent.id.clone(),
        idle: if never {
            Span::ZERO
        } else {
            now.since(agent.idle_since)
        },
        load: agent.load(),
        capacity: agent.capacity,
        verdict,
    }
}
