//! Why: the explanation that travels with every offer, and the history of a conversation.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    conversation::EndedBy,
    effect::Withdrawal,
    ids::{AgentId, ConversationId, OfferId, QueueId, ScriptId, SkillId},
    language::{Fluency, Language, LanguageSource},
    script::{Exit, Tag},
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
    /// How many agents could have been asked.
    pub ready: u32,
    /// The conversation's place in the order of all queues: its score, where the plan orders by one.
    #[serde(default)]
    pub score: Option<u64>,
    /// The contact's language, if it is known.
    #[serde(default)]
    pub language: Option<Language>,
    /// What was required of agents at this moment.
    #[serde(default)]
    pub required: Vec<(SkillId, u8)>,
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
    /// Their level in the queue.
    #[serde(default)]
    pub level: u8,
    /// How well they speak the contact's language.
    #[serde(default)]
    pub fluency: Fluency,
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
    /// Eligible, but someone speaks the language better.
    LessFluent,
    /// Eligible, but someone has a higher level in the queue.
    LowerLevel,
    /// Eligible, but someone has more of their capacity free.
    MoreLoaded,
    /// Eligible, but someone was asked a longer time ago.
    AskedMoreRecently,
    /// Would come before whoever has it now, and did not when it was given: their work or the
    /// other's has changed since.
    BetterPlacedNow,
    /// Became available only after it was given.
    CameLater,
    /// Could take it by hand: nobody is asked in this queue.
    MayTake,
    /// Let this conversation pass a moment ago.
    PassedRecently,
    /// Holds as many conversations as they may.
    Full,
    /// Holds as many of this channel's conversations as they may.
    FullForChannel,
    /// Is kept for a heavier conversation that ranks before this one and has waited for long.
    KeptForHeavier,
    /// Does not have a skill that is required at this moment, or not at the level.
    LacksSkill,
    /// Does not speak the contact's language, while somebody who does is waited for.
    LacksLanguage,
    /// One certain agent is waited for at this moment.
    AnotherIsWaitedFor,
    /// Finishes what they have and wants nothing new.
    StopsNew,
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
    /// The contact's language, if it is known.
    pub language: Option<Language>,
    /// What is required of agents at this moment.
    pub required: Vec<(SkillId, u8)>,
    /// Who is waited for at this moment, if it is one certain agent.
    pub only: Option<AgentId>,
    /// Whether agents who do not speak its language are asked as well.
    pub any_language: bool,
    /// When one of these demands is given up next.
    pub relaxes_at: Option<Timestamp>,
    /// Its score, where the plan orders by one.
    pub score: Option<u64>,
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
    /// The contact wrote again, and it goes on.
    Reopened {
        /// Who had it when it closed, if anybody had.
        agent: Option<AgentId>,
        /// When it had closed.
        closed_at: Timestamp,
    },
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
    /// It went to another queue, with its age.
    Moved {
        /// From.
        from: QueueId,
        /// To.
        to: QueueId,
        /// Why.
        why: WhyMoved,
    },
    /// It went back to its queue without anybody's doing so by hand.
    Returned {
        /// Who had it.
        agent: AgentId,
        /// Why.
        why: WhyReturned,
    },
    /// Somebody handed it on.
    Transferred {
        /// Who did.
        by: AgentId,
        /// To which queue.
        queue: QueueId,
        /// For whom it waits there first.
        agent: Option<AgentId>,
    },
    /// An agent took it by hand.
    Taken {
        /// Who.
        agent: AgentId,
        /// A supervisor did so whatever room there was.
        forced: bool,
    },
    /// Its agent set it aside until the contact writes.
    Parked {
        /// Who.
        agent: AgentId,
    },
    /// It is its agent's again.
    Resumed {
        /// Who.
        agent: AgentId,
    },
    /// It left an object of its script.
    Scripted {
        /// Which script.
        script: ScriptId,
        /// Which object.
        object: Tag,
        /// How.
        exit: Exit,
    },
    /// Its language became known, or is another.
    LanguageKnown {
        /// Which.
        language: Language,
        /// How.
        source: LanguageSource,
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

/// Why a conversation went to another queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyMoved {
    /// As many waited as may.
    Full,
    /// Nobody was signed in.
    Unstaffed,
    /// It was closed.
    Closed,
    /// It had waited as long as it may.
    Waited,
}

/// Why a conversation went back to its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyReturned {
    /// Its agent's console was lost for too long.
    AgentGone,
    /// Its agent left the contact without an answer for too long.
    AgentSilent,
    /// It was parked, and its agent had no room when the contact wrote.
    ContactWrote,
}
