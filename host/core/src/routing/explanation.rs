//! "Why is it still waiting?", computed on demand.

use alloc::vec::Vec;

use super::{
    need::{Need, Place},
    offering::{behind, candidate},
    passing::passed_recently,
    ranking,
};
use crate::{
    agent::Agent,
    conversation::{Conversation, ConversationState},
    floor::Floor,
    ids::ConversationId,
    plan::{QueuePlan, Strategy},
    relaxation::Demands,
    time::Timestamp,
    trace::{Explanation, Verdict},
};

/// Every agent of the conversation's queue with what stands between them and it.
pub(crate) fn explain(floor: &Floor, now: Timestamp, id: ConversationId) -> Option<Explanation> {
    let conversation = floor.conversations.get(&id)?;
    let entry = floor.index.queues.get(&conversation.queue)?;
    let queue = floor.plan.queues.get(&conversation.queue)?;
    let need = Need::of(conversation, &floor.plan);
    let place = |agent: &Agent| {
        let plan = floor.plan.agents.get(&agent.id)?;
        Some(need.place(agent, plan, &conversation.queue, queue.strategy))
    };
    let holder = conversation.state.agent();
    let best = holder.and_then(|agent| place(floor.agents.get(agent)?));
    let mut ranked: Vec<_> = entry
        .members
        .iter()
        .filter_map(|agent| {
            let agent = floor.agents.get(agent)?;
            let place = place(agent)?;
            let verdict = verdict(
                floor,
                conversation,
                (&need, queue),
                agent,
                &place,
                best.as_ref(),
                now,
            );
            Some((distance(verdict), place, verdict, agent))
        })
        .collect();
    ranked.sort_by(|one, two| (one.0, &one.1).cmp(&(two.0, &two.1)));

    let since = match &conversation.state {
        ConversationState::Queued { since, .. } | ConversationState::Offered { since, .. } => {
            Some(*since)
        }
        ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => None,
    };
    let position = since.map(|since| {
        let ahead = entry.line.range(..(since, id)).count();
        u32::try_from(ahead).unwrap_or(u32::MAX).saturating_add(1)
    });
    let demands = Demands::of(conversation, &floor.plan);
    Some(Explanation {
        conversation: id,
        state: conversation.state.name().into(),
        queue: conversation.queue.clone(),
        position,
        language: need.language.clone(),
        required: need.skills.clone(),
        only: need.only.clone(),
        any_language: need.any_language,
        relaxes_at: since.and_then(|_| conversation.relaxation.next(demands)),
        score: since.and_then(|s| ranking::score(floor.plan.order, queue.priority, s, now)),
        candidates: ranked
            .into_iter()
            .map(|(_, _, v, agent)| candidate(floor, conversation, &need, agent, v, now))
            .collect(),
    })
}

/// What stands between an agent of the queue and this conversation.
fn verdict(
    floor: &Floor,
    conversation: &Conversation,
    (need, queue): (&Need, &QueuePlan),
    agent: &Agent,
    place: &Place,
    best: Option<&Place>,
    now: Timestamp,
) -> Verdict {
    if conversation.state.agent() == Some(&agent.id) {
        return Verdict::Chosen;
    }
    let Some(plan) = floor.plan.agents.get(&agent.id) else {
        return Verdict::NotAvailable;
    };
    if let Some(obstacle) = need.obstacle(agent, plan) {
        obstacle
    } else if passed_recently(conversation, &agent.id, now) {
        Verdict::PassedRecently
    } else if let Some(best) = best {
        behind(place, best)
    } else if queue.strategy == Strategy::Pull {
        Verdict::MayTake
    } else {
        Verdict::Eligible
    }
}

/// How far an agent with this verdict is from the conversation.
const fn distance(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Chosen => 0,
        Verdict::Eligible
        | Verdict::MayTake
        | Verdict::LessFluent
        | Verdict::LowerLevel
        | Verdict::MoreLoaded
        | Verdict::AskedMoreRecently
        | Verdict::ShorterIdle => 1,
        Verdict::PassedRecently => 2,
        Verdict::Full | Verdict::FullForChannel => 3,
        Verdict::AnotherIsWaitedFor | Verdict::LacksLanguage | Verdict::LacksSkill => 4,
        Verdict::StopsNew => 5,
        Verdict::Unreachable => 6,
        Verdict::NotAvailable => 7,
    }
}
