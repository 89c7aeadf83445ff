//! An agent: what they declare, whether they can be reached, what they hold.

use alloc::{boxed::Box, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, ChannelId, ConversationId, OfferId},
    plan::{AgentPlan, RoutingPlan},
    record::AgentRecord,
    time::{Span, Timestamp},
};

/// The away reason that the gateway gives to an agent who let an offer expire.
pub const MISSED_OFFER: &str = "missed_offer";
/// The away reason that the gateway gives to an agent who declined an offer, where the queue says so.
pub const DECLINED_OFFER: &str = "declined_offer";
/// The away reason of an agent who wanted no new conversations and has finished the last.
pub const STOPPED_NEW: &str = "stopped_new";

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
    /// What they hold: offered, assigned and wrapping up. Load follows from it, never from a counter.
    pub holds: BTreeMap<ConversationId, Held>,
    /// When they last accepted an offer or finished a conversation, whichever is later; for an agent
    /// who has done neither, when they first became available (zero until then). The smallest is
    /// "longest idle".
    pub idle_since: Timestamp,
    /// The last offer made to them: whose is smallest was asked the longest time ago.
    pub last_offer: Option<OfferId>,
    /// They finish what they have and want nothing new.
    pub stops_new: bool,
    /// When they are available again by themselves, after a missed or declined offer.
    pub returns_at: Option<Timestamp>,
    /// When what they hold goes back to its queues, unless their console comes back. Like the link,
    /// it is not kept.
    pub handover_at: Option<Timestamp>,
}

/// A conversation in an agent's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its channel.
    pub channel: ChannelId,
    /// How much of the agent's capacity it takes.
    pub weight: u8,
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
            holds: BTreeMap::new(),
            idle_since: Timestamp::default(),
            last_offer: None,
            stops_new: false,
            returns_at: None,
            handover_at: None,
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
            holds: BTreeMap::new(),
            idle_since: record.idle_since,
            last_offer: record.last_offer,
            stops_new: record.stops_new,
            returns_at: record.returns_at,
            handover_at: None,
        }
    }

    /// Whether an offer may be made to this agent at this instant: available, reachable, with room.
    pub fn is_ready(&self) -> bool {
        self.takes_offers() && self.has_room()
    }

    /// Whether they are there for new conversations, with room or without.
    pub fn takes_offers(&self) -> bool {
        self.presence == Presence::Available && self.link == Link::Up && !self.stops_new
    }

    /// Whether they are signed in with a console that can be reached, available or not.
    pub fn is_on_duty(&self) -> bool {
        self.presence != Presence::Offline && self.link != Link::Lost
    }

    /// Whether there is room for the smallest conversation.
    pub fn has_room(&self) -> bool {
        self.used() < self.capacity
    }

    /// Whether there is room for a conversation of this weight.
    pub fn has_room_for(&self, weight: u8) -> bool {
        self.used().saturating_add(weight) <= self.capacity
    }

    /// Whether there is room for a conversation of this channel, by its weight and its maximum.
    pub(crate) fn has_room_on(&self, channel: &ChannelId, plan: &RoutingPlan) -> bool {
        let most = plan.channels.get(channel).and_then(|c| c.agent_max);
        self.has_room_for(plan.weight(channel))
            && most.is_none_or(|max| self.load_of(channel) < usize::from(max))
    }

    /// How much of their capacity is used: offers, talks and wrap-ups by their weight.
    pub fn used(&self) -> u8 {
        let weights = self.holds.values().map(|held| held.weight);
        weights.fold(0, u8::saturating_add)
    }

    /// How many conversations they hold: offered, assigned and wrapping up.
    pub fn load(&self) -> u8 {
        u8::try_from(self.holds.len()).unwrap_or(u8::MAX)
    }

    /// How many of a channel's conversations they hold.
    pub fn load_of(&self, channel: &ChannelId) -> usize {
        let of_channel = |held: &&Held| held.channel == *channel;
        self.holds.values().filter(of_channel).count()
    }

    /// What they add to their queues' slots: all and taken; none while they are not there for offers.
    pub(crate) fn slots(&self) -> Option<(u8, u8)> {
        self.takes_offers().then(|| (self.capacity, self.used()))
    }

    /// How much more could be offered to them at this instant.
    pub fn free_slots(&self) -> u8 {
        if self.is_ready() {
            self.capacity.saturating_sub(self.used())
        } else {
            0
        }
    }

    /// Who wanted nothing new and has finished the last is away.
    pub(crate) fn stop_if_done(&mut self, now: Timestamp) {
        if self.stops_new && self.holds.is_empty() {
            self.stops_new = false;
            self.leave(STOPPED_NEW, now, Span::ZERO);
        }
    }

    /// Goes away for a reason of the gateway's; for a while, if one is given.
    pub(crate) fn leave(&mut self, reason: &str, now: Timestamp, away_for: Span) {
        self.presence = Presence::Away {
            reason: reason.into(),
        };
        self.presence_since = now;
        self.returns_at = (away_for > Span::ZERO).then(|| now + away_for);
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
            last_offer: self.last_offer,
            stops_new: self.stops_new,
            returns_at: self.returns_at,
        }
    }
}
