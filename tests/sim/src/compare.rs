//! The core's whole state beside the reference's.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_core::{AgentId, Effect, Floor, Record, Timestamp};

use crate::{
    reference::{Phase, Reference, Talk},
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
        let core = (
            &agent.presence,
            agent.link,
            agent.capacity,
            agent.idle_since,
        );
        let person = reference.people.get(&agent.id);
        let expected = person.map(|p| (&p.presence, p.link, p.capacity, p.idle));
        let load = reference.load(&agent.id);
        if Some(core) != expected || agent.holds.len() != load {
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

impl Talk {
    /// The core's conversation in the reference's words.
    fn of(conversation: &frontdesk_core::Conversation, now: Timestamp) -> Self {
        use frontdesk_core::ConversationState as State;
        let none = BTreeMap::new();
        let still = |passed: &Vec<(AgentId, Timestamp)>| {
            passed
                .iter()
                .filter(|(_, until)| *until > now)
                .cloned()
                .collect::<BTreeMap<_, _>>()
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
                (
                    *since,
                    Phase::Asked {
                        offer,
                        agent,
                        expires,
                    },
                    still(passed),
                )
            }
            State::Assigned { since, agent, .. } => (
                *since,
                Phase::Talks {
                    agent: agent.clone(),
                },
                none,
            ),
            State::WrapUp { agent, until, .. } => {
                let phase = Phase::WrapsUp {
                    agent: agent.clone(),
                    until: *until,
                };
                (conversation.opened_at, phase, none)
            }
            State::Closed(_) => (conversation.opened_at, Phase::Waits, none),
        };
        Self {
            channel: conversation.channel.to_string(),
            contact: conversation.thread.0.to_string(),
            queue: conversation.queue.to_string(),
            since,
            phase,
            passed,
            gone: None,
            messages: conversation.last_seq.0,
            read_by_contact: conversation.contact_read.0,
            read_by_agent: conversation.agent_read.0,
            unanswered: conversation.unanswered_since,
            first_assigned: conversation.first_assigned_at,
            wrote: conversation.contact_wrote_at,
            stopped: conversation.contact.stopped_at,
        }
    }
}
