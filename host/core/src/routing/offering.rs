//! Making one offer: it takes the slot, and says why.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::{
    keeping::is_kept,
    need::{Need, Place},
    passing::passed_recently,
    ranking::{self, Rank},
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
/// pass or are kept for another.
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
    let rank = Rank::of(floor, &conversation.queue, since, conversation.id, now)?;
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
        } else if is_kept(floor, &place.agent, &rank, now) {
            Verdict::KeptForHeavier
        } else if place < best || passed_recently(conversation, &place.agent, now) {
            // Also whoever would come first, had they not let it pass last.
            Verdict::PassedRecently
        } else {
            behind(place, best)
        };
        found |= is_chosen;
        candidates.push(candidate(floor, conversation, &need, agent, verdict, now));
    }
    let priority = floor.plan.priority(conversation)?;
    Some(RankingTrace {
        queue: conversation.queue.clone(),
        priority,
        waited: now.since(since),
        ready: u32::try_from(ready.len()).unwrap_or(u32::MAX),
        score: ranking::score(floor.plan.order, priority, since, now),
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

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, format, vec::Vec};

    use super::*;
    use crate::{Input, Languages, RoutingPlan, Strategy, testing::*};

    /// Why the last offer of these effects went where it went.
    fn told(effects: Vec<Effect>) -> RankingTrace {
        let because = effects.into_iter().rev().find_map(|effect| {
            if let Effect::PresentOffer { because, .. } = effect {
                Some(because)
            } else {
                None
            }
        });
        because.unwrap()
    }

    fn verdict_of(trace: &RankingTrace, name: &str) -> Verdict {
        let mut all = trace.candidates.iter();
        all.find(|c| c.agent == agent(name)).unwrap().verdict
    }

    /// What an offer to Cem says of Bea, who came first and was asked first.
    fn bea_behind_cem(change: impl FnOnce(&mut RoutingPlan)) -> Verdict {
        let mut plan = plan();
        for name in ["bea", "cem"] {
            plan.agents.get_mut(&agent(name)).unwrap().capacity = 3;
        }
        change(&mut plan);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.open("a");
        stage.wait(Span::seconds(1));
        stage.ready("cem");
        let trace = told(stage.apply(opened("chat", "b")));
        assert_eq!(verdict_of(&trace, "cem"), Verdict::Chosen);
        verdict_of(&trace, "bea")
    }

    #[test]
    fn an_offer_says_for_what_the_others_are_behind() {
        let sales = |plan: &mut RoutingPlan, strategy| {
            plan.queues.get_mut(&queue("sales")).unwrap().strategy = strategy;
        };
        let loaded = bea_behind_cem(|plan| sales(plan, Strategy::LeastLoaded));
        assert_eq!(loaded, Verdict::MoreLoaded);
        let asked = bea_behind_cem(|plan| sales(plan, Strategy::RoundRobin));
        assert_eq!(asked, Verdict::AskedMoreRecently);
        let level = bea_behind_cem(|plan| {
            let cem = plan.agents.get_mut(&agent("cem")).unwrap();
            cem.levels = BTreeMap::from([(queue("sales"), 6)]);
        });
        assert_eq!(level, Verdict::LowerLevel);
    }

    #[test]
    fn an_offer_says_what_is_known_of_each_who_could_be_asked() {
        let mut plan = plan();
        let spanish = crate::Language::new("es").unwrap();
        let cem = plan.agents.get_mut(&agent("cem")).unwrap();
        cem.capacity = 4;
        cem.levels = BTreeMap::from([(queue("sales"), 9)]);
        cem.languages = Some(Languages {
            primary: spanish.clone(),
            secondary: Vec::new(),
        });
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.ready("cem");
        stage.open("a");
        stage.wait(Span::seconds(7));
        let contact = crate::ContactCard {
            locale: Some("es".into()),
            ..crate::ContactCard::default()
        };
        let trace = told(stage.apply(Input::ConversationOpened {
            channel: channel("chat"),
            thread: thread("b"),
            contact,
            first_message: None,
        }));
        let cem = &trace.candidates[0];
        assert_eq!((cem.load, cem.capacity, cem.level), (1, 4, 9));
        assert_eq!(
            (cem.idle, cem.fluency),
            (Span::seconds(7), crate::Fluency::Primary)
        );
        assert_eq!((trace.language, trace.ready), (Some(spanish), 2));
        assert_eq!(trace.candidates[1].level, limits::LEVEL_DEFAULT);
    }

    #[test]
    fn the_chosen_one_is_listed_even_behind_more_than_fit_who_let_it_pass() {
        let mut plan = plan();
        let template = plan.agents.remove(&agent("cem")).unwrap();
        let names: Vec<_> = (0..12).map(|n| format!("a{n:02}")).collect();
        plan.agents = names
            .iter()
            .map(|name| (agent(name), template.clone()))
            .collect();
        let mut stage = Stage::with(plan);
        for name in &names {
            stage.ready(name);
        }
        let mut trace = told(stage.apply(opened("chat", "ana")));
        for (passed, name) in names.iter().enumerate().take(10) {
            assert_eq!(trace.candidates.len(), limits::TRACE_CANDIDATES);
            assert_eq!(trace.ready, 12);
            let verdicts: Vec<_> = trace.candidates.iter().map(|c| c.verdict).collect();
            let first = passed.min(limits::TRACE_CANDIDATES - 1);
            let (before, after) = verdicts.split_at(first);
            assert!(
                before.iter().all(|v| *v == Verdict::PassedRecently),
                "{verdicts:?}"
            );
            let (chosen, behind) = after.split_first().unwrap();
            assert_eq!(*chosen, Verdict::Chosen);
            assert!(
                behind.iter().all(|v| *v == Verdict::ShorterIdle),
                "{verdicts:?}"
            );
            assert_eq!(trace.candidates[first].agent.as_str(), name);
            let (_, offer) = stage.offer_to(name).unwrap();
            trace = told(stage.apply(Input::OfferDeclined {
                offer,
                agent: agent(name),
            }));
        }
    }
}
