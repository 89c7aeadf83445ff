//! The Floor: the one value that holds everything open.

use alloc::vec::Vec;

use crate::{
    agent::Agent,
    conversation::Conversation,
    effect::Effect,
    ids::{AgentId, ChannelId, ConversationId, QueueId, ThreadId},
    input::Input,
    plan::{PlanError, RoutingPlan},
    record::Record,
    rejection::Rejection,
    time::Timestamp,
    trace::Explanation,
    view::QueueView,
};

/// Every open conversation, queue and agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    plan: RoutingPlan,
}

/// Why the Floor wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeadlineReason {
    /// An offer expires.
    OfferExpires,
    /// A wrap-up ends by itself.
    WrapUpEnds,
    /// An agent who let an offer pass may be asked again.
    BackOffEnds,
    /// A lost console's offers are withdrawn.
    AgentGraceEnds,
    /// A contact who is gone loses the place.
    ContactGraceEnds,
}

/// Why a Floor cannot be made from records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The plan does not hold together.
    #[error("the plan is not valid: {0}")]
    InvalidPlan(#[from] PlanError),
    /// An open conversation needs something that the plan no longer has.
    #[error("the open conversation {conversation} needs {what}, which is not configured any more; configure it again until it is closed")]
    Missing {
        /// Which.
        conversation: ConversationId,
        /// `queue "x"`, `channel "x"` or `agent "x"`.
        what: alloc::string::String,
    },
    /// Two records contradict each other.
    #[error("the records contradict each other: {0}")]
    Contradiction(alloc::string::String),
}

impl Floor {
    /// An empty Floor.
    pub fn new(_plan: RoutingPlan, _now: Timestamp) -> Result<Self, PlanError> {
        todo!()
    }
    /// Applies one input. `Err` leaves the Floor unchanged.
    pub fn apply(&mut self, _now: Timestamp, _input: Input) -> Result<Vec<Effect>, Rejection> {
        todo!()
    }
    /// When to apply [`Input::DeadlineReached`], and why.
    pub fn next_deadline(&self) -> Option<(Timestamp, DeadlineReason)> {
        todo!()
    }
    /// Makes a Floor from what was kept. Contacts and agents count as unreachable from `now` on:
    /// the returned effects (already-due deadlines, new offers) are to be committed like any others.
    pub fn restore(
        _plan: RoutingPlan,
        _records: impl IntoIterator<Item = Record>,
        _now: Timestamp,
    ) -> Result<(Self, Vec<Effect>), RestoreError> {
        todo!()
    }
    /// The plan in force.
    pub fn plan(&self) -> &RoutingPlan {
        &self.plan
    }
    /// An open conversation.
    pub fn conversation(&self, _id: ConversationId) -> Option<&Conversation> {
        todo!()
    }
    /// Every open conversation, by id.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        core::iter::empty()
    }
    /// The open conversation of a thread.
    pub fn open_on(&self, _channel: &ChannelId, _thread: &ThreadId) -> Option<ConversationId> {
        todo!()
    }
    /// An agent of the plan.
    pub fn agent(&self, _id: &AgentId) -> Option<&Agent> {
        todo!()
    }
    /// Every agent of the plan, by id.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        core::iter::empty()
    }
    /// A queue as it stands: costs as much as it has waiting conversations.
    pub fn queue_view(&self, _queue: &QueueId) -> Option<QueueView> {
        todo!()
    }
    /// Why a conversation is where it is: costs as much as its queue has agents.
    pub fn explain(&self, _now: Timestamp, _conversation: ConversationId) -> Option<Explanation> {
        todo!()
    }
}
