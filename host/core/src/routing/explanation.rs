//! "Why is it still waiting?", computed on demand.

use alloc::vec::Vec;

use super::{eligibility::verdict, offering::candidate};
use crate::{
    conversation::ConversationState,
    floor::Floor,
    ids::ConversationId,
    time::Timestamp,
    trace::{Explanation, Verdict},
};

/// Every agent of the conversation's queue with what stands between them and it.
pub(crate) fn explain(floor: &Floor, now: Timestamp, id: ConversationId) -> Option<Explanation> {
    let conversation = floor.conversations.get(&id)?;
    let entry = floor.index.queues.get(&conversation.queue)?;
    let mut ranked: Vec<_> = entry
        .members
        .iter()
        .filter_map(|agent| floor.agents.get(agent))
        .map(|agent| (verdict(agent, conversation, now), agent))
        .collect();
    ranked.sort_by_key(|(verdict, agent)| (distance(*verdict), agent.idle_since, &agent.id));

    let position = match &conversation.state {
        ConversationState::Queued { since, .. } | ConversationState::Offered { since, .. } => {
            let ahead = entry.line.range(..(*since, id)).count();
            Some(u32::try_from(ahead).unwrap_or(u32::MAX).saturating_add(1))
        }
        ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => None,
    };
    Some(Explanation {
        conversation: id,
        state: conversation.state.name().into(),
        queue: conversation.queue.clone(),
        position,
        candidates: ranked
            .into_iter()
            .map(|(v, agent)| candidate(agent, v, now))
            .collect(),
    })
}

/// How far an agent with this verdict is from the conversation.
const fn distance(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Chosen => 0,
        Verdict::Eligible | Verdict::ShorterIdle => 1,
        Verdict::PassedRecently => 2,
        Verdict::Full => 3,
        Verdict::Unreachable => 4,
        Verdict::NotAvailable => 5,
    }
}
