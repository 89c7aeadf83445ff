//! "Why is it still waiting?", computed on demand.

use alloc::vec::Vec;

use super::{
    keeping::is_kept,
    need::{Need, Place},
    offering::{behind, candidate},
    passing::passed_recently,
    ranking::{self, Rank},
};
use crate::{
    agent::Agent,
    conversation::{Conversation, ConversationState},
    floor::Floor,
    ids::{AgentId, ConversationId},
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
    let held = holder.and_then(|agent| held(floor, conversation, &need, queue, agent));
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
                held.as_ref(),
                now,
            );
            Some((distance(verdict), place, verdict, agent))
        })
        .collect();
    ranked.sort_by(|one, two| (one.0, &one.1).cmp(&(two.0, &two.1)));

    let since = waiting_since(conversation);
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

/// With whom a conversation is.
struct Held {
    /// Their place, were it not with them: as it was when it was given, unless they or the plan have
    /// changed since.
    place: Place,
    /// Since when.
    since: Timestamp,
}

fn held(
    floor: &Floor,
    conversation: &Conversation,
    need: &Need,
    queue: &QueuePlan,
    agent: &AgentId,
) -> Option<Held> {
    let since = match &conversation.state {
        ConversationState::Offered { offered_at, .. } => *offered_at,
        ConversationState::Assigned { assigned_at, .. } => *assigned_at,
        ConversationState::WrapUp { ended_at, .. } => *ended_at,
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Parked { .. }
        | ConversationState::Closed(_) => return None,
    };
    let mut agent = floor.agents.get(agent)?.clone();
    agent.holds.remove(&conversation.id);
    let plan = floor.plan.agents.get(&agent.id)?;
    let place = need.place(&agent, plan, &conversation.queue, queue.strategy);
    Some(Held { place, since })
}

/// What stands between an agent of the queue and this conversation.
fn verdict(
    floor: &Floor,
    conversation: &Conversation,
    (need, queue): (&Need, &QueuePlan),
    agent: &Agent,
    place: &Place,
    held: Option<&Held>,
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
    } else if is_kept_from(floor, conversation, &agent.id, now) {
        Verdict::KeptForHeavier
    } else if let Some(held) = held {
        beside(agent, place, held)
    } else if queue.strategy == Strategy::Pull {
        Verdict::MayTake
    } else {
        Verdict::Eligible
    }
}

/// What is true of an agent who could be asked, while somebody else has it.
fn beside(agent: &Agent, place: &Place, held: &Held) -> Verdict {
    if agent.presence_since > held.since {
        Verdict::CameLater
    } else if *place < held.place {
        Verdict::BetterPlacedNow
    } else {
        behind(place, &held.place)
    }
}

/// Whether an agent is kept for a heavier conversation than this one, which waits or is offered.
fn is_kept_from(
    floor: &Floor,
    conversation: &Conversation,
    agent: &AgentId,
    now: Timestamp,
) -> bool {
    waiting_since(conversation)
        .and_then(|since| Rank::of(floor, &conversation.queue, since, conversation.id, now))
        .is_some_and(|rank| is_kept(floor, agent, &rank, now))
}

/// Since when a conversation waits that is in its queue's line.
const fn waiting_since(conversation: &Conversation) -> Option<Timestamp> {
    match &conversation.state {
        ConversationState::Queued { since, .. } | ConversationState::Offered { since, .. } => {
            Some(*since)
        }
        ConversationState::Scripted { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => None,
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
        | Verdict::ShorterIdle
        | Verdict::BetterPlacedNow
        | Verdict::CameLater => 1,
        Verdict::PassedRecently => 2,
        Verdict::Full | Verdict::FullForChannel | Verdict::KeptForHeavier => 3,
        Verdict::AnotherIsWaitedFor | Verdict::LacksLanguage | Verdict::LacksSkill => 4,
        Verdict::StopsNew => 5,
        Verdict::Unreachable => 6,
        Verdict::NotAvailable => 7,
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, vec, vec::Vec};

    use crate::{
        Input, Order, Presence, SkillId, SkillStep, Span, Strategy, Verdict, Verdict as V,
        testing::*,
    };

    fn verdict_of(stage: &Stage, id: crate::ConversationId, name: &str) -> Verdict {
        let explanation = stage.floor.explain(stage.now, id).unwrap();
        let mut theirs = explanation.candidates.into_iter();
        theirs.find(|c| c.agent == agent(name)).unwrap().verdict
    }

    #[test]
    fn whoever_came_after_an_offer_is_said_to_have_come_later() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        assert_eq!(stage.holder(id), Some("bea"));
        stage.wait(Span::seconds(1));
        stage.ready("cem");
        assert_eq!(verdict_of(&stage, id, "cem"), Verdict::CameLater);
    }

    #[test]
    fn whoever_came_at_the_moment_of_an_offer_was_there() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.ready("cem");
        let id = stage.open("ana");
        assert_eq!(stage.holder(id), Some("bea"));
        assert_ne!(verdict_of(&stage, id, "cem"), Verdict::CameLater);
    }

    #[test]
    fn whoever_was_behind_at_the_offer_is_still_behind_for_the_same_reason() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().strategy = Strategy::LeastLoaded;
        let mut stage = Stage::with(plan);
        stage.ready("cem");
        stage.wait(Span::seconds(4));
        stage.ready("bea");
        stage.wait(Span::seconds(1));
        let id = stage.open("ana");
        assert_eq!(stage.holder(id), Some("cem"));
        // The offer itself has made them the more loaded one; that is no reason against it.
        assert_eq!(verdict_of(&stage, id, "bea"), Verdict::ShorterIdle);
    }

    #[test]
    fn whoever_would_come_first_only_now_is_not_said_to_have_been_behind() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().strategy = Strategy::Level;
        let levels = BTreeMap::from([(queue("sales"), 9)]);
        plan.agents.get_mut(&agent("bea")).unwrap().levels = levels;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.ready("cem");
        stage.wait(Span::seconds(1));
        assert_eq!(stage.open("ana"), stage.accept("bea"));
        let id = stage.open("ben");
        assert_eq!(stage.holder(id), Some("cem"));
        assert_eq!(verdict_of(&stage, id, "bea"), Verdict::Full);
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 2,
        });
        assert_eq!(verdict_of(&stage, id, "bea"), Verdict::BetterPlacedNow);
    }

    #[test]
    fn agents_come_by_how_far_they_are_from_the_conversation() {
        let names = ["z", "y", "x", "w", "v", "u", "t", "s"];
        let mut plan = plan();
        let template = plan.agents.remove(&agent("cem")).unwrap();
        let billing: SkillId = "billing".parse().unwrap();
        plan.agents.clear();
        for name in names {
            let mut each = template.clone();
            if name != "v" {
                each.skills = BTreeMap::from([(billing.clone(), 1)]);
            }
            plan.agents.insert(agent(name), each);
        }
        plan.queues.get_mut(&queue("sales")).unwrap().steps = vec![SkillStep {
            require: BTreeMap::from([(billing, 1)]),
            lasts: Span::seconds(600),
        }];
        let mut stage = Stage::with(plan);
        for name in ["w", "u"] {
            stage.ready(name);
            stage.open(name);
            stage.accept(name);
        }
        stage.apply(Input::NewStopped {
            agent: agent("u"),
            stopped: true,
        });
        stage.ready("x");
        let id = stage.open("ana");
        let (_, offer) = stage.offer_to("x").unwrap();
        stage.apply(Input::OfferDeclined {
            offer,
            agent: agent("x"),
        });
        stage.ready("v");
        stage.declare("t", Presence::Available);
        stage.ready("z");
        stage.wait(Span::seconds(1));
        stage.ready("y");
        let explanation = stage.floor.explain(stage.now, id).unwrap();
        let told: Vec<_> = explanation
            .candidates
            .iter()
            .map(|c| (c.agent.as_str(), c.verdict))
            .collect();
        let verdicts = [
            V::Chosen,
            V::CameLater,
            V::PassedRecently,
            V::Full,
            V::LacksSkill,
            V::StopsNew,
            V::Unreachable,
            V::NotAvailable,
        ];
        let expected: Vec<_> = names.into_iter().zip(verdicts).collect();
        assert_eq!(told, expected);
        // Who has never been available has not been idle since the beginning of time.
        let idle: Vec<_> = explanation.candidates.iter().map(|c| c.idle).collect();
        assert_eq!((idle[0], idle[7]), (Span::seconds(1), Span::ZERO));
    }

    #[test]
    fn what_waits_has_a_place_and_a_score_and_what_is_talked_in_has_none() {
        let mut plan = plan();
        plan.order = Order::Score {
            priority_weight: 2,
            age_weight: 1,
        };
        plan.queues.get_mut(&queue("sales")).unwrap().language_wait = Span::seconds(90);
        let mut stage = Stage::with(plan);
        let id = stage.open("ana");
        stage.wait(Span::seconds(3));
        let explained = |stage: &Stage| stage.floor.explain(stage.now, id).unwrap();
        let waiting = explained(&stage);
        assert_eq!((waiting.position, waiting.score), (Some(1), Some(13_000)));
        assert_eq!(waiting.relaxes_at, None, "no language is known");
        stage.ready("bea");
        assert_eq!(explained(&stage).score, Some(13_000), "offered");
        stage.accept("bea");
        let assigned = explained(&stage);
        assert_eq!((assigned.position, assigned.score), (None, None));
    }
}
