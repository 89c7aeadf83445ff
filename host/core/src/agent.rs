//! An agent: what they declare, whether they can be reached, what they hold.

use alloc::{boxed::Box, collections::BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, ConversationId},
    plan::{AgentPlan, RoutingPlan},
    record::AgentRecord,
    time::Timestamp,
};

/// The away reason that the gateway gives to an agent who let an offer expire.
pub const MISSED_OFFER: &str = "missed_offer";

/// What an agent declares. Kept over a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// Ready for offers.
    Available,
    /// Here, but not for new offers. The reason is the agent's or the gateway's (`missed_offer`).
    Away {
        /// A short code, at most [`crate::limits::CODE_BYTES`] bytes.
        reason: Box<str>,
    },
    /// Not working.
    Offline,
}

impl Presence {
    /// The presence's name, for logs, views and tests.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Away { .. } => "away",
            Self::Offline => "offline",
        }
    }
}

/// Whether an agent's console can be reached. Derived from sockets, so never kept: after a restart
/// everyone is [`Link::Lost`] until their console connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// At least one console is connected.
    Up,
    /// The last console went away a moment ago; open offers stand until `until`, no new one is made.
    Wavering {
        /// When the link counts as lost and open offers are withdrawn.
        until: Timestamp,
    },
    /// No console; no offers.
    Lost,
}

/// One agent on the Floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Who.
    pub id: AgentId,
    /// What they declare.
    pub presence: Presence,
    /// Since when.
    pub presence_since: Timestamp,
    /// Whether their console can be reached.
    pub link: Link,
    /// How many conversations they may hold at once.
    pub capacity: u8,
    /// The capacity was changed live, by a supervisor: it overrides the plan's.
    pub capacity_override: Option<u8>,
    /// What they hold: offered, assigned and wrapping up. Load is its length, never a counter.
    pub holds: BTreeSet<ConversationId>,
    /// When they last accepted an offer or finished a conversation, whichever is later; for an agent
    /// who has done neither, when they first became available (zero until then). The smallest is
    /// "longest idle".
    pub idle_since: Timestamp,
}

impl Agent {
    /// An agent as the plan introduces them: offline, with no console and nothing held.
    pub(crate) fn new(id: AgentId, plan: &AgentPlan, now: Timestamp) -> Self {
        Self {
            id,
            presence: Presence::Offline,
            presence_since: now,
            link: Link::Lost,
            capacity: plan.capacity,
            capacity_override: None,
            holds: BTreeSet::new(),
            idle_since: Timestamp::default(),
        }
    }

    /// An agent as they were kept. A live capacity change ends when the plan names another number.
    pub(crate) fn from_record(record: AgentRecord, plan: &AgentPlan) -> Self {
        let live = record
            .capacity_override
            .filter(|_| record.plan_capacity == plan.capacity);
        Self {
            id: record.id,
            presence: record.presence,
            presence_since: record.presence_since,
            link: Link::Lost,
            capacity: live.unwrap_or(plan.capacity),
            capacity_override: live,
            holds: BTreeSet::new(),
            idle_since: record.idle_since,
        }
    }

    /// Whether an offer may be made to this agent at this instant: available, reachable, with room.
    pub fn is_ready(&self) -> bool {
        self.presence == Presence::Available && self.link == Link::Up && self.has_room()
    }

    /// Whether a slot is free.
    pub fn has_room(&self) -> bool {
        self.holds.len() < usize::from(self.capacity)
    }

    /// How many conversations they hold: offered, assigned and wrapping up.
    pub fn load(&self) -> u8 {
        u8::try_from(self.holds.len()).unwrap_or(u8::MAX)
    }

    /// How many more offers could be made to them at this instant.
    pub fn free_slots(&self) -> u8 {
        if self.is_ready() {
            self.capacity.saturating_sub(self.load())
        } else {
            0
        }
    }

    /// The part that outlives a restart.
    pub(crate) fn record(&self, plan: &RoutingPlan) -> AgentRecord {
        AgentRecord {
            id: self.id.clone(),
            presence: self.presence.clone(),
            presence_since: self.presence_since,
            capacity_override: self.capacity_override,
            plan_capacity: plan
                .agents
                .get(&self.id)
                .map_or(self.capacity, |a| a.capacity),
            idle_since: self.idle_since,
        }
    }
}
