//! The Floor: the one value that holds everything open.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use crate::{
    agent::{Agent, Held, Presence},
    apply,
    conversation::Conversation,
    deadline::{self, DeadlineReason},
    effect::Effect,
    estimate::{HandleTimes, Slots},
    ids::{AgentId, ChannelId, ConversationId, OfferId, QueueId, ScriptVersion, ThreadId},
    index::{Basis, Index},
    input::Input,
    limits,
    plan::{Delivery, PlanError, RoutingPlan},
    queueing::{self, Unreachable},
    record::{Counters, QueueRecord, Record},
    rejection::Rejection,
    restore::{self, RestoreError},
    routing,
    script::ScriptRecord,
    time::Timestamp,
    trace::Explanation,
    turn::Turn,
    view::QueueView,
};

/// Every open conversation, queue and agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    pub(crate) plan: RoutingPlan,
    /// The latest moment seen: time never runs backwards in here.
    pub(crate) now: Timestamp,
    pub(crate) counters: Counters,
    pub(crate) conversations: BTreeMap<ConversationId, Conversation>,
    pub(crate) agents: BTreeMap<AgentId, Agent>,
    /// Stream contacts whose last socket is gone, with the end of their grace (it counts only
    /// while the conversation waits). Links are not kept over a restart.
    pub(crate) gone: BTreeMap<ConversationId, Timestamp>,
    /// How long each queue's conversations hold their slot.
    pub(crate) handle_times: BTreeMap<QueueId, HandleTimes>,
    /// The number of the last offer from each queue, for [`crate::Order::Turns`]. Not kept over a
    /// restart: the turns begin again.
    pub(crate) served: BTreeMap<QueueId, OfferId>,
    /// The versions of scripts that conversations began with, and those that new ones begin with.
    pub(crate) scripts: BTreeMap<ScriptVersion, ScriptRecord>,
    pub(crate) index: Index,
}

impl Floor {
    /// An empty Floor.
    pub fn new(plan: RoutingPlan, now: Timestamp) -> Result<Self, PlanError> {
        plan.check()?;
        let now = now.min(limits::LATEST);
        let agents = plan
            .agents
            .iter()
            .map(|(id, a)| (id.clone(), Agent::new(id.clone(), a, now)));
        let mut floor = Self {
            agents: agents.collect(),
            plan,
            now,
            counters: Counters {
                next_conversation: 1,
                next_offer: 1,
            },
            conversations: BTreeMap::new(),
            gone: BTreeMap::new(),
            handle_times: BTreeMap::new(),
            served: BTreeMap::new(),
            scripts: BTreeMap::new(),
            index: Index::default(),
        };
        floor.index = floor.derive_index(now);
        Ok(floor)
    }

    /// Applies one input. `Err` leaves the Floor unchanged.
    ///
    /// After the input itself, what is due by `now` is done and every offer that can be made is
    /// made: a call leaves no ready agent beside a conversation they could take, unless they are kept
    /// for a heavier one, and no deadline in the past unless more than [`limits::DUE_PER_INPUT`] things
    /// were due at once.
    pub fn apply(&mut self, now: Timestamp, input: Input) -> Result<Vec<Effect>, Rejection> {
        let now = now.max(self.now).min(limits::LATEST);
        let mut turn = Turn::new(self, now);
        apply::input(&mut turn, input)?;
        deadline::handle_due(&mut turn);
        routing::settle(&mut turn);
        Ok(turn.finish())
    }

    /// When to apply [`Input::DeadlineReached`], and why.
    pub fn next_deadline(&self) -> Option<(Timestamp, DeadlineReason)> {
        self.index.next_deadline()
    }

    /// Makes a Floor from what was kept. Contacts and agents count as unreachable from `now` on:
    /// the returned effects (already-due deadlines, new offers) are to be committed like any others.
    pub fn restore(
        plan: RoutingPlan,
        records: impl IntoIterator<Item = Record>,
        now: Timestamp,
    ) -> Result<(Self, Vec<Effect>), RestoreError> {
        restore::restore(plan, records, now.min(limits::LATEST))
    }

    /// The plan in force.
    pub fn plan(&self) -> &RoutingPlan {
        &self.plan
    }

    /// The numbers the next ids get.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// An open conversation.
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(&id)
    }

    /// Every open conversation, by id.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.conversations.values()
    }

    /// The open conversation of a thread.
    pub fn open_on(&self, channel: &ChannelId, thread: &ThreadId) -> Option<ConversationId> {
        self.index.thread(channel, thread)
    }

    /// Whether the contact of an open conversation can be reached: always so on a
    /// [`Delivery::Outbox`] channel, and on a [`Delivery::Stream`] one while a socket is open.
    pub fn contact_connected(&self, id: ConversationId) -> bool {
        self.conversations.contains_key(&id) && !self.gone.contains_key(&id)
    }

    /// An agent of the plan.
    pub fn agent(&self, id: &AgentId) -> Option<&Agent> {
        self.agents.get(id)
    }

    /// Every agent of the plan, by id.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// A queue as it stands: costs as much as it has waiting conversations and agents on duty.
    pub fn queue_view(&self, queue: &QueueId) -> Option<QueueView> {
        let entry = self.index.queues.get(queue)?;
        let slots = |id| self.agents.get(id).map_or(0, |a| u32::from(a.free_slots()));
        Some(QueueView {
            queue: queue.clone(),
            waiting: entry.line.iter().map(|(_, id)| *id).collect(),
            oldest_since: entry.line.first().map(|(since, _)| *since),
            free_slots: entry.ready.iter().map(|(_, id)| slots(id)).sum(),
            slots: self.slots(&entry.on_duty),
            handle_time: self.handle_times.get(queue).and_then(HandleTimes::mean),
        })
    }

    /// The slots of those who are there for offers.
    pub(crate) fn slots(&self, on_duty: &BTreeSet<AgentId>) -> Slots {
        let there = on_duty.iter().filter_map(|id| self.agents.get(id)?.slots());
        let mut slots = Slots { all: 0, busy: 0 };
        for (all, busy) in there {
            slots.all = slots.all.saturating_add(all.into());
            slots.busy = slots.busy.saturating_add(busy.into());
        }
        slots
    }

    /// Why a conversation is where it is: costs as much as its queue has agents.
    pub fn explain(&self, now: Timestamp, conversation: ConversationId) -> Option<Explanation> {
        routing::explain(self, now.max(self.now), conversation)
    }

    /// Why nobody would be reached by a conversation that came into a queue now; none: somebody would.
    pub fn unreachable(&self, now: Timestamp, queue: &QueueId) -> Option<Unreachable> {
        queueing::unreachable(self, queue.clone(), now.max(self.now))
    }

    /// What a store holds for this state: [`Floor::restore`] with these gives it back, apart from
    /// the links.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let agents = self
            .agents
            .values()
            .map(|a| Record::Agent(a.record(&self.plan)));
        let conversations = self
            .conversations
            .values()
            .cloned()
            .map(Record::Conversation);
        let queues = self.handle_times.iter().map(|(id, handle_times)| {
            Record::Queue(QueueRecord {
                id: id.clone(),
                handle_times: *handle_times,
            })
        });
        core::iter::once(Record::Counters(self.counters))
            .chain(self.scripts.values().cloned().map(Record::Script))
            .chain(queues)
            .chain(agents)
            .chain(conversations)
    }

    /// Compares everything that is looked up with what it follows from. For tests and the
    /// simulation: costs as much as the Floor holds.
    pub fn audit(&self) -> Result<(), String> {
        let derived = self.derive_index(self.now);
        if let Some(part) = self.index.differs(&derived) {
            return Err(alloc::format!(
                "{part} do not follow from the conversations and agents"
            ));
        }
        for agent in self.agents.values() {
            let held = self
                .conversations
                .values()
                .filter(|c| c.state.agent() == Some(&agent.id));
            let alike = |c: &Conversation| {
                let weight = self.plan.weight(&c.channel);
                let channel = c.channel.clone();
                (c.id, Held { channel, weight })
            };
            if !held.map(alike).eq(agent.holds.clone()) {
                return Err(alloc::format!(
                    "{} holds something else than they should",
                    agent.id
                ));
            }
        }
        if let Some(id) = self
            .gone
            .keys()
            .find(|id| !self.conversations.contains_key(id))
        {
            return Err(alloc::format!(
                "{id} is closed but its contact is still followed"
            ));
        }
        if let Some(version) = self
            .index
            .scripts
            .keys()
            .find(|version| !self.scripts.contains_key(*version))
        {
            return Err(alloc::format!("{version} is needed and not kept"));
        }
        if self
            .conversations
            .iter()
            .any(|(id, c)| *id != c.id || c.state.is_closed())
        {
            return Err("a conversation is kept under a wrong id, or is closed".into());
        }
        Ok(())
    }

    pub(crate) fn derive_index(&self, now: Timestamp) -> Index {
        let conversations = self.conversations.values();
        let conversations = conversations.map(|c| (c, self.gone.get(&c.id).copied()));
        Index::derive(self.basis(), conversations, now)
    }

    /// What the index follows from, besides the conversations.
    pub(crate) fn basis(&self) -> Basis<'_> {
        Basis {
            plan: &self.plan,
            agents: &self.agents,
        }
    }

    /// Takes the weight of everything that agents hold from the plan again.
    pub(crate) fn weigh_again(&mut self) {
        for held in self.agents.values_mut().flat_map(|a| a.holds.values_mut()) {
            held.weight = self.plan.weight(&held.channel);
        }
    }

    /// Whether the channel's contacts hold live sockets.
    pub(crate) fn is_stream(&self, channel: &ChannelId) -> bool {
        self.plan
            .channels
            .get(channel)
            .is_some_and(|c| c.delivery == Delivery::Stream)
    }

    /// Whether an offer from this queue to this agent may have been open when the records were
    /// kept: they serve the queue and were available.
    pub(crate) fn may_have_asked(&self, agent: &AgentId, queue: &QueueId) -> bool {
        let serves = self
            .index
            .queues
            .get(queue)
            .is_some_and(|q| q.members.contains(agent));
        serves
            && self
                .agents
                .get(agent)
                .is_some_and(|a| a.presence == Presence::Available)
    }
}
