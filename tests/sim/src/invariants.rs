//! What always holds, one function a sentence. Checked after every accepted step.

use std::collections::BTreeSet;

use frontdesk_core::{
    Agent, Author, Conversation, ConversationState, Delivery, Effect, Floor, Link, Offer, Presence,
    QueueId, Record, Timestamp,
};

use crate::world::{Failure, History};

/// One step as it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The core before.
    pub before: &'a Floor,
    /// The core after.
    pub floor: &'a Floor,
    /// What followed.
    pub effects: &'a [Effect],
}

impl<'a> Seen<'a> {
    /// The offers made in this step.
    pub fn presented(self) -> impl Iterator<Item = &'a Offer> {
        self.effects.iter().filter_map(|e| {
            if let Effect::PresentOffer { offer, .. } = e {
                Some(offer)
            } else {
                None
            }
        })
    }

    /// The conversations saved in this step.
    pub fn saved(self) -> impl Iterator<Item = &'a Conversation> {
        self.effects.iter().filter_map(|e| {
            if let Effect::Save(Record::Conversation(c)) = e {
                Some(c)
            } else {
                None
            }
        })
    }
}

type Check = Result<(), Failure>;

fn holds(claim: bool, sentence: &str, detail: impl FnOnce() -> String) -> Check {
    if claim {
        Ok(())
    } else {
        Err(Failure::new(sentence, detail()))
    }
}

/// Checks every sentence and adds the step to the history.
pub fn check(seen: &Seen<'_>, history: &mut History, now: Timestamp) -> Check {
    invariant_every_index_follows_from_the_state(seen)?;
    invariant_a_conversation_is_never_lost_doubled_or_reopened(seen, history)?;
    invariant_load_is_within_capacity(seen)?;
    invariant_offer_ids_are_never_used_again(seen, history)?;
    invariant_no_offer_to_an_agent_who_cannot_take_it(seen)?;
    invariant_no_ready_agent_stays_beside_a_conversation_they_could_take(seen, now)?;
    invariant_no_later_arrival_is_asked_first(seen, now)?;
    invariant_the_original_since_survives(seen, history)?;
    invariant_no_deadline_stays_in_the_past(seen, now)?;
    invariant_what_is_shown_was_saved_before(seen)?;
    invariant_messages_and_steps_have_no_holes(seen, history)?;
    invariant_only_an_agents_words_leave_and_only_by_the_outbox(seen)?;
    invariant_nobody_who_has_stopped_is_written_to(seen, history)?;
    invariant_a_record_is_saved_and_a_queue_named_once(seen)?;
    invariant_the_sums_agree(seen, history)
}

fn invariant_every_index_follows_from_the_state(seen: &Seen<'_>) -> Check {
    let sentence = "every index follows from the state";
    seen.floor
        .audit()
        .map_err(|detail| Failure::new(sentence, detail))
}

/// A refusal leaves the core bit for bit as it was.
pub fn a_refusal_changes_nothing(before: &Floor, after: &Floor) -> Check {
    holds(before == after, "a refusal changes nothing", || {
        "something changed".into()
    })
}

fn invariant_a_conversation_is_never_lost_doubled_or_reopened(
    seen: &Seen<'_>,
    history: &mut History,
) -> Check {
    let sentence = "a conversation is never lost, doubled or reopened";
    for saved in seen.saved() {
        let known = history.closed.contains_key(&saved.id);
        holds(!known, sentence, || format!("{} was closed", saved.id))?;
        history.since.entry(saved.id).or_insert(saved.opened_at);
        if let ConversationState::Closed(ended) = &saved.state {
            history.closed.insert(saved.id, ended.abandoned);
        } else {
            let latest = history
                .latest
                .entry(saved.thread.0.to_string())
                .or_insert(saved.id);
            *latest = saved.id.max(*latest);
        }
    }
    let open: BTreeSet<_> = seen.floor.conversations().map(|c| c.id).collect();
    let expected: BTreeSet<_> = history
        .since
        .keys()
        .filter(|id| !history.closed.contains_key(id))
        .copied()
        .collect();
    holds(open == expected, sentence, || {
        format!("{open:?} are open, not {expected:?}")
    })?;
    let threads: BTreeSet<_> = seen
        .floor
        .conversations()
        .map(|c| (&c.channel, &c.thread))
        .collect();
    holds(threads.len() == open.len(), sentence, || {
        "a thread has two".into()
    })
}

fn invariant_load_is_within_capacity(seen: &Seen<'_>) -> Check {
    for agent in seen.floor.agents() {
        let sentence = "an agent holds no more than their capacity, or nothing new";
        let before = seen.before.agent(&agent.id).map_or(0, Agent::load);
        let asked = seen.presented().any(|o| o.agent == agent.id);
        let claim = agent.load() <= agent.capacity || (agent.load() <= before && !asked);
        holds(claim, sentence, || {
            format!("{} holds {:?}", agent.id, agent.holds)
        })?;
    }
    Ok(())
}

fn invariant_offer_ids_are_never_used_again(seen: &Seen<'_>, history: &mut History) -> Check {
    for offer in seen.presented() {
        let number = offer.id.number();
        let claim = number > history.last_offer;
        holds(claim, "offer ids are never used again", || {
            offer.id.to_string()
        })?;
        history.last_offer = number;
        history
            .offers
            .insert((offer.agent.clone(), offer.conversation), offer.id);
    }
    Ok(())
}

fn invariant_no_offer_to_an_agent_who_cannot_take_it(seen: &Seen<'_>) -> Check {
    let sentence = "an offer is made to an available, reachable agent of that queue";
    for offer in seen.presented() {
        let agent = seen.floor.agent(&offer.agent);
        let ready = agent.is_some_and(|a| {
            a.presence == Presence::Available && a.link == Link::Up && a.load() <= a.capacity
        });
        let plan = seen.floor.plan().agents.get(&offer.agent);
        let serves = plan.is_some_and(|a| a.queues.contains(&offer.queue));
        holds(ready && serves, sentence, || {
            format!("{} to {agent:?}", offer.id)
        })?;
        let stands = offer.expires.since(offer.offered_at);
        let planned = seen.floor.plan().queues.get(&offer.queue).map(|q| q.offer);
        holds(Some(stands) == planned, sentence, || {
            format!("{} stands {stands}", offer.id)
        })?;
    }
    Ok(())
}

/// Whether this agent may be asked for this waiting conversation.
fn could_take(floor: &Floor, agent: &Agent, conversation: &Conversation, now: Timestamp) -> bool {
    let serves = floor.plan().agents.get(&agent.id);
    agent.is_ready()
        && serves.is_some_and(|a| a.queues.contains(&conversation.queue))
        && !passed(conversation, agent, now)
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
        let idle = seen
            .floor
            .agents()
            .find(|a| could_take(seen.floor, a, conversation, now));
        holds(idle.is_none(), sentence, || {
            format!("{} and {idle:?}", conversation.id)
        })?;
    }
    Ok(())
}

fn invariant_no_later_arrival_is_asked_first(seen: &Seen<'_>, now: Timestamp) -> Check {
    let sentence = "whoever ranks lower is not offered to an agent before";
    let plan = seen.floor.plan();
    let priority = |queue: &QueueId| plan.queues.get(queue).map_or(0, |q| q.priority);
    let rank = |c: &Conversation, since| (std::cmp::Reverse(priority(&c.queue)), since, c.id);
    for offer in seen.presented() {
        let Some(offered) = seen.floor.conversation(offer.conversation) else {
            continue;
        };
        let ConversationState::Offered { since, .. } = &offered.state else {
            continue;
        };
        let (Some(agent), Some(serves)) = (
            seen.floor.agent(&offer.agent),
            plan.agents.get(&offer.agent),
        ) else {
            continue;
        };
        let passed_over = waiting(seen.floor).find(|(c, waits)| {
            serves.queues.contains(&c.queue)
                && rank(c, *waits) < rank(offered, *since)
                && !passed(c, agent, now)
        });
        holds(passed_over.is_none(), sentence, || {
            format!("{offer:?} before {passed_over:?}")
        })?;
    }
    Ok(())
}

fn invariant_the_original_since_survives(seen: &Seen<'_>, history: &History) -> Check {
    for conversation in seen.floor.conversations() {
        let kept = match &conversation.state {
            ConversationState::Queued { since, .. }
            | ConversationState::Offered { since, .. }
            | ConversationState::Assigned { since, .. } => Some(since),
            ConversationState::WrapUp { .. } | ConversationState::Closed(_) => None,
        };
        let claim = kept.is_none() || kept == history.since.get(&conversation.id);
        holds(claim, "the original since survives", || {
            conversation.id.to_string()
        })?;
    }
    Ok(())
}

fn invariant_no_deadline_stays_in_the_past(seen: &Seen<'_>, now: Timestamp) -> Check {
    let next = seen.floor.next_deadline();
    let claim = next.is_none_or(|(at, _)| at > now);
    holds(claim, "no deadline stays in the past", || {
        format!("{next:?} at {now:?}")
    })
}

fn invariant_what_is_shown_was_saved_before(seen: &Seen<'_>) -> Check {
    let sentence = "what is shown was saved before";
    let mut saved = BTreeSet::new();
    for effect in seen.effects {
        let shown = match effect {
            Effect::Save(Record::Conversation(c)) => {
                saved.insert(c.id);
                continue;
            }
            Effect::Append(m) | Effect::Dispatch(m) => m.conversation,
            Effect::Log(step) => step.conversation,
            Effect::PresentOffer { offer, .. } => offer.conversation,
            Effect::WithdrawOffer { conversation, .. } => *conversation,
            Effect::Save(_)
            | Effect::ShowTyping { .. }
            | Effect::LinkChanged { .. }
            | Effect::ContactLinkChanged { .. }
            | Effect::QueueChanged(_) => continue,
        };
        holds(saved.contains(&shown), sentence, || format!("{effect:?}"))?;
    }
    Ok(())
}

fn invariant_messages_and_steps_have_no_holes(seen: &Seen<'_>, history: &mut History) -> Check {
    let sentence = "messages and history steps are numbered without holes";
    for effect in seen.effects {
        if let Effect::Append(message) = effect {
            let last = history.messages.entry(message.conversation).or_default();
            *last += 1;
            holds(message.seq.0 == *last, sentence, || format!("{message:?}"))?;
        }
        if let Effect::Log(step) = effect {
            let next = history.steps.entry(step.conversation).or_default();
            holds(step.number == *next, sentence, || format!("{step:?}"))?;
            *next += 1;
        }
    }
    Ok(())
}

fn invariant_only_an_agents_words_leave_and_only_by_the_outbox(seen: &Seen<'_>) -> Check {
    let sentence = "only an agent's words leave, and only by the outbox";
    for effect in seen.effects {
        if let Effect::Dispatch(message) = effect {
            let channel = seen.floor.conversation(message.conversation);
            let plan = channel.and_then(|c| seen.floor.plan().channels.get(&c.channel));
            let claim = matches!(message.author, Author::Agent(_))
                && plan.is_some_and(|c| c.delivery == Delivery::Outbox)
                && seen.effects.contains(&Effect::Append(message.clone()));
            holds(claim, sentence, || format!("{message:?}"))?;
        }
    }
    Ok(())
}

/// Also not in the next conversation: whoever has stopped stays so until they want messages again.
fn invariant_nobody_who_has_stopped_is_written_to(seen: &Seen<'_>, history: &mut History) -> Check {
    let sentence = "nobody who has stopped is written to";
    for effect in seen.effects {
        if let Effect::Dispatch(message) = effect {
            let id = message.conversation;
            let has_stopped = |floor: &Floor| {
                let known = floor.conversation(id);
                known.is_some_and(|c| {
                    c.contact.stopped_at.is_some() || history.stopped.contains_key(&*c.thread.0)
                })
            };
            let claim = !has_stopped(seen.before) && !has_stopped(seen.floor);
            holds(claim, sentence, || format!("{message:?}"))?;
        }
    }
    for saved in seen.saved() {
        let contact = saved.thread.0.to_string();
        match saved.contact.stopped_at {
            Some(at) => drop(history.stopped.insert(contact, at)),
            None => drop(history.stopped.remove(&contact)),
        }
    }
    Ok(())
}

fn invariant_a_record_is_saved_and_a_queue_named_once(seen: &Seen<'_>) -> Check {
    let sentence = "a record is saved, and a queue named, at most once a step";
    let mut keys = BTreeSet::new();
    for effect in seen.effects {
        let key = match effect {
            Effect::Save(Record::Conversation(c)) => c.id.to_string(),
            Effect::Save(Record::Agent(a)) => format!("agent {}", a.id),
            Effect::Save(Record::Counters(_)) => "counters".into(),
            Effect::QueueChanged(queue) => format!("queue {queue}"),
            Effect::Append(_)
            | Effect::Log(_)
            | Effect::Dispatch(_)
            | Effect::PresentOffer { .. }
            | Effect::WithdrawOffer { .. }
            | Effect::ShowTyping { .. }
            | Effect::LinkChanged { .. }
            | Effect::ContactLinkChanged { .. } => continue,
        };
        holds(keys.insert(key), sentence, || format!("{effect:?}"))?;
    }
    Ok(())
}

fn invariant_the_sums_agree(seen: &Seen<'_>, history: &History) -> Check {
    let sentence = "opened = waiting + active + closed";
    let line: usize = seen
        .floor
        .plan()
        .queues
        .keys()
        .filter_map(|q| seen.floor.queue_view(q))
        .map(|view| view.waiting.len())
        .sum();
    let active = seen.floor.conversations().filter(|c| {
        matches!(
            c.state,
            ConversationState::Assigned { .. } | ConversationState::WrapUp { .. }
        )
    });
    let (opened, active) = (history.since.len(), active.count());
    let closed = history.closed.len();
    holds(opened == line + active + closed, sentence, || {
        format!("{opened} opened, {line} waiting, {active} active, {closed} closed")
    })?;
    let next = seen.floor.counters().next_conversation;
    let claim = history.since.keys().all(|id| id.number() < next);
    holds(claim, sentence, || {
        format!("the next conversation would be {next}")
    })
}
