//! The routing plan: what the operator configured, resolved.

mod check;
mod queue;

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};

use serde::{Deserialize, Serialize};

pub use check::PlanError;
pub use queue::{
    AtClose, Consequence, LastAgent, Overflow, QueuePlan, Silence, SkillStep, Strategy, Unstaffed,
};

use crate::{
    answers::Answers,
    conversation::Conversation,
    ids::{AgentId, ChannelId, QueueId, ScheduleId, ScriptId, SkillId},
    language::Languages,
    limits,
    schedule::{Schedule, Standing},
    script::Script,
    time::{Span, Timestamp},
};

/// Channels, queues and agents as configured. Every name in it resolves: see [`RoutingPlan::check`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingPlan {
    /// Configured channel instances.
    pub channels: BTreeMap<ChannelId, ChannelPlan>,
    /// Queues.
    pub queues: BTreeMap<QueueId, QueuePlan>,
    /// Agents who may sign in.
    pub agents: BTreeMap<AgentId, AgentPlan>,
    /// When queues are open.
    #[serde(default)]
    pub schedules: BTreeMap<ScheduleId, Schedule>,
    /// The ways from a contact's first word to an agent.
    #[serde(default)]
    pub scripts: BTreeMap<ScriptId, Arc<Script>>,
    /// Which conversation is offered first.
    #[serde(default)]
    pub order: Order,
    /// How long after an agent's console is lost their conversations go back to their queues;
    /// zero: never.
    #[serde(default)]
    pub handover: Span,
}

/// The order of waiting conversations of all queues. Within a queue the longest waiting comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// The highest priority of the queue, then the longest wait.
    #[default]
    Priority,
    /// As 8x8 does it: the highest priority; queues of equal priority take turns, but of all queues
    /// of [`Order::AGEING`] the longest wait comes first.
    Turns,
    /// The highest `priority × priority_weight + seconds waited × age_weight`.
    Score {
        /// What a step of priority is worth.
        priority_weight: u32,
        /// What a second of waiting is worth.
        age_weight: u32,
    },
}

impl Order {
    /// The priority whose queues share one line by age, under [`Order::Turns`].
    pub const AGEING: u8 = 8;
}

/// How messages to the contact leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// The contact holds a live socket and reads the conversation from a cursor (web chat).
    Stream,
    /// Each message to the contact becomes an outbox entry for the channel's component (SMS).
    Outbox,
}

/// One configured channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPlan {
    /// Where its conversations wait.
    pub queue: QueueId,
    /// How messages leave.
    pub delivery: Delivery,
    /// On a [`Delivery::Stream`] channel: how long a contact whose socket is gone keeps the place
    /// in the queue before the conversation counts as abandoned.
    pub contact_grace: Span,
    /// On a [`Delivery::Outbox`] channel: how long after its end a conversation goes on when the contact
    /// writes again; zero: another one begins.
    #[serde(default)]
    pub reopen_within: Span,
    /// How much of an agent's capacity one conversation takes: 1 to 6.
    #[serde(default = "one")]
    pub weight: u8,
    /// How many of its conversations one agent may hold; none: as capacity allows.
    #[serde(default)]
    pub agent_max: Option<u8>,
    /// What it requires of agents, step by step; empty: what its queue requires.
    #[serde(default)]
    pub steps: Vec<SkillStep>,
    /// On a [`Delivery::Outbox`] channel: what the gateway itself answers.
    #[serde(default)]
    pub answers: Answers,
    /// What its new conversations go through; none: they wait in its queue at once.
    #[serde(default)]
    pub script: Option<ScriptId>,
}

const fn one() -> u8 {
    1
}

impl ChannelPlan {
    /// A channel of a queue with everything else as usual.
    pub fn new(queue: QueueId, delivery: Delivery, contact_grace: Span) -> Self {
        Self {
            queue,
            delivery,
            contact_grace,
            reopen_within: Span::ZERO,
            weight: one(),
            agent_max: None,
            steps: Vec::new(),
            answers: Answers::default(),
            script: None,
        }
    }
}

/// One agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPlan {
    /// Queues whose conversations are offered to this agent.
    pub queues: Vec<QueueId>,
    /// How many conversations at once: 1 to 6, offers and wrap-ups included. A live change
    /// ([`crate::Input::CapacityChanged`]) overrides it until the plan names another number.
    pub capacity: u8,
    /// Whether this agent may decline an offer.
    pub may_decline: bool,
    /// Whether this agent may take waiting conversations of their queues by hand.
    #[serde(default)]
    pub may_pick: bool,
    /// What they speak; none: not considered.
    #[serde(default)]
    pub languages: Option<Languages>,
    /// Their level in each queue, 1 to 10; [`limits::LEVEL_DEFAULT`] where there is none.
    #[serde(default)]
    pub levels: BTreeMap<QueueId, u8>,
    /// Their level in each skill, 1 to 10; a skill that is not here they do not have.
    #[serde(default)]
    pub skills: BTreeMap<SkillId, u8>,
}

impl AgentPlan {
    /// Their level in a queue.
    pub fn level(&self, queue: &QueueId) -> u8 {
        self.levels
            .get(queue)
            .copied()
            .unwrap_or(limits::LEVEL_DEFAULT)
    }
}

impl RoutingPlan {
    /// Checks every reference and range.
    pub fn check(&self) -> Result<(), PlanError> {
        check::plan(self)
    }

    /// What a conversation requires of agents, step by step: what its script says, else its channel,
    /// else its queue.
    pub(crate) fn steps<'p>(&'p self, conversation: &'p Conversation) -> &'p [SkillStep] {
        let scripted = conversation.forwarded.as_ref().map(|it| &it.steps);
        let channel = self.channels.get(&conversation.channel).map(|it| &it.steps);
        let queue = self.queues.get(&conversation.queue).map(|it| &it.steps);
        let mut all = [scripted, channel, queue].into_iter().flatten();
        all.find(|steps| !steps.is_empty())
            .map_or(&[][..], Vec::as_slice)
    }

    /// The priority of a conversation: what its script says, else its queue's. None: no such queue.
    pub(crate) fn priority(&self, conversation: &Conversation) -> Option<u8> {
        let queue = self.queues.get(&conversation.queue)?;
        let scripted = conversation.forwarded.as_ref();
        Some(
            scripted
                .and_then(|it| it.priority)
                .unwrap_or(queue.priority),
        )
    }

    /// Whether a queue is open for whoever comes at `now`, or when it opens, as far as that can be said.
    pub(crate) fn standing(&self, queue: &QueueId, now: Timestamp) -> Option<Standing<'_>> {
        let schedule = self.queues.get(queue)?.schedule.as_ref()?;
        Some(self.schedules.get(schedule)?.for_newcomers(now))
    }

    /// When a conversation that began to wait in its queue at a moment has waited for too long, because
    /// the queue has closed behind it and keeps nobody then. Where contacts hold no socket they wait on.
    pub(crate) fn closes_behind(
        &self,
        conversation: &Conversation,
        began: Timestamp,
    ) -> Option<Timestamp> {
        let queue = self.queues.get(&conversation.queue)?;
        let channel = self.channels.get(&conversation.channel)?;
        if queue.at_close == AtClose::Wait || channel.delivery != Delivery::Stream {
            return None;
        }
        let schedule = self.schedules.get(queue.schedule.as_ref()?)?;
        schedule.closes_behind(began)
    }

    /// The queue that takes this one's conversations on a date with a treatment of its own.
    pub(crate) fn treatment(&self, queue: &QueueId, now: Timestamp) -> Option<QueueId> {
        let schedule = self.queues.get(queue)?.schedule.as_ref()?;
        let (_, exception) = self.schedules.get(schedule)?.exception_at(now)?;
        let to = QueueId(exception.treatment.clone()?);
        (to != *queue && self.queues.contains_key(&to)).then_some(to)
    }

    /// Whether what comes into a queue at `now` stays with its agents: it is open, and the date sends
    /// nothing elsewhere.
    pub fn is_open(&self, queue: &QueueId, now: Timestamp) -> bool {
        let standing = self.standing(queue, now);
        self.treatment(queue, now).is_none() && standing.is_none_or(|standing| standing.is_open())
    }

    /// How much of an agent's capacity a conversation of this channel takes.
    pub(crate) fn weight(&self, channel: &ChannelId) -> u8 {
        self.channels.get(channel).map_or(1, |c| c.weight)
    }
}
