//! Who is asked next. Runs at the end of every input and makes every offer that can be made.
//!
//! The rule is one sentence: of all waiting conversations that some ready agent of their queue may
//! be asked for, the one that ranks first ([`ranking`]) is offered to the longest-idle of those
//! agents; and again, until there is none.

mod eligibility;
mod explanation;
mod offering;
mod ranking;

use alloc::collections::BTreeSet;

pub(crate) use explanation::explain;
use ranking::Rank;

use crate::{
    floor::Floor,
    ids::{AgentId, QueueId},
    time::Timestamp,
    turn::Turn,
};

/// A conversation and the agent it is to be offered to.
struct Pair {
    rank: Rank,
    agent: AgentId,
}

/// Makes offers until no waiting conversation has an agent who could be asked.
///
/// Before an input no such pair exists, so only queues that were stirred since can have one. Each
/// offer takes a conversation and a slot away, so a queue's best pair only ever gets worse: a
/// remembered one is checked again when its turn comes, and put back if it is not the best any more.
pub(crate) fn settle(turn: &mut Turn<'_>) {
    let stirred = core::mem::take(&mut turn.stirred);
    let mut best: BTreeSet<(Rank, QueueId)> = BTreeSet::new();
    for queue in stirred {
        if let Some(pair) = next_pair(turn.floor, &queue, turn.now) {
            best.insert((pair.rank, queue));
        }
    }
    while let Some((rank, queue)) = best.pop_first() {
        let Some(pair) = next_pair(turn.floor, &queue, turn.now) else {
            continue;
        };
        if pair.rank != rank {
            best.insert((pair.rank, queue));
            continue;
        }
        if !offering::offer(turn, pair.rank.conversation, &pair.agent) {
            break;
        }
        if let Some(pair) = next_pair(turn.floor, &queue, turn.now) {
            best.insert((pair.rank, queue));
        }
    }
}

/// The best offer that can be made from a queue.
fn next_pair(floor: &Floor, queue: &QueueId, now: Timestamp) -> Option<Pair> {
    let entry = floor.index.queues.get(queue)?;
    if entry.ready.is_empty() {
        return None;
    }
    let priority = floor.plan.queues.get(queue)?.priority;
    entry.waiting.iter().find_map(|(since, id)| {
        let conversation = floor.conversations.get(id)?;
        let free = |agent: &&AgentId| !eligibility::passed_recently(conversation, agent, now);
        let agent = entry.ready.iter().map(|(_, agent)| agent).find(free)?;
        Some(Pair {
            rank: Rank::new(priority, *since, *id),
            agent: agent.clone(),
        })
    })
}
