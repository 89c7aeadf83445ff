//! The routing plan: what the operator configured, resolved.

use alloc::{collections::BTreeMap, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, ChannelId, QueueId},
    limits,
    time::Span,
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
}

/// What happens to an agent who lets an offer expire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MissedOffer {
    /// Presence becomes away with the reason `missed_offer`.
    #[default]
    Away,
    /// Presence stays; the same conversation is not offered to them again before the back-off.
    StayAvailable,
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
    pub missed_offer: MissedOffer,
    /// Dispositions an agent may choose in wrap-up; empty: any code, or none.
    pub dispositions: Vec<alloc::string::String>,
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPlan {
    /// Queues whose conversations are offered to this agent.
    pub queues: Vec<QueueId>,
    /// How many conversations at once: 1 to 6, offers and wrap-ups included. A live change
    /// ([`crate::Input::CapacityChanged`]) overrides it until the plan names another number.
    pub capacity: u8,
    /// Whether this agent may decline an offer.
    pub may_decline: bool,
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A channel or agent names a queue that is not there.
    #[error("{whose} names the queue \"{queue}\", which is not defined")]
    UnknownQueue {
        /// `channel "x"` or `agent "x"`.
        whose: alloc::string::String,
        /// The name that does not resolve.
        queue: QueueId,
    },
    /// A number is outside its range.
    #[error("{whose}: {what} is out of range")]
    OutOfRange {
        /// `queue "x"` or `agent "x"`.
        whose: alloc::string::String,
        /// The key.
        what: &'static str,
    },
    /// Too many of something.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The maximum.
        limit: usize,
    },
}

impl RoutingPlan {
    /// Checks every reference and range.
    pub fn check(&self) -> Result<(), PlanError> {
        for (what, count, limit) in [
            ("channels", self.channels.len(), limits::CHANNELS),
            ("queues", self.queues.len(), limits::QUEUES),
            ("agents", self.agents.len(), limits::AGENTS),
        ] {
            if count > limit {
                return Err(PlanError::TooMany { what, limit });
            }
        }
        for (id, queue) in &self.queues {
            let whose = || alloc::format!("queue \"{id}\"");
            let out = |what| {
                Err(PlanError::OutOfRange {
                    whose: whose(),
                    what,
                })
            };
            if !limits::PRIORITY.contains(&queue.priority) {
                return out("priority");
            }
            let (low, high) = (limits::OFFER_S.start(), limits::OFFER_S.end());
            if !(Span::seconds(*low)..=Span::seconds(*high)).contains(&queue.offer) {
                return out("offer");
            }
            if queue.wrap_up > Span::seconds(*limits::WRAP_UP_S.end()) {
                return out("wrap_up");
            }
        }
        for (id, channel) in &self.channels {
            if !self.queues.contains_key(&channel.queue) {
                let whose = alloc::format!("channel \"{id}\"");
                return Err(PlanError::UnknownQueue {
                    whose,
                    queue: channel.queue.clone(),
                });
            }
        }
        for (id, agent) in &self.agents {
            let whose = || alloc::format!("agent \"{id}\"");
            if !limits::CAPACITY.contains(&agent.capacity) {
                return Err(PlanError::OutOfRange {
                    whose: whose(),
                    what: "capacity",
                });
            }
            if let Some(queue) = agent.queues.iter().find(|q| !self.queues.contains_key(q)) {
                return Err(PlanError::UnknownQueue {
                    whose: whose(),
                    queue: queue.clone(),
                });
            }
        }
        Ok(())
    }
}
