//! What must be durable: the state after a step, not the input that led there.

use serde::{Deserialize, Serialize};

use crate::{
    agent::Presence,
    conversation::Conversation,
    estimate::HandleTimes,
    ids::{AgentId, OfferId, QueueId},
    script::ScriptRecord,
    time::Timestamp,
};

/// One thing that is kept. A later record of the same key replaces the earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is a conversation, so boxing it would cost an allocation each"
)]
pub enum Record {
    /// A conversation. A closed one is kept too, but is not read back at start.
    Conversation(Conversation),
    /// What an agent declared.
    Agent(AgentRecord),
    /// What a queue has learned.
    Queue(QueueRecord),
    /// A version of a script that conversations began with.
    Script(ScriptRecord),
    /// The counters that ids come from. Saved in the same batch as the id's first use.
    Counters(Counters),
}

/// The part of an [`Agent`](crate::Agent) that outlives a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRecord {
    /// Who.
    pub id: AgentId,
    /// What they declared.
    pub presence: Presence,
    /// Since when.
    pub presence_since: Timestamp,
    /// A live capacity change, if one is in force.
    pub capacity_override: Option<u8>,
    /// The plan's capacity when this was kept: a start with another number in the plan drops the
    /// live change.
    pub plan_capacity: u8,
    /// See [`Agent::idle_since`](crate::Agent::idle_since).
    pub idle_since: Timestamp,
    /// See [`Agent::last_offer`](crate::Agent::last_offer).
    #[serde(default)]
    pub last_offer: Option<OfferId>,
    /// See [`Agent::stops_new`](crate::Agent::stops_new).
    #[serde(default)]
    pub stops_new: bool,
    /// See [`Agent::returns_at`](crate::Agent::returns_at).
    #[serde(default)]
    pub returns_at: Option<Timestamp>,
}

/// What a queue has learned of its conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRecord {
    /// Which.
    pub id: QueueId,
    /// How long they hold their slot.
    pub handle_times: HandleTimes,
}

/// The numbers the next ids get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// The next conversation.
    pub next_conversation: u64,
    /// The next offer.
    pub next_offer: u64,
}
