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
mod answers;
mod apply;
pub mod consent;
mod conversation;
mod deadline;
mod delivery;
mod details;
mod effect;
mod ending;
pub mod estimate;
mod floor;
mod handover;
mod ids;
mod index;
mod input;
mod language;
pub mod limits;
mod message;
mod offer;
mod plan;
mod queueing;
mod record;
mod rejection;
mod relaxation;
mod restore;
mod routing;
pub mod schedule;
pub mod script;
mod silence;
#[cfg(test)]
mod testing;
mod time;
mod trace;
mod transcript;
mod translation;
mod turn;
mod view;
mod withdrawal;
mod wording;

pub use agent::{Agent, DECLINED_OFFER, Held, Link, MISSED_OFFER, Presence, STOPPED_NEW};
pub use answers::Answers;
pub use consent::Consent;
pub use conversation::{ContactCard, Conversation, ConversationState, Ended, EndedBy, Identity};
pub use deadline::DeadlineReason;
pub use delivery::{Cause, DeliveryReason, DeliveryState, MessageDelivery};
pub use details::{ContactDetails, Variable, VariableKind, Variables};
pub use effect::{Effect, Withdrawal};
pub use estimate::HandleTimes;
pub use floor::Floor;
pub use ids::{
    AgentId, CaseId, ChannelId, ConversationId, CustomerId, Name, NameError, OfferId, OfflineId,
    ParseIdError, PersonId, QueueId, ScheduleId, ScriptId, ScriptVersion, Seq, SkillId, TaskId,
    ThreadId,
};
pub use input::{Input, Party, TransferTo};
pub use language::{Fluency, Language, LanguageError, LanguageSource, Languages, Spoken};
pub use message::{Attachment, Author, Content, Media, Message, Notice, StoppedBy};
pub use offer::Offer;
pub use plan::{
    AgentPlan, AtClose, ChannelPlan, Consequence, Delivery, LastAgent, Order, Overflow, PlanError,
    QueuePlan, RoutingPlan, Silence, SkillStep, Strategy, Unstaffed,
};
pub use queueing::Unreachable;
pub use record::{AgentRecord, Counters, QueueRecord, Record};
pub use rejection::Rejection;
pub use relaxation::Relaxation;
pub use restore::RestoreError;
pub use schedule::{Schedule, Standing};
pub use script::{Script, ScriptRecord};
pub use time::{Span, Timestamp};
pub use trace::{
    Candidate, Explanation, RankingTrace, Step, StepKind, Verdict, WhyMoved, WhyReturned,
};
pub use translation::{
    MessageTranslation, TranslatedFrom, TranslatedHow, TranslationFailure, TranslationMode,
    TranslationOutcome, TranslationSwitch, translation_mode,
};
pub use view::QueueView;
pub use wording::Wording;
