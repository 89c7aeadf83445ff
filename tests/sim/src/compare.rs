//! The core's whole state beside the reference's.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_core::{AgentId, Effect, Floor, Record, Timestamp};

use crate::{
    reference::{Demands, Person, Phase, Reference, Talk},
    world::Failure,
};

/// Compares the whole of the core's state with the reference's.
pub(crate) fn compare(reference: &Reference, floor: &Floor) -> Result<(), Failure> {
    let sentence = "the core's state is the reference's";
    let mut talks = BTreeMap::new();
    for conversation in floor.conversations() {
        let number = conversation.id.number();
        let expected = reference.talks.get(&number);
        let gone = expected.and_then(|t| t.gone);
        if floor.contact_connected(conversation.id) != gone.is_none() {
            return Err(Failure::new(
                sentence,
                format!("{}: contact's link", conversation.id),
            ));
        }
        talks.insert(
            number,
            Talk {
                gone,
                ..Talk::of(conversation, reference.now)
            },
        );
    }
    let ids: BTreeSet<_> = talks
        .keys()
        .chain(reference.talks.keys())
        .copied()
        .collect();
    for id in ids {
        let (core, expected) = (talks.get(&id), reference.talks.get(&id));
        if core != expected {
            return Err(Failure::new(
                sentence,
                format!("cnv_{id}: {core:?}\nnot {expected:?}"),
            ));
        }
    }
    for agent in floor.agents() {
        let core = Person {
            presence: agent.presence.clone(),
            link: agent.link,
            capacity: agent.capacity,
            idle: agent.idle_since,
            last_offer: agent.last_offer.map(frontdesk_core::OfferId::number),
            stops_new: agent.stops_new,
            returns: agent.returns_at,
            handover: agent.handover_at,
        };
        let expected = reference.people.get(&agent.id);
        let load = reference.load(&agent.id);
        if Some(&core) != expected || agent.holds.len() != load {
            let detail = format!(
                "{}: {core:?} {}\nnot {expected:?} {load}",
                agent.id,
                agent.load()
            );
            return Err(Failure::new(sentence, detail));
        }
    }
    if floor.agents().count() != reference.people.len() {
        return Err(Failure::new(sentence, "there are more or fewer agents"));
    }
    if floor.next_deadline() != reference.next_deadline() {
        let detail = format!(
            "{:?}\nnot {:?}",
            floor.next_deadline(),
            reference.next_deadline()
        );
        return Err(Failure::new(sentence, detail));
    }
    Ok(())
}

/// Compares how conversations closed.
pub(crate) fn compare_closed(reference: &Reference, effects: &[Effect]) -> Result<(), Failure> {
    for effect in effects {
        if let Effect::Save(Record::Conversation(c)) = effect
            && let frontdesk_core::ConversationState::Closed(ended) = &c.state
        {
            let core = (
                ended.abandoned,
                ended.disposition.as_deref().map(ToOwned::to_owned),
            );
            let expected = reference.closed.get(&c.id.number());
            if Some(&core) != expected {
                let detail = format!("{}: {core:?}, not {expected:?}", c.id);
                return Err(Failure::new(
                    "conversations close as in the reference",
                    detail,
                ));
            }
        }
    }
    Ok(())
}

/// Since when a conversation has waited, where it stands, and who let it pass: those who may not be asked
/// yet, and whoever did so last.
fn place(
    conversation: &frontdesk_core::Conversation,
    now: Timestamp,
) -> (
    Timestamp,
    Phase,
    BTreeMap<AgentId, Timestamp>,
    Option<AgentId>,
) {
    use frontdesk_core::ConversationState as State;
    let mut last_passed = None;
    let mut still = |passed: &Vec<(AgentId, Timestamp)>| {
        last_passed = passed.last().map(|(agent, _)| agent.clone());
        let passed = passed.iter().filter(|(_, until)| *until > now);
        passed.cloned().collect::<BTreeMap<_, _>>()
    };
    let (since, phase, passed) = match &conversation.state {
        State::Queued { since, passed } => (*since, Phase::Waits, still(passed)),
        State::Offered {
            since,
            passed,
            offer,
            agent,
            expires,
            ..
        } => {
            let (offer, agent, expires) = (offer.number(), agent.clone(), *expires);
            let phase = Phase::Asked {
                offer,
                agent,
                expires,
            };
            (*since, phase, still(passed))
        }
        State::Assigned {
            since,
            agent,
            assigned_at,
        } => {
            let (agent, at) = (agent.clone(), *assigned_at);
            (*since, Phase::Talks { agent, at }, BTreeMap::new())
        }
        State::Parked {
            since,
            agent,
            until,
            ..
        } => {
            let (agent, until) = (agent.clone(), *until);
            (*since, Phase::Parked { agent, until }, BTreeMap::new())
        }
        State::WrapUp { agent, until, .. } => {
            let (agent, until) = (agent.clone(), *until);
            let phase = Phase::WrapsUp { agent, until };
            (conversation.opened_at, phase, BTreeMap::new())
        }
        // The simulated shop has no scripts.
        State::Scripted { .. } | State::Closed(_) => {
            (conversation.opened_at, Phase::Waits, BTreeMap::new())
        }
    };
    (since, phase, passed, last_passed)
}

impl Talk {
    /// The core's conversation in the reference's words.
    fn of(conversation: &frontdesk_core::Conversation, now: Timestamp) -> Self {
        let (since, phase, passed, last_passed) = place(conversation, now);
        // What was asked for counts only while it waits.
        let demands = Demands::of(conversation);
        let demands = Some(demands).filter(|_| phase.waits());
        let language = conversation.language.as_ref();
        Self {
            channel: conversation.channel.clone(),
            contact: conversation.thread.clone(),
            queue: conversation.queue.clone(),
            since,
            phase,
            passed,
            last_passed,
            demands: demands.unwrap_or_default(),
            language: language.map(|l| (l.language.clone(), l.source)),
            gone: None,
            messages: conversation.last_seq.0,
            read_by_contact: conversation.contact_read.0,
            read_by_agent: conversation.agent_read.0,
            unanswered: conversation.unanswered_since,
            first_assigned: conversation.first_assigned_at,
            wrote: conversation.contact_wrote_at,
            last_word: conversation.last_wrote_at,
            warned: conversation.warned,
            stopped: conversation.contact.stopped_at,
        }
    }
}

impl Demands {
    fn of(conversation: &frontdesk_core::Conversation) -> Self {
        let relaxation = &conversation.relaxation;
        let until = relaxation.only_until;
        Self {
            began: relaxation.began,
            step: relaxation.step.into(),
            any_language: relaxation.any_language,
            only: relaxation.only.clone().map(|agent| (agent, until)),
            stayed: relaxation.overflow_tried,
        }
    }
}
