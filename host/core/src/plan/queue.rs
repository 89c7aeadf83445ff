//! One queue's plan.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{QueueId, ScheduleId, SkillId},
    time::Span,
    wording::Wording,
};

/// Whom a queue asks first. Everywhere a better language fit comes before all else, and the longest
/// idle agent decides what is still equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// The highest level in the queue.
    #[default]
    Level,
    /// Whoever has been idle longest.
    LongestIdle,
    /// Whoever uses the smallest part of their capacity.
    LeastLoaded,
    /// Whoever was asked the longest time ago.
    RoundRobin,
    /// Nobody: agents take conversations themselves.
    Pull,
}

/// What is required of agents for a while.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillStep {
    /// Skills, each with the level that is needed.
    pub require: BTreeMap<SkillId, u8>,
    /// For how long. After the last step nothing is required.
    pub lasts: Span,
}

/// What becomes of an agent who lets an offer expire, or declines it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consequence {
    /// Presence becomes away with the reason `missed_offer` or `declined_offer`.
    #[default]
    Away,
    /// Presence stays; the same conversation is not offered to them again before the back-off.
    StayAvailable,
}

/// The agent who answered a person last is asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAgent {
    /// How long after a conversation's end; zero: not at all.
    pub within: Span,
    /// How long the next one waits for them, if they are available at all.
    pub wait: Span,
}

/// What becomes of a conversation that a queue cannot serve.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overflow {
    /// Where it goes, with its age.
    pub queue: Option<QueueId>,
    /// How many may wait here; none: as many as [`crate::limits::WAITING_PER_QUEUE`].
    pub waiting_max: Option<u32>,
    /// How long one waits here at most; zero: for ever.
    pub after: Span,
    /// When nobody of the queue is signed in.
    pub unstaffed: Unstaffed,
}

/// What becomes of a conversation that comes when its queue is closed, or nobody of it is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unstaffed {
    /// It waits.
    #[default]
    Wait,
    /// It goes to the overflow queue.
    Overflow,
    /// It is refused.
    Refuse,
}

/// What becomes of a conversation that still waits when its queue closes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AtClose {
    /// It waits on.
    #[default]
    Wait,
    /// It goes to the overflow queue, or ends where that has no room.
    Overflow,
    /// It ends.
    End,
}

/// What follows from silence in an assigned conversation. Zero: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// The contact, who owes an answer, is reminded after this long.
    pub contact_warn: Span,
    /// The conversation ends after this long without the contact's answer.
    pub contact_end: Span,
    /// The conversation goes back to its queue after this long without the agent's answer.
    pub agent_requeue: Span,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlan {
    /// 1 to 10; 10 is served first.
    pub priority: u8,
    /// How long an offer stands: 15 to 60 s.
    pub offer: Span,
    /// Wrap-up time; zero closes at once.
    pub wrap_up: Span,
    /// How long a conversation is kept from an agent who let its offer pass, while others are asked.
    pub back_off: Span,
    /// Consequence of an expired offer.
    pub missed_offer: Consequence,
    /// Dispositions an agent may choose in wrap-up; empty: any code, or none.
    pub dispositions: Vec<String>,
    /// Consequence of a declined offer.
    #[serde(default = "stay")]
    pub declined_offer: Consequence,
    /// How long the consequence lasts, after which they are available again; zero: until they say so.
    #[serde(default)]
    pub away_for: Span,
    /// Whom it asks first.
    #[serde(default)]
    pub strategy: Strategy,
    /// What is required of agents, step by step.
    #[serde(default)]
    pub steps: Vec<SkillStep>,
    /// How long only agents who speak the contact's language are asked, if any of the queue does.
    #[serde(default)]
    pub language_wait: Span,
    /// Whether the agent who answered last is asked first.
    #[serde(default)]
    pub last_agent: LastAgent,
    /// What becomes of what it cannot serve.
    #[serde(default)]
    pub overflow: Overflow,
    /// When it is open; none: always.
    #[serde(default)]
    pub schedule: Option<ScheduleId>,
    /// What becomes of a conversation that comes while it is closed.
    #[serde(default)]
    pub closed: Unstaffed,
    /// What becomes of a conversation that still waits when it closes.
    #[serde(default)]
    pub at_close: AtClose,
    /// Within which time a conversation should be accepted; zero: no target.
    #[serde(default)]
    pub service_level: Span,
    /// What follows from silence.
    #[serde(default)]
    pub silence: Silence,
    /// What a silent contact is reminded with; without a text only agents see it.
    #[serde(default)]
    pub reminder: Wording,
    /// After how long a parked conversation closes; zero: never.
    #[serde(default)]
    pub parked_for: Span,
}

const fn stay() -> Consequence {
    Consequence::StayAvailable
}

impl Default for QueuePlan {
    fn default() -> Self {
        Self {
            priority: 5,
            offer: Span::seconds(30),
            wrap_up: Span::seconds(60),
            back_off: Span::seconds(60),
            missed_offer: Consequence::Away,
            dispositions: Vec::new(),
            declined_offer: stay(),
            away_for: Span::ZERO,
            strategy: Strategy::Level,
            steps: Vec::new(),
            language_wait: Span::ZERO,
            last_agent: LastAgent::default(),
            overflow: Overflow::default(),
            schedule: None,
            closed: Unstaffed::Wait,
            at_close: AtClose::Wait,
            service_level: Span::ZERO,
            silence: Silence::default(),
            reminder: Wording::default(),
            parked_for: Span::ZERO,
        }
    }
}
