//! Making one offer: it takes the slot, and says why.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::{
    need::{Need, Place},
    passing::passed_recently,
    ranking,
};
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
    turn.floor.served.insert(offer.queue.clone(), offer.id);
    turn.change_agent(agent, |a| a.last_offer = Some(offer.id));
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

/// The explanation: the conversation's claim and the agents who could be asked as they stood, best
/// first. The chosen one is always listed, even behind more agents than fit who let the conversation
/// pass.
fn trace(
    floor: &Floor,
    conversation: &Conversation,
    since: Timestamp,
    chosen: &AgentId,
    now: Timestamp,
) -> Option<RankingTrace> {
    let need = Need::of(conversation, &floor.plan);
    let entry = floor.index.queues.get(&conversation.queue)?;
    let ready = &entry.lines.get(&need)?.ready;
    let best = ready.iter().find(|place| place.agent == *chosen)?;
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut found = false;
    for place in ready {
        let is_chosen = place.agent == *chosen;
        let room = limits::TRACE_CANDIDATES - usize::from(!found && !is_chosen);
        if candidates.len() >= limits::TRACE_CANDIDATES {
            break;
        }
        if candidates.len() >= room {
            continue;
        }
        let Some(agent) = floor.agents.get(&place.agent) else {
            continue;
        };
        let verdict = if is_chosen {
            Verdict::Chosen
        } else if place < best || passed_recently(conversation, &place.agent, now) {
            // Also whoever would come first, had they not let it pass last.
            Verdict::PassedRecently
        } else {
            behind(place, best)
        };
        found |= is_chosen;
        candidates.push(candidate(floor, conversation, &need, agent, verdict, now));
    }
    let queue = floor.plan.queues.get(&conversation.queue)?;
    Some(RankingTrace {
        queue: conversation.queue.clone(),
        priority: queue.priority,
        waited: now.since(since),
        ready: u32::try_from(ready.len()).unwrap_or(u32::MAX),
        score: ranking::score(floor.plan.order, queue.priority, since, now),
        language: need.language,
        required: need.skills,
        candidates,
    })
}

/// What puts an agent behind the one who was chosen.
pub(super) fn behind(place: &Place, best: &Place) -> Verdict {
    let Reverse(fluency) = place.fluency;
    let Reverse(level) = place.level;
    if fluency < best.fluency.0 {
        Verdict::LessFluent
    } else if level < best.level.0 {
        Verdict::LowerLevel
    } else if place.load > best.load {
        Verdict::MoreLoaded
    } else if place.asked > best.asked {
        Verdict::AskedMoreRecently
    } else {
        Verdict::ShorterIdle
    }
}

pub(super) fn candidate(
    floor: &Floor,
    conversation: &Conversation,
    need: &Need,
    agent: &Agent,
    verdict: Verdict,
    now: Timestamp,
) -> Candidate {
    let never = agent.idle_since == Timestamp::default();
    let plan = floor.plan.agents.get(&agent.id);
    Candidate {
        agent: agent.id.clone(),
        idle: if never {
            Span::ZERO
        } else {
            now.since(agent.idle_since)
        },
        load: agent.load(),
        capacity: agent.capacity,
        level: plan.map_or(0, |p| p.level(&conversation.queue)),
        fluency: plan.map(|p| need.fluency(p)).unwrap_or_default(),
        verdict,
    }
}
