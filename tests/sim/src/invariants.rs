//! What always holds, one function a sentence. Checked after every accepted step.

mod asking;

use std::collections::BTreeSet;

use frontdesk_core::{
    Answers, Author, Conversation, ConversationState, Delivery, Effect, EndedBy, Floor, Input,
    Message, Offer, Record, Timestamp,
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
    /// What happened, unless the process started again.
    pub input: Option<&'a Input>,
    /// So much was due at once that some of it is left for the next input.
    pub more_is_due: bool,
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
    invariant_offer_ids_are_never_used_again(seen, history)?;
    asking::check(seen, now)?;
    invariant_the_original_since_survives(seen, history)?;
    invariant_no_deadline_stays_in_the_past(seen, now)?;
    invariant_whatever_is_open_has_an_end_ahead(seen, now)?;
    invariant_what_is_shown_was_saved_before(seen)?;
    invariant_messages_and_steps_have_no_holes(seen, history)?;
    invariant_only_an_agents_words_and_answers_leave_and_only_by_the_outbox(seen)?;
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
            if let Some(agent) = &ended.agent {
                let (contact, agent) = (saved.thread.0.to_string(), agent.clone());
                history.answered.insert(contact, (agent, ended.closed_at));
            }
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

fn invariant_the_original_since_survives(seen: &Seen<'_>, history: &History) -> Check {
    for conversation in seen.floor.conversations() {
        let kept = match &conversation.state {
            ConversationState::Queued { since, .. }
            | ConversationState::Offered { since, .. }
            | ConversationState::Assigned { since, .. }
            | ConversationState::Parked { since, .. } => Some(since),
            ConversationState::Scripted { .. }
            | ConversationState::WrapUp { .. }
            | ConversationState::Closed(_) => None,
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
    let claim = seen.more_is_due || next.is_none_or(|(at, _)| at > now);
    holds(claim, "no deadline stays in the past", || {
        format!("{next:?} at {now:?}")
    })
}

/// No state is for ever: what nobody ends by hand ends by time, where it has a time.
fn invariant_whatever_is_open_has_an_end_ahead(seen: &Seen<'_>, now: Timestamp) -> Check {
    let next = seen.floor.next_deadline().map(|(at, _)| at);
    for conversation in seen.floor.conversations() {
        let ends = match &conversation.state {
            ConversationState::Offered { expires, .. } => Some(*expires),
            ConversationState::WrapUp { until, .. } => Some(*until),
            ConversationState::Parked { until, .. } => *until,
            ConversationState::Scripted { .. }
            | ConversationState::Queued { .. }
            | ConversationState::Assigned { .. }
            | ConversationState::Closed(_) => None,
        };
        let is_waited_for = |end| next.is_some_and(|next| next <= end);
        let claim = ends.is_none_or(|end| is_waited_for(end) && (end > now || seen.more_is_due));
        holds(claim, "whatever is open has an end ahead", || {
            format!("{} {:?}", conversation.id, conversation.state)
        })?;
    }
    Ok(())
}

/// Whatever state a conversation is in, a supervisor has a way out of it. Tried with one of them.
pub fn a_supervisor_can_end_anything(floor: &Floor, any: usize, now: Timestamp) -> Check {
    let nth = any.checked_rem(floor.conversations().count());
    let Some(id) = nth
        .and_then(|nth| floor.conversations().nth(nth))
        .map(|c| c.id)
    else {
        return Ok(());
    };
    let mut floor = floor.clone();
    let ended = Input::ConversationClosed {
        conversation: id,
        by: EndedBy::System,
    };
    let is_over = floor.apply(now, ended).is_ok() && floor.conversation(id).is_none();
    holds(is_over, "a supervisor can end anything", || id.to_string())
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
            Effect::Ask { conversation, .. } => *conversation,
            Effect::Save(_)
            | Effect::Forget(_)
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

fn invariant_only_an_agents_words_and_answers_leave_and_only_by_the_outbox(
    seen: &Seen<'_>,
) -> Check {
    let sentence = "only an agent's words and the gateway's own answers and reminders leave, and only by the outbox";
    for effect in seen.effects {
        if let Effect::Dispatch(message) = effect {
            // As it was saved: it may have closed in the same step.
            let channel = seen.saved().find(|c| c.id == message.conversation);
            let plan = channel.and_then(|c| seen.floor.plan().channels.get(&c.channel));
            let text = message.content.text();
            let is_answer = |answers: &Answers| {
                let texts = [&answers.help, &answers.stopped, &answers.resumed];
                texts.iter().any(|answer| answer.as_deref() == text)
            };
            let may_leave = match message.author {
                Author::Agent(_) => true,
                Author::System => {
                    plan.is_some_and(|c| is_answer(&c.answers)) || is_reminder(seen, message)
                }
                Author::Contact => false,
            };
            let claim = may_leave
                && plan.is_some_and(|c| c.delivery == Delivery::Outbox)
                && seen.effects.contains(&Effect::Append(message.clone()));
            holds(claim, sentence, || format!("{message:?}"))?;
        }
    }
    Ok(())
}

/// Whether a message is one of the texts with which its queue reminds. The step's own input may
/// have changed the plan or the queue.
pub(crate) fn is_reminder(seen: &Seen<'_>, message: &Message) -> bool {
    let before = seen.before.conversation(message.conversation);
    let after = seen.saved().find(|c| c.id == message.conversation);
    let reminds = |conversation: Option<&Conversation>, floor: &Floor| {
        let queue = conversation.and_then(|c| floor.plan().queues.get(&c.queue));
        let text = message.content.text();
        queue.is_some_and(|queue| {
            queue
                .reminder
                .texts()
                .any(|reminder| Some(reminder) == text)
        })
    };
    reminds(before, seen.before) || reminds(after, seen.floor)
}

/// The gateway confirms a decision in the step in which it is taken, and answers nobody who has stopped.
fn is_the_answer_of_this_step(seen: &Seen<'_>, message: &Message) -> bool {
    let id = message.conversation;
    let has_stopped = |c: &Conversation| c.contact.stopped_at.is_some();
    let before = seen.before.conversation(id).map(has_stopped);
    // As it was saved: it may have closed in the same step.
    let after = seen.saved().find(|c| c.id == id);
    let plan = after.and_then(|c| seen.floor.plan().channels.get(&c.channel));
    let Some(answers) = plan.map(|plan| &plan.answers) else {
        return false;
    };
    let after = after.map(has_stopped);
    // One may have been due before the step's own decision, or after it.
    if (before == Some(false) || after == Some(false)) && is_reminder(seen, message) {
        return true;
    }
    let expected = match (before, after) {
        (Some(false), Some(true)) => &answers.stopped,
        (Some(true), Some(false)) => &answers.resumed,
        (Some(false), Some(false)) => &answers.help,
        (Some(true), Some(true)) | (None, _) | (_, None) => &None,
    };
    expected.is_some() && expected.as_deref() == message.content.text()
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
            let claim = match message.author {
                Author::System => is_the_answer_of_this_step(seen, message),
                Author::Contact | Author::Agent(_) => {
                    !has_stopped(seen.before) && !has_stopped(seen.floor)
                }
            };
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
            Effect::Save(Record::Queue(q)) => format!("record of {}", q.id),
            Effect::Save(Record::Counters(_)) => "counters".into(),
            Effect::Save(Record::Script(script)) => script.version.to_string(),
            Effect::Forget(version) => version.to_string(),
            Effect::QueueChanged(queue) => format!("queue {queue}"),
            Effect::Append(_)
            | Effect::Log(_)
            | Effect::Dispatch(_)
            | Effect::Ask { .. }
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
    let sentence = "opened = waiting + active + set aside + closed";
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
            ConversationState::Assigned { .. }
                | ConversationState::Parked { .. }
                | ConversationState::WrapUp { .. }
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
