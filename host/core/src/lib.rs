//! The routing core of Frontdesk: who waits, who is asked, who answers.
//!
//! One value, [`Floor`], holds every open conversation, every queue and every agent. It changes
//! only through [`Floor::apply`], which takes the time and an [`Input`] and returns [`Effect`]s as
//! data. It reads no clock, draws no random number, does no I/O and writes no log: the same inputs
//! give the same effects on every machine.
//!
//! Start at [`Input`] (what can happen), [`Effect`] (what follows) and [`Rejection`] (why not).
//! The contract is written down in `host/ARCHITECTURE.md`.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod agent;
mod apply;
pub mod consent;
mod conversation;
mod deadline;
mod delivery;
mod effect;
mod ending;
mod floor;
mod ids;
mod index;
mod input;
pub mod limits;
mod message;
mod offer;
mod plan;
mod record;
mod rejection;
mod restore;
mod routing;
#[cfg(test)]
mod testing;
mod time;
mod trace;
mod transcript;
mod turn;
mod view;
mod withdrawal;

pub use agent::{Agent, Link, MISSED_OFFER, Presence};
pub use consent::Consent;
pub use conversation::{ContactCard, Conversation, ConversationState, Ended, EndedBy, Identity};
pub use deadline::DeadlineReason;
pub use delivery::{Cause, DeliveryReason, DeliveryState, MessageDelivery};
pub use effect::{Effect, Withdrawal};
pub use floor::Floor;
pub use ids::{
    AgentId, ChannelId, ConversationId, Name, NameError, OfferId, ParseIdError, PersonId, QueueId,
    Seq, ThreadId,
};
pub use input::{Input, Party};
pub use message::{Attachment, Author, Content, Media, Message, Notice, StoppedBy};
pub use offer::Offer;
pub use plan::{AgentPlan, ChannelPlan, Delivery, MissedOffer, PlanError, QueuePlan, RoutingPlan};
pub use record::{AgentRecord, Counters, Record};
pub use rejection::Rejection;
pub use restore::RestoreError;
pub use time::{Span, Timestamp};
pub use trace::{Candidate, Explanation, RankingTrace, Step, StepKind, Verdict};
pub use view::QueueView;
