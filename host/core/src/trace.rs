//! Why: the explanation that travels with every offer, and the history of a conversation.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    conversation::EndedBy,
    effect::Withdrawal,
    ids::{AgentId, ConversationId, OfferId, QueueId},
    time::{Span, Timestamp},
};

/// Why an offer was made: the conversation's claim and the agents looked at, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankingTrace {
    /// The conversation's queue.
    pub queue: QueueId,
    /// That queue's priority.
    pub priority: u8,
    /// How long the conversation had waited.
    pub waited: Span,
    /// How many ready agents of the queue there were.
    pub ready: u32,
    /// The first of them by rank, at most [`crate::limits::TRACE_CANDIDATES`].
    pub candidates: Vec<Candidate>,
}

/// One agent as a candidate for one conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// How long since they last accepted or finished: the ranking key.
    pub idle: Span,
    /// How many conversations they held.
    pub load: u8,
    /// How many they may hold.
    pub capacity: u8,
    /// What was decided, and why.
    pub verdict: Verdict,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The offer went here.
    Chosen,
    /// Eligible, but someone has been idle longer.
    ShorterIdle,
    /// Let this conversation pass a moment ago.
    PassedRecently,
    /// Holds as many conversations as they may.
    Full,
    /// Away or offline.
    NotAvailable,
    /// No console connected.
    Unreachable,
    /// Could take it: only a higher-ranked conversation stands before this one.
    Eligible,
}

/// Why a conversation is where it is, computed on demand over all agents of its queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Which conversation.
    pub conversation: ConversationId,
    /// [`crate::ConversationState::name`].
    pub state: alloc::string::String,
    /// Its queue.
    pub queue: QueueId,
    /// Its place in that queue, from 1, while it waits.
    pub position: Option<u32>,
    /// Every agent of the queue, best first.
    pub candidates: Vec<Candidate>,
}

/// One step of a conversation's history, kept for reports and for "why".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Whose history.
    pub conversation: ConversationId,
    /// 0, 1, 2 … without holes.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: StepKind,
}

/// What a step was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepKind {
    /// It entered its queue.
    Queued,
    /// It was offered.
    Offered {
        /// Which offer.
        offer: OfferId,
        /// To whom.
        agent: AgentId,
        /// Why.
        because: RankingTrace,
    },
    /// The offer ended without accept.
    OfferEnded {
        /// Which offer.
        offer: OfferId,
        /// To whom it had been made.
        agent: AgentId,
        /// How.
        reason: Withdrawal,
    },
    /// An agent accepted.
    Assigned {
        /// Who.
        agent: AgentId,
    },
    /// A supervisor put it back.
    Requeued {
        /// Who.
        by: AgentId,
    },
    /// The talk ended.
    Ended {
        /// By whom.
        by: EndedBy,
    },
    /// It closed.
    Closed {
        /// Whether it was abandoned.
        abandoned: bool,
    },
}
