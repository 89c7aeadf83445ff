//! A conversation and its states.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    details::Variables,
    ids::{AgentId, ChannelId, ConversationId, OfferId, PersonId, QueueId, Seq, ThreadId},
    language::{LanguageSource, Spoken},
    relaxation::Relaxation,
    script::{Forwarded, ScriptRun},
    time::Timestamp,
    translation::TranslationSwitch,
};

/// What is known of the person before anyone looked them up.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// The name as given by the contact or the channel.
    pub name: Option<Box<str>>,
    /// The account number as given; unverified.
    pub account_number: Option<Box<str>>,
    /// The contact's language (BCP 47), as the channel knows it.
    pub locale: Option<Box<str>>,
    /// How the language is known; none: as its channel usually knows it, from the browser where the
    /// contact holds a live socket and else from the provider.
    #[serde(default)]
    pub locale_source: Option<LanguageSource>,
    /// Further fields, as given; unverified.
    pub fields: BTreeMap<Box<str>, Box<str>>,
    /// What the page gives the conversation beside them; unverified.
    #[serde(default)]
    pub variables: Variables,
    /// Addresses that the channel vouches for: what the person is recognised by.
    #[serde(default)]
    pub identities: Vec<Identity>,
    /// Who it is, once they have been recognised.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Since when they want no more messages.
    #[serde(default)]
    pub stopped_at: Option<Timestamp>,
    /// Who answered them last, and until when that was.
    #[serde(default)]
    pub last_agent: Option<(AgentId, Timestamp)>,
}

/// An address of a person: its kind (`phone`, `email`, `whatsapp-user`, or `channel:` and a channel's
/// name for the address there) and the address as that kind spells it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of address.
    pub kind: Box<str>,
    /// The address.
    pub value: Box<str>,
}

/// An address identifies a person, so it is kept out of logs.
impl core::fmt::Debug for Identity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Identity({})", self.kind)
    }
}

/// Who the contact is stays out of logs.
impl core::fmt::Debug for ContactCard {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ContactCard(…)")
    }
}

/// One conversation, as it is kept in memory while open and in the store for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The channel it came by.
    pub channel: ChannelId,
    /// The contact's address on that channel.
    pub thread: ThreadId,
    /// The queue it belongs to.
    pub queue: QueueId,
    /// Who the contact says they are.
    pub contact: ContactCard,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it went on after it had ended, if it has: the last time.
    #[serde(default)]
    pub reopened_at: Option<Timestamp>,
    /// Where it stands.
    pub state: ConversationState,
    /// The last message's place; 0 before the first.
    pub last_seq: Seq,
    /// The last place the contact has read.
    pub contact_read: Seq,
    /// The last place the agent has read.
    pub agent_read: Seq,
    /// Since when the contact waits for an answer: the first contact message after the last agent
    /// message. `None` when the agent wrote last.
    pub unanswered_since: Option<Timestamp>,
    /// When the first agent accepted, if one has.
    pub first_assigned_at: Option<Timestamp>,
    /// When the contact wrote last: some channels take answers for a while only.
    #[serde(default)]
    pub contact_wrote_at: Option<Timestamp>,
    /// Its language, once one is known.
    #[serde(default)]
    pub language: Option<Spoken>,
    /// How far its demands of agents have been relaxed, while it waits.
    #[serde(default)]
    pub relaxation: Relaxation,
    /// When somebody wrote last: silence is counted from here.
    #[serde(default)]
    pub last_wrote_at: Timestamp,
    /// The contact has been reminded that an answer is awaited.
    #[serde(default)]
    pub warned: bool,
    /// What the agent who holds it has switched about its translation.
    #[serde(default)]
    pub translation: Option<TranslationSwitch>,
    /// Its way through its channel's script, if it began with one.
    #[serde(default)]
    pub script: Option<Box<ScriptRun>>,
    /// What the script asked of agents, since it handed the conversation to a queue.
    #[serde(default)]
    pub forwarded: Option<Box<Forwarded>>,
    /// Number of the next [`Step`](crate::Step) of its history.
    pub next_step: u32,
}

/// ```text
///             ┌──────────── declined · expired · withdrawn · requeued ───────────┐
///             ▼                                                                  │
/// (open) ─► Queued ──► Offered ──► Assigned ──► WrapUp ──► Closed                │
///    │       ▲  │         └──────────┬─┴──────────────────────────────(requeue)──┘
///    ▼       │  │                    └── Parked ──► (the contact writes: Assigned or Queued)
/// Scripted ◄─┘  │
///    └──────────┴─ the contact leaves, the script ends ─► Closed
/// ```
/// `Queued` and `Offered` keep the original `since`, so a conversation never loses its place. Its script
/// puts a conversation into a queue, and may take it out again for as long as nobody has accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConversationState {
    /// On its way through its channel's script, in no line: [`Conversation::script`] says where.
    Scripted {
        /// Since when, the last time.
        since: Timestamp,
    },
    /// Waiting in its queue.
    Queued {
        /// Since when it waits: its age for ranking.
        since: Timestamp,
        /// Agents who let its offer pass, each with the time until which they are not asked again.
        passed: Vec<(AgentId, Timestamp)>,
    },
    /// Being shown to one agent, whose slot it holds.
    Offered {
        /// As in `Queued`.
        since: Timestamp,
        /// As in `Queued`.
        passed: Vec<(AgentId, Timestamp)>,
        /// The open offer.
        offer: OfferId,
        /// To whom.
        agent: AgentId,
        /// When it was made.
        offered_at: Timestamp,
        /// When it expires.
        expires: Timestamp,
    },
    /// An agent answers.
    Assigned {
        /// As in `Queued`, for a return to the queue.
        since: Timestamp,
        /// Who.
        agent: AgentId,
        /// Since when.
        assigned_at: Timestamp,
    },
    /// Set aside until the contact writes again; it holds nobody's slot.
    Parked {
        /// As in `Queued`, for a return to the queue.
        since: Timestamp,
        /// Who set it aside, and is asked first when the contact writes.
        agent: AgentId,
        /// When.
        parked_at: Timestamp,
        /// When it closes by itself, if it does.
        until: Option<Timestamp>,
    },
    /// The talk is over; the agent finishes up and still holds the slot.
    WrapUp {
        /// Who.
        agent: AgentId,
        /// Since when.
        ended_at: Timestamp,
        /// Who ended the talk.
        ended_by: EndedBy,
        /// When it closes by itself.
        until: Timestamp,
    },
    /// Over. Closed conversations leave memory; the thread may open a new one, or go on with this one
    /// for as long as its channel allows.
    Closed(Ended),
}

/// How a conversation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When it closed, wrap-up included.
    pub closed_at: Timestamp,
    /// Who ended the talk.
    pub by: EndedBy,
    /// Whether the contact left before any agent had accepted.
    pub abandoned: bool,
    /// The agent who held it last.
    pub agent: Option<AgentId>,
    /// The code chosen in wrap-up; `None` when the timer ended it.
    pub disposition: Option<Box<str>>,
    /// The agent's closing note.
    pub note: Option<Box<str>>,
}

/// Who ended a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndedBy {
    /// The contact, by a word or by leaving.
    Contact,
    /// The agent who held it.
    Agent(AgentId),
    /// A supervisor.
    Supervisor(AgentId),
    /// A rule of the gateway.
    System,
    /// The contact, who left the line to write a message instead.
    Diverted,
}

impl Conversation {
    /// When the talk that is going on began: its waiting and handling count from here.
    pub fn began_at(&self) -> Timestamp {
        self.reopened_at.unwrap_or(self.opened_at)
    }

    /// What this agent has switched about its translation, while they hold it.
    pub fn translation_switched_by(&self, agent: &AgentId) -> Option<bool> {
        let switch = self.translation.as_ref()?;
        (switch.agent == *agent).then_some(switch.on)
    }
}

impl ConversationState {
    /// The state's name, for logs, views and tests.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Scripted { .. } => "scripted",
            Self::Queued { .. } => "queued",
            Self::Offered { .. } => "offered",
            Self::Assigned { .. } => "assigned",
            Self::Parked { .. } => "parked",
            Self::WrapUp { .. } => "wrap_up",
            Self::Closed(_) => "closed",
        }
    }

    /// The agent whose slot the conversation holds, if any.
    pub const fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Offered { agent, .. }
            | Self::Assigned { agent, .. }
            | Self::WrapUp { agent, .. } => Some(agent),
            Self::Scripted { .. } | Self::Queued { .. } | Self::Parked { .. } | Self::Closed(_) => {
                None
            }
        }
    }

    /// Whether the conversation stands in its queue's line.
    pub const fn is_waiting(&self) -> bool {
        match self {
            Self::Queued { .. } | Self::Offered { .. } => true,
            Self::Scripted { .. }
            | Self::Assigned { .. }
            | Self::Parked { .. }
            | Self::WrapUp { .. }
            | Self::Closed(_) => false,
        }
    }

    /// Whether its contact waits for somebody to answer, in a script or in a line: a stream contact who
    /// is gone loses that place after a grace.
    pub const fn awaits_agent(&self) -> bool {
        matches!(self, Self::Scripted { .. }) || self.is_waiting()
    }

    /// Whether the conversation is over.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}
