//! Who is asked next. Runs at the end of every input and makes every offer that can be made.
//!
//! The rule is one sentence: of all waiting conversations that some agent may be asked for, the one
//! that ranks first ([`ranking`]) is offered to the one of those agents whom its queue asks first
//! ([`need`]); and again, until there is none.

mod explanation;
mod keeping;
mod need;
mod offering;
mod passing;
mod ranking;

use alloc::{collections::BTreeSet, sync::Arc, vec::Vec};

pub(crate) use explanation::explain;
pub(crate) use keeping::is_anyone_kept;
pub(crate) use need::{Need, Place, Short, place_in, short_in};
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
/// Before an input no such pair exists, so only queues that were stirred since can have one; where
/// somebody is or was kept for a heavy conversation, any queue can, after each offer again.
pub(crate) fn settle(turn: &mut Turn<'_>) {
    let mut stirred = core::mem::take(&mut turn.stirred);
    if turn.was_anyone_kept || is_anyone_kept(turn.floor, turn.now) {
        stirred.extend(turn.floor.plan.queues.keys().cloned());
    }
    while let Settled::Again = settle_queues(turn, &stirred) {
        stirred.extend(turn.floor.plan.queues.keys().cloned());
    }
}

/// How far making offers has come.
enum Settled {
    /// No offer is possible any more.
    NobodyLeft,
    /// What was offered may have freed somebody who was kept.
    Again,
}

/// Makes the offers that are possible in some queues, the first in rank first. Each takes a conversation
/// and a slot away, so a line's best pair only ever gets worse: a remembered one is checked again when its
/// turn comes, and put back if it is not the best any more.
fn settle_queues(turn: &mut Turn<'_>, stirred: &BTreeSet<QueueId>) -> Settled {
    let mut best: BTreeSet<(Rank, QueueId, Arc<Need>)> = BTreeSet::new();
    for queue in stirred {
        for need in served_lines(turn.floor, queue) {
            if let Some(pair) = next_pair(turn.floor, queue, &need, turn.now) {
                best.insert((pair.rank, queue.clone(), need));
            }
        }
    }
    while let Some((rank, queue, need)) = best.pop_first() {
        let Some(pair) = next_pair(turn.floor, &queue, &need, turn.now) else {
            continue;
        };
        if pair.rank != rank {
            best.insert((pair.rank, queue, need));
            continue;
        }
        let is_kept = is_anyone_kept(turn.floor, turn.now);
        if !offering::offer(turn, pair.rank.conversation, &pair.agent) {
            break;
        }
        if is_kept {
            return Settled::Again;
        }
        if let Some(pair) = next_pair(turn.floor, &queue, &need, turn.now) {
            best.insert((pair.rank, queue, need));
        }
    }
    Settled::NobodyLeft
}

/// The lines of a queue in which somebody waits and somebody could be asked.
fn served_lines(floor: &Floor, queue: &QueueId) -> Vec<Arc<Need>> {
    let Some(entry) = floor.index.queues.get(queue) else {
        return Vec::new();
    };
    let served = entry
        .lines
        .iter()
        .filter(|(_, line)| !line.waiting.is_empty() && !line.ready.is_empty());
    served.map(|(need, _)| need.clone()).collect()
}

/// The best offer that can be made from a line.
fn next_pair(floor: &Floor, queue: &QueueId, need: &Need, now: Timestamp) -> Option<Pair> {
    let line = floor.index.queues.get(queue)?.lines.get(need)?;
    for (since, id) in &line.waiting {
        let conversation = floor.conversations.get(id)?;
        let rank = Rank::of(floor, queue, *since, *id, now)?;
        let ready = line.ready.iter().map(|place| &place.agent);
        let mut free = ready
            .filter(|agent| !keeping::is_kept(floor, agent, &rank, now))
            .peekable();
        // Whoever is kept from this one is kept from all behind it.
        free.peek()?;
        if let Some(agent) = passing::first_to_ask(conversation, free, now) {
            let agent = agent.clone();
            return Some(Pair { rank, agent });
        }
    }
    None
}

#[cfg(test)]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for the one variant it is about"
)]
mod tests {
    use alloc::vec::Vec;

    use crate::{Input, Presence, Span, Verdict, effect::Effect, testing::*};

    #[test]
    fn the_longest_idle_agent_is_asked_first() {
        let mut stage = Stage::new();
        stage.ready("cem");
        stage.wait(Span::seconds(1));
        stage.ready("bea");
        let first = stage.open("ana");
        let second = stage.open("ben");
        assert_eq!(
            (stage.holder(first), stage.holder(second)),
            (Some("cem"), Some("bea"))
        );
    }

    #[test]
    fn a_free_slot_takes_the_highest_priority_then_the_longest_wait() {
        let mut stage = Stage::new();
        let oldest = stage.open("ana");
        stage.wait(Span::seconds(60));
        let urgent = stage.open_on("vip", "ben");
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 2,
        });
        stage.ready("bea");
        assert_eq!(stage.holder(urgent), Some("bea"));
        assert_eq!(stage.holder(oldest), Some("bea"));
        let order: Vec<_> = [urgent, oldest]
            .map(|id| match stage.conversation(id).state {
                crate::ConversationState::Offered { offer, .. } => offer.number(),
                _ => 0,
            })
            .into();
        assert_eq!(order, [1, 2]);
    }

    #[test]
    fn at_the_same_instant_ids_decide() {
        let mut stage = Stage::new();
        stage.ready("dan");
        stage.ready("cem");
        let first = stage.open("ana");
        assert_eq!(stage.holder(first), Some("cem"));
    }

    #[test]
    fn an_agent_is_never_asked_from_a_queue_they_do_not_serve() {
        let mut stage = Stage::new();
        stage.ready("cem");
        let id = stage.open_on("vip", "ana");
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn an_offer_explains_itself() {
        let mut stage = Stage::new();
        stage.ready("cem");
        stage.wait(Span::seconds(4));
        stage.ready("bea");
        stage.wait(Span::seconds(6));
        let effects = stage.apply(opened("chat", "ana"));
        let because = effects
            .iter()
            .find_map(|e| match e {
                Effect::PresentOffer { because, .. } => Some(because),
                _ => None,
            })
            .unwrap();
        assert_eq!(
            (because.priority, because.waited, because.ready),
            (5, Span::ZERO, 2)
        );
        let candidates: Vec<_> = because
            .candidates
            .iter()
            .map(|c| (c.agent.as_str(), c.idle, c.load, c.capacity, c.verdict))
            .collect();
        assert_eq!(
            candidates,
            [
                ("cem", Span::seconds(10), 0, 1, Verdict::Chosen),
                ("bea", Span::seconds(6), 0, 1, Verdict::ShorterIdle),
            ]
        );
    }

    #[test]
    fn a_waiting_conversation_explains_why_nobody_is_asked() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        let waiting = stage.open("ben");
        stage.declare("cem", Presence::Available);
        let explanation = stage.floor.explain(stage.now, waiting).unwrap();
        assert_eq!(
            (explanation.state.as_str(), explanation.position),
            ("queued", Some(2))
        );
        let verdicts: Vec<_> = explanation
            .candidates
            .iter()
            .map(|c| (c.agent.as_str(), c.verdict))
            .collect();
        assert_eq!(
            verdicts,
            [
                ("bea", Verdict::Full),
                ("cem", Verdict::Unreachable),
                ("dan", Verdict::NotAvailable),
            ]
        );
    }

    #[test]
    fn a_queue_view_counts_offered_conversations_as_waiting() {
        let mut stage = Stage::new();
        let view = |stage: &Stage| stage.floor.queue_view(&queue("sales")).unwrap();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 4,
        });
        stage.ready("bea");
        assert_eq!(view(&stage).free_slots, 4);
        let id = stage.open("ana");
        assert_eq!(
            (view(&stage).waiting, view(&stage).free_slots),
            ([id].into(), 3)
        );
        stage.accept("bea");
        assert_eq!(
            (view(&stage).waiting.len(), view(&stage).free_slots),
            (0, 3)
        );
    }

    #[test]
    fn each_changed_queue_is_named_once_at_the_end() {
        let mut stage = Stage::new();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 6,
        });
        for name in ["ana", "ben", "cleo"] {
            stage.open(name);
        }
        stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        let effects = stage.declare("bea", Presence::Available);
        let named: Vec<_> = effects
            .iter()
            .filter(|e| matches!(e, Effect::QueueChanged(_)))
            .cloned()
            .collect();
        let expected = [
            Effect::QueueChanged(queue("sales")),
            Effect::QueueChanged(queue("vip")),
        ];
        assert_eq!(named, expected);
        assert!(effects.ends_with(&expected));
    }

    #[test]
    fn no_more_than_sixteen_agents_are_remembered_as_having_passed() {
        let mut plan = plan();
        let template = plan.agents.remove(&agent("cem")).unwrap();
        plan.agents.clear();
        for n in 0..20 {
            plan.agents
                .insert(agent(&alloc::format!("a{n:02}")), template.clone());
        }
        plan.queues.get_mut(&queue("sales")).unwrap().back_off = Span::seconds(3_600);
        let mut stage = Stage::with(plan);
        let id = stage.open("ana");
        for n in 0..20 {
            stage.ready(&alloc::format!("a{n:02}"));
        }
        for _ in 0..40 {
            let crate::ConversationState::Offered {
                offer,
                agent,
                passed,
                ..
            } = stage.conversation(id).state.clone()
            else {
                panic!("not offered")
            };
            assert!(passed.len() <= crate::limits::PASSED_AGENTS);
            stage.apply(Input::OfferDeclined { offer, agent });
        }
    }
}
