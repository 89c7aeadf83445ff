//! What always holds of who is asked: room, membership, skills, languages, order, and what is said of it.

use std::cmp::Reverse;

use frontdesk_core::{
    Agent, ChannelId, Conversation, ConversationState, Effect, Floor, Input, Languages, Link,
    Order, Presence, RankingTrace, RoutingPlan, Strategy, Timestamp, Verdict, limits,
};

use super::{Check, Seen, holds};

/// Checks every sentence about offers.
pub(super) fn check(seen: &Seen<'_>, now: Timestamp) -> Check {
    invariant_load_is_within_capacity(seen)?;
    invariant_no_offer_to_an_agent_who_cannot_take_it(seen)?;
    invariant_no_ready_agent_stays_beside_a_conversation_they_could_take(seen, now)?;
    invariant_no_later_arrival_is_asked_first(seen, now)?;
    invariant_an_offer_says_why(seen, now)
}

fn weight(plan: &RoutingPlan, channel: &ChannelId) -> u64 {
    plan.channels
        .get(channel)
        .map_or(1, |c| u64::from(c.weight))
}

/// How much an agent's conversations weigh, by the plan in force after the step.
fn used(seen: &Seen<'_>, agent: Option<&Agent>) -> u64 {
    let held = agent.into_iter().flat_map(|a| a.holds.values());
    held.map(|held| weight(seen.floor.plan(), &held.channel))
        .sum()
}

/// Whoever holds more than they may was given it by force, or held it before their number was changed.
fn invariant_load_is_within_capacity(seen: &Seen<'_>) -> Check {
    let plan = seen.floor.plan();
    for agent in seen.floor.agents() {
        let sentence = "an agent holds no more than their capacity, but for force, or nothing new";
        let before = seen.before.agent(&agent.id);
        let asked = seen.presented().any(|o| o.agent == agent.id);
        let is_forced = matches!(seen.input, Some(Input::ConversationTaken {
            agent: to, forced_by: Some(_), ..
        }) if *to == agent.id);
        let is_over = used(seen, Some(agent)) > u64::from(agent.capacity);
        let is_more = used(seen, Some(agent)) > used(seen, before);
        let claim = !is_over || (!asked && (is_forced || !is_more));
        holds(claim, sentence, || {
            format!("{} holds {:?}", agent.id, agent.holds)
        })?;
        for (id, channel) in &plan.channels {
            let Some(most) = channel.agent_max.map(usize::from) else {
                continue;
            };
            let (is, was) = (agent.load_of(id), before.map_or(0, |a| a.load_of(id)));
            let claim = is <= most || is_forced || is <= was;
            holds(claim, "a channel's maximum holds, but for force", || {
                format!("{} holds {is} of {id}", agent.id)
            })?;
        }
    }
    Ok(())
}

fn invariant_no_offer_to_an_agent_who_cannot_take_it(seen: &Seen<'_>) -> Check {
    let sentence = "an offer is made to whom the queue, skills, language and room allow it";
    for offer in seen.presented() {
        let (agent, asked) = (
            seen.floor.agent(&offer.agent),
            seen.floor.conversation(offer.conversation),
        );
        let ready = agent
            .zip(asked)
            .is_some_and(|(agent, c)| c.queue == offer.queue && fits(seen.floor, agent, c));
        holds(ready, sentence, || format!("{} to {agent:?}", offer.id))?;
        let stands = offer.expires.since(offer.offered_at);
        let planned = seen.floor.plan().queues.get(&offer.queue).map(|q| q.offer);
        holds(
            Some(stands) == planned,
            "an offer stands as long as planned",
            || format!("{} stands {stands}", offer.id),
        )?;
    }
    Ok(())
}

/// Whether a conversation is for this agent at all, room left aside.
fn fits(floor: &Floor, agent: &Agent, conversation: &Conversation) -> bool {
    let (Some(plan), Some(queue)) = (
        floor.plan().agents.get(&agent.id),
        floor.plan().queues.get(&conversation.queue),
    ) else {
        return false;
    };
    let channel = floor.plan().channels.get(&conversation.channel);
    let steps = channel.map_or(&[][..], |c| &c.steps);
    let steps = if steps.is_empty() {
        &queue.steps
    } else {
        steps
    };
    let relaxation = &conversation.relaxation;
    let has_skills = steps.get(usize::from(relaxation.step)).is_none_or(|step| {
        let mut wanted = step.require.iter();
        wanted.all(|(skill, level)| plan.skills.get(skill).is_some_and(|has| has >= level))
    });
    let speaks = relaxation.any_language
        || conversation.language.as_ref().is_none_or(|spoken| {
            let mut languages = plan.languages.iter().flat_map(Languages::all);
            languages.any(|l| l.is_understood_as(&spoken.language))
        });
    agent.presence == Presence::Available
        && agent.link == Link::Up
        && !agent.stops_new
        && plan.queues.contains(&conversation.queue)
        && queue.strategy != Strategy::Pull
        && relaxation
            .only
            .as_ref()
            .is_none_or(|only| *only == agent.id)
        && has_skills
        && speaks
}

/// Whether this agent may be asked for this waiting conversation.
fn could_take(floor: &Floor, agent: &Agent, conversation: &Conversation, now: Timestamp) -> bool {
    let channel = floor.plan().channels.get(&conversation.channel);
    let most = channel
        .and_then(|c| c.agent_max)
        .map_or(usize::MAX, usize::from);
    let weight = channel.map_or(1, |c| c.weight);
    fits(floor, agent, conversation)
        && !passed(conversation, agent, now)
        && agent.has_room_for(weight)
        && agent.load_of(&conversation.channel) < most
}

/// Whether there is something that has waited for long for more room than this agent has. For which of
/// them they are kept, and from what, is the reference's work.
fn may_be_kept(floor: &Floor, agent: &Agent, now: Timestamp) -> bool {
    waiting(floor).any(|(c, since)| {
        let channel = floor.plan().channels.get(&c.channel);
        let weight = channel.map_or(1, |c| c.weight);
        since + limits::KEPT_AFTER <= now
            && fits(floor, agent, c)
            && !agent.has_room_for(weight)
            && agent.capacity >= weight
    })
}

fn passed(conversation: &Conversation, agent: &Agent, now: Timestamp) -> bool {
    if let ConversationState::Queued { passed, .. } = &conversation.state {
        passed
            .iter()
            .any(|(other, until)| *other == agent.id && *until > now)
    } else {
        false
    }
}

fn waiting(floor: &Floor) -> impl Iterator<Item = (&Conversation, Timestamp)> {
    floor.conversations().filter_map(|c| {
        if let ConversationState::Queued { since, .. } = &c.state {
            Some((c, *since))
        } else {
            None
        }
    })
}

fn invariant_no_ready_agent_stays_beside_a_conversation_they_could_take(
    seen: &Seen<'_>,
    now: Timestamp,
) -> Check {
    let sentence = "no ready agent stays beside a conversation they could take";
    for (conversation, _) in waiting(seen.floor) {
        let idle = seen.floor.agents().find(|a| {
            could_take(seen.floor, a, conversation, now) && !may_be_kept(seen.floor, a, now)
        });
        holds(idle.is_none(), sentence, || {
            format!("{} and {idle:?}", conversation.id)
        })?;
        // Costs as much as everything else here, so it is asked of one in four.
        if !(now.0 + conversation.id.number()).is_multiple_of(4) {
            continue;
        }
        let explained = seen.floor.explain(now, conversation.id);
        let is_kept = explained.is_some_and(|explanation| {
            let mut candidates = explanation.candidates.iter();
            candidates.all(|c| !matches!(c.verdict, Verdict::Eligible | Verdict::Chosen))
        });
        holds(
            is_kept,
            "what still waits is explained by an obstacle each",
            || format!("{:?}", seen.floor.explain(now, conversation.id)),
        )?;
    }
    Ok(())
}

/// What comes first in the order of all queues; where queues take turns that is no single number.
fn claim(plan: &RoutingPlan, c: &Conversation, since: Timestamp, now: Timestamp) -> Option<u64> {
    let priority = u64::from(plan.queues.get(&c.queue)?.priority);
    match plan.order {
        Order::Priority => Some(priority),
        Order::Turns => None,
        Order::Score {
            priority_weight,
            age_weight,
        } => {
            let age = now.since(since).0 * u64::from(age_weight);
            Some(priority * u64::from(priority_weight) * 1_000 + age)
        }
    }
}

/// Of those that weigh no more and that the same agent could have been asked for.
fn invariant_no_later_arrival_is_asked_first(seen: &Seen<'_>, now: Timestamp) -> Check {
    let sentence = "whoever ranks lower is not offered to an agent before";
    let plan = seen.floor.plan();
    let rank = |c: &Conversation, since| {
        let claim = claim(plan, c, since, now);
        claim.map(|claim| (Reverse(claim), since, c.id))
    };
    for offer in seen.presented() {
        let Some(offered) = seen.floor.conversation(offer.conversation) else {
            continue;
        };
        let (ConversationState::Offered { since, .. }, Some(agent)) =
            (&offered.state, seen.floor.agent(&offer.agent))
        else {
            continue;
        };
        let passed_over = waiting(seen.floor).find(|(c, waits)| {
            let first = rank(c, *waits).zip(rank(offered, *since));
            let channel = plan.channels.get(&c.channel);
            let is_full = channel.and_then(|c| c.agent_max);
            let is_full = is_full.is_some_and(|max| agent.load_of(&c.channel) >= usize::from(max));
            first.is_some_and(|(one, other)| one < other)
                && weight(plan, &c.channel) <= weight(plan, &offered.channel)
                && !is_full
                && fits(seen.floor, agent, c)
                && !passed(c, agent, now)
        });
        holds(passed_over.is_none(), sentence, || {
            format!("{offer:?} before {passed_over:?}")
        })?;
    }
    Ok(())
}

fn invariant_an_offer_says_why(seen: &Seen<'_>, now: Timestamp) -> Check {
    for effect in seen.effects {
        let Effect::PresentOffer { offer, because } = effect else {
            continue;
        };
        let sentence =
            "an offer names its agent as the first who did not let it pass and is not kept";
        holds(is_first(because, offer), sentence, || {
            format!("{because:?}")
        })?;
        let explained = seen.floor.explain(now, offer.conversation);
        let chosen = explained.iter().find_map(|e| {
            let first = e.candidates.first();
            first
                .filter(|c| c.verdict == Verdict::Chosen)
                .map(|c| &c.agent)
        });
        holds(
            chosen == Some(&offer.agent),
            "an explanation begins with who was chosen",
            || format!("{explained:?}"),
        )?;
    }
    Ok(())
}

fn is_first(because: &RankingTrace, offer: &frontdesk_core::Offer) -> bool {
    let mut candidates = because.candidates.iter();
    let stands_back = |v| matches!(v, Verdict::PassedRecently | Verdict::KeptForHeavier);
    let first = candidates.find(|c| !stands_back(c.verdict));
    let chosen = first.is_some_and(|c| c.verdict == Verdict::Chosen && c.agent == offer.agent);
    chosen && candidates.all(|c| c.verdict != Verdict::Chosen)
}
