//! The core once more, slow and obvious: no index, no order kept, every question answered by looking
//! at everything. Where it and the core differ, one of them is wrong.

mod answers;
mod outward;
mod time;

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentId, Delivery, Link, MISSED_OFFER, Presence, RoutingPlan, Span, Timestamp,
};

/// Everything the reference knows.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The routing plan.
    pub plan: RoutingPlan,
    /// The latest time seen.
    pub now: Timestamp,
    /// The number of the next conversation.
    pub next_talk: u64,
    /// The number of the next offer.
    pub next_offer: u64,
    /// Open conversations by number.
    pub talks: BTreeMap<u64, Talk>,
    /// Agents.
    pub people: BTreeMap<AgentId, Person>,
    /// Closed conversations: whether abandoned, and the disposition.
    pub closed: BTreeMap<u64, (bool, Option<String>)>,
}

/// One open conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the same words as in the core")]
pub struct Talk {
    pub channel: String,
    pub contact: String,
    pub queue: String,
    pub since: Timestamp,
    pub phase: Phase,
    /// Who let it pass, until when; only those who may not be asked yet.
    pub passed: BTreeMap<AgentId, Timestamp>,
    /// Until when a stream contact whose socket is gone may return.
    pub gone: Option<Timestamp>,
    pub messages: u32,
    pub read_by_contact: u32,
    pub read_by_agent: u32,
    pub unanswered: Option<Timestamp>,
    pub first_assigned: Option<Timestamp>,
    /// When the contact wrote last.
    pub wrote: Option<Timestamp>,
    /// Since when they want no more messages.
    pub stopped: Option<Timestamp>,
}

/// Where a conversation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the same words as in the core")]
pub enum Phase {
    Waits,
    Asked {
        offer: u64,
        agent: AgentId,
        expires: Timestamp,
    },
    Talks {
        agent: AgentId,
    },
    WrapsUp {
        agent: AgentId,
        until: Timestamp,
    },
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the same words as in the core")]
pub struct Person {
    pub presence: Presence,
    pub link: Link,
    pub capacity: u8,
    pub idle: Timestamp,
}

impl Phase {
    /// Who holds a slot for it.
    pub const fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Waits => None,
            Self::Asked { agent, .. } | Self::Talks { agent } | Self::WrapsUp { agent, .. } => {
                Some(agent)
            }
        }
    }
}

impl Reference {
    /// An empty place.
    pub fn new(plan: RoutingPlan, now: Timestamp) -> Self {
        let people = plan
            .agents
            .iter()
            .map(|(id, a)| (id.clone(), Person::fresh(a.capacity)));
        Self {
            people: people.collect(),
            plan,
            now,
            next_talk: 1,
            next_offer: 1,
            talks: BTreeMap::new(),
            closed: BTreeMap::new(),
        }
    }

    /// How many slots an agent's conversations take.
    pub fn load(&self, agent: &AgentId) -> usize {
        self.talks
            .values()
            .filter(|t| t.phase.agent() == Some(agent))
            .count()
    }

    fn is_ready(&self, agent: &AgentId) -> bool {
        self.people.get(agent).is_some_and(|p| {
            p.presence == Presence::Available
                && p.link == Link::Up
                && self.load(agent) < usize::from(p.capacity)
        })
    }

    fn serves(&self, agent: &AgentId, queue: &str) -> bool {
        let plan = self.plan.agents.get(agent);
        plan.is_some_and(|a| a.queues.iter().any(|q| q.as_str() == queue))
    }

    fn queue(&self, name: &str) -> Option<&frontdesk_core::QueuePlan> {
        self.plan
            .queues
            .iter()
            .find(|(id, _)| id.as_str() == name)
            .map(|(_, queue)| queue)
    }

    fn channel(&self, name: &str) -> Option<&frontdesk_core::ChannelPlan> {
        self.plan
            .channels
            .iter()
            .find(|(id, _)| id.as_str() == name)
            .map(|(_, channel)| channel)
    }

    fn streams(&self, channel: &str) -> bool {
        self.channel(channel)
            .is_some_and(|c| c.delivery == Delivery::Stream)
    }

    fn grace(&self, channel: &str) -> Span {
        self.channel(channel)
            .map_or(Span::ZERO, |c| c.contact_grace)
    }

    /// Who may be asked for this conversation at this instant.
    fn eligible<'a>(&'a self, talk: &'a Talk) -> impl Iterator<Item = &'a AgentId> {
        self.people.keys().filter(|agent| {
            self.serves(agent, &talk.queue)
                && self.is_ready(agent)
                && talk
                    .passed
                    .get(*agent)
                    .is_none_or(|until| *until <= self.now)
        })
    }

    /// Looks at every conversation and every agent, makes the best offer, and looks again.
    fn make_offers(&mut self) {
        loop {
            let waiting = self.talks.iter().filter(|(_, t)| t.phase == Phase::Waits);
            let possible = waiting.filter(|(_, t)| self.eligible(t).next().is_some());
            let first = possible.min_by_key(|(number, talk)| {
                let priority = self.queue(&talk.queue).map_or(0, |q| q.priority);
                (std::cmp::Reverse(priority), talk.since, **number)
            });
            let Some((number, talk)) = first else { return };
            let asked = self
                .eligible(talk)
                .min_by_key(|agent| (self.people.get(*agent).map(|p| p.idle), (*agent).clone()));
            let Some(agent) = asked.cloned() else { return };
            let stands = self.queue(&talk.queue).map_or(Span::ZERO, |q| q.offer);
            let (number, offer, expires) = (*number, self.next_offer, self.now + stands);
            self.next_offer += 1;
            if let Some(talk) = self.talks.get_mut(&number) {
                talk.phase = Phase::Asked {
                    offer,
                    agent,
                    expires,
                };
            }
        }
    }

    /// An offer ends without accept; who refused it is remembered for a while.
    fn put_back(&mut self, number: u64, refused: bool) {
        let now = self.now;
        let Some(talk) = self.talks.get(&number) else {
            return;
        };
        let back_off = self.queue(&talk.queue).map_or(Span::ZERO, |q| q.back_off);
        let Some(talk) = self.talks.get_mut(&number) else {
            return;
        };
        if let Phase::Asked { agent, .. } = &talk.phase {
            if refused {
                talk.passed.insert(agent.clone(), now + back_off);
            }
            talk.phase = Phase::Waits;
        }
    }

    fn put_back_all_of(&mut self, agent: &AgentId) {
        let asked = |t: &Talk| matches!(&t.phase, Phase::Asked { agent: a, .. } if a == agent);
        let numbers: Vec<_> = self
            .talks
            .iter()
            .filter(|(_, t)| asked(t))
            .map(|(n, _)| *n)
            .collect();
        for number in numbers {
            self.put_back(number, false);
        }
    }

    /// A conversation leaves. Who talked or wrapped up has been busy until now.
    fn close(&mut self, number: u64, by_contact: bool, disposition: Option<String>) {
        let Some(talk) = self.talks.remove(&number) else {
            return;
        };
        match &talk.phase {
            Phase::Talks { agent } | Phase::WrapsUp { agent, .. } => {
                if let Some(person) = self.people.get_mut(agent) {
                    person.idle = self.now;
                }
            }
            Phase::Waits | Phase::Asked { .. } => {}
        }
        let abandoned = by_contact && talk.first_assigned.is_none();
        self.closed.insert(number, (abandoned, disposition));
    }

    fn miss(&mut self, number: u64, agent: &AgentId) {
        let queue = self
            .talks
            .get(&number)
            .map(|t| t.queue.clone())
            .unwrap_or_default();
        let stays = self
            .queue(&queue)
            .is_some_and(|q| q.missed_offer == frontdesk_core::MissedOffer::StayAvailable);
        self.put_back(number, true);
        if let Some(person) = self.people.get_mut(agent)
            && person.link == Link::Up
            && !stays
        {
            person.presence = Presence::Away {
                reason: MISSED_OFFER.into(),
            };
            self.put_back_all_of(agent);
        }
    }
}

impl Person {
    fn fresh(capacity: u8) -> Self {
        Self {
            presence: Presence::Offline,
            link: Link::Lost,
            capacity,
            idle: Timestamp::default(),
        }
    }
}
