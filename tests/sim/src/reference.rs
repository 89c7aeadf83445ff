//! The core once more, slow and obvious: no index, no order kept, every question answered by looking
//! at everything. Where it and the core differ, one of them is wrong.

mod answers;
mod asking;
mod contacts;
mod hands;
mod keeping;
mod outward;
mod queueing;
mod time;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use frontdesk_core::{
    AgentId, ChannelId, Consequence, DECLINED_OFFER, Delivery, Language, LanguageSource, Link,
    MISSED_OFFER, Presence, QueueId, RoutingPlan, STOPPED_NEW, Span, ThreadId, Timestamp,
};

/// Everything the reference knows.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The routing plan.
    pub plan: Arc<RoutingPlan>,
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
    /// Conversations closed in this step: whether abandoned, and the disposition.
    pub closed: BTreeMap<u64, (bool, Option<String>)>,
    /// How many due things this step has done.
    pub done: usize,
    /// When somebody who let a conversation pass may be asked for it again.
    pub may_ask: BTreeSet<(Timestamp, u64, AgentId)>,
    /// The last offer of each queue.
    pub served: BTreeMap<QueueId, u64>,
}

/// One open conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the same words as in the core")]
pub struct Talk {
    pub channel: ChannelId,
    pub contact: ThreadId,
    pub queue: QueueId,
    pub since: Timestamp,
    pub phase: Phase,
    /// Who let it pass, until when; only those who may not be asked yet.
    pub passed: BTreeMap<AgentId, Timestamp>,
    /// Who let it pass last, also when that is over.
    pub last_passed: Option<AgentId>,
    /// What it asks for while it waits.
    pub demands: Demands,
    pub language: Option<(Language, LanguageSource)>,
    /// Until when a stream contact whose socket is gone may return.
    pub gone: Option<Timestamp>,
    pub messages: u32,
    pub read_by_contact: u32,
    pub read_by_agent: u32,
    pub unanswered: Option<Timestamp>,
    pub first_assigned: Option<Timestamp>,
    /// When the contact wrote last.
    pub wrote: Option<Timestamp>,
    /// When anybody wrote last.
    pub last_word: Timestamp,
    /// Whether the contact has been reminded.
    pub warned: bool,
    /// Since when they want no more messages.
    pub stopped: Option<Timestamp>,
}

/// What a waiting conversation asks of agents, and what it has given up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// Since when it waits in this queue.
    pub began: Timestamp,
    /// How many steps of skills are over.
    pub step: usize,
    /// Whether anybody's language will do.
    pub any_language: bool,
    /// The only agent who may be asked, and until when.
    pub only: Option<(AgentId, Timestamp)>,
    /// When there was no room where it was to go on to.
    pub stayed: Timestamp,
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
        at: Timestamp,
    },
    Parked {
        agent: AgentId,
        until: Option<Timestamp>,
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
    pub last_offer: Option<u64>,
    pub stops_new: bool,
    pub returns: Option<Timestamp>,
    pub handover: Option<Timestamp>,
}

impl Phase {
    /// Who holds a slot for it.
    pub const fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Waits | Self::Parked { .. } => None,
            Self::Asked { agent, .. } | Self::Talks { agent, .. } | Self::WrapsUp { agent, .. } => {
                Some(agent)
            }
        }
    }

    /// Whether it stands in a queue's line.
    pub const fn waits(&self) -> bool {
        match self {
            Self::Waits | Self::Asked { .. } => true,
            Self::Talks { .. } | Self::Parked { .. } | Self::WrapsUp { .. } => false,
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
            plan: Arc::new(plan),
            now,
            next_talk: 1,
            next_offer: 1,
            talks: BTreeMap::new(),
            closed: BTreeMap::new(),
            done: 0,
            may_ask: BTreeSet::new(),
            served: BTreeMap::new(),
        }
    }

    /// How many conversations an agent holds.
    pub fn load(&self, agent: &AgentId) -> usize {
        self.held_by(agent).count()
    }

    fn held_by(&self, agent: &AgentId) -> impl Iterator<Item = &Talk> {
        let held = move |t: &&Talk| t.phase.agent() == Some(agent);
        self.talks.values().filter(held)
    }

    fn serves(&self, agent: &AgentId, queue: &QueueId) -> bool {
        let plan = self.plan.agents.get(agent);
        plan.is_some_and(|a| a.queues.contains(queue))
    }

    fn streams(&self, channel: &ChannelId) -> bool {
        let channel = self.plan.channels.get(channel);
        channel.is_some_and(|c| c.delivery == Delivery::Stream)
    }

    fn grace(&self, channel: &ChannelId) -> Span {
        let channel = self.plan.channels.get(channel);
        channel.map_or(Span::ZERO, |c| c.contact_grace)
    }

    /// How a queue's rule counts, nothing where the queue is not known.
    fn rule<T: Default>(&self, queue: &QueueId, of: impl Fn(&frontdesk_core::QueuePlan) -> T) -> T {
        self.plan.queues.get(queue).map(of).unwrap_or_default()
    }

    /// Puts a conversation into another phase, with what follows for whoever held it.
    fn set_phase(&mut self, number: u64, phase: Phase) {
        let Some(talk) = self.talks.get_mut(&number) else {
            return;
        };
        let before = talk.phase.agent().cloned();
        let keeps = phase.agent() == before.as_ref();
        if !phase.waits() {
            talk.passed.clear();
            talk.last_passed = None;
            talk.demands = Demands::default();
            self.may_ask.retain(|(_, n, _)| *n != number);
        }
        talk.phase = phase;
        if let Some(agent) = before.filter(|_| !keeps) {
            self.stop_if_done(&agent);
        }
        self.forget_over(number);
    }

    /// Forgets who may be asked again by now: nothing is waited for.
    fn forget_over(&mut self, number: u64) {
        let now = self.now;
        self.may_ask
            .retain(|(until, n, _)| *n != number || *until > now);
    }

    /// Who wanted nothing new and holds nothing any more goes away.
    fn stop_if_done(&mut self, agent: &AgentId) {
        let holds_nothing = self.load(agent) == 0;
        if let Some(person) = self.people.get_mut(agent)
            && person.stops_new
            && holds_nothing
        {
            person.stops_new = false;
            person.returns = None;
            person.presence = Presence::Away {
                reason: STOPPED_NEW.into(),
            };
        }
    }

    /// An offer ends without accept; who refused it is remembered for a while.
    fn put_back(&mut self, number: u64, refused: bool) {
        let now = self.now;
        let Some(talk) = self.talks.get(&number) else {
            return;
        };
        let until = now + self.rule(&talk.queue, |q| q.back_off);
        let Phase::Asked { agent, .. } = talk.phase.clone() else {
            return;
        };
        if let Some(talk) = self.talks.get_mut(&number).filter(|_| refused) {
            talk.passed.insert(agent.clone(), until);
            talk.last_passed = Some(agent.clone());
            self.may_ask.insert((until, number, agent));
        }
        self.set_phase(number, Phase::Waits);
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
        let Some(talk) = self.talks.get(&number).cloned() else {
            return;
        };
        match &talk.phase {
            Phase::Talks { agent, .. } | Phase::WrapsUp { agent, .. } => {
                if let Some(person) = self.people.get_mut(agent) {
                    person.idle = self.now;
                }
            }
            Phase::Waits | Phase::Asked { .. } | Phase::Parked { .. } => {}
        }
        self.talks.remove(&number);
        self.may_ask.retain(|(_, n, _)| *n != number);
        if let Some(agent) = talk.phase.agent() {
            self.stop_if_done(agent);
        }
        let abandoned = by_contact && talk.first_assigned.is_none();
        self.closed.insert(number, (abandoned, disposition));
    }

    /// An agent let an offer pass: what follows for the conversation and for them.
    fn pass(&mut self, number: u64, agent: &AgentId, declined: bool) {
        let Some(queue) = self.talks.get(&number).map(|t| t.queue.clone()) else {
            return;
        };
        self.put_back(number, true);
        let follows = self.plan.queues.get(&queue).map(|q| {
            let follows = [q.missed_offer, q.declined_offer];
            follows.get(usize::from(declined)).copied()
        });
        if follows.flatten() != Some(Consequence::Away) {
            return;
        }
        let away_for = self.rule(&queue, |q| q.away_for);
        let back = (away_for > Span::ZERO).then(|| self.now + away_for);
        if let Some(person) = self.people.get_mut(agent)
            && person.presence == Presence::Available
        {
            let reason = [MISSED_OFFER, DECLINED_OFFER];
            let reason = reason.get(usize::from(declined)).copied();
            person.returns = back;
            person.presence = Presence::Away {
                reason: reason.unwrap_or_default().into(),
            };
        }
        self.put_back_all_of(agent);
    }
}

impl Person {
    fn fresh(capacity: u8) -> Self {
        Self {
            presence: Presence::Offline,
            link: Link::Lost,
            capacity,
            idle: Timestamp::default(),
            last_offer: None,
            stops_new: false,
            returns: None,
            handover: None,
        }
    }
}
