//! Everything that can happen to the Floor.

use alloc::boxed::Box;

use crate::{
    agent::Presence,
    consent::Consent,
    conversation::{ContactCard, Conversation, EndedBy, Identity},
    details::ContactDetails,
    ids::{AgentId, ChannelId, ConversationId, OfferId, QueueId, Seq, ThreadId},
    language::{Language, LanguageSource},
    message::{Content, StoppedBy},
    plan::RoutingPlan,
    script::Answer,
};

/// One of the two sides of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// The contact.
    Contact,
    /// The agent who holds it.
    Agent(AgentId),
}

/// Where a conversation is handed on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferTo {
    /// A queue.
    Queue(QueueId),
    /// An agent: it waits for them as long as an offer stands, then for everybody of the queue.
    Agent(AgentId),
}

/// A fact, in the past tense. There is no other way to change a Floor.
///
/// Authority is the core's business where it is a routing rule (only the agent who holds a
/// conversation may write in it, only a permitted agent may decline). Who someone *is* and whether
/// they are a supervisor is decided before an input is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The operator's plan changed. Conversations stay where they are unless their queue is gone,
    /// which is refused.
    PlanChanged(RoutingPlan),

    /// A contact asked for a conversation. It waits in its channel's queue from now on.
    ConversationOpened {
        /// The channel.
        channel: ChannelId,
        /// The contact's address there. At most one conversation is open per (channel, thread).
        thread: ThreadId,
        /// Who they say they are.
        contact: ContactCard,
        /// What they said first, if anything.
        first_message: Option<(Content, Option<Box<str>>)>,
    },
    /// The contact wrote. On a thread without an open conversation this opens one, unless it says what it is for.
    ContactWrote {
        /// The channel.
        channel: ChannelId,
        /// The contact's address there.
        thread: ThreadId,
        /// The conversation in which they wrote it, where their page knows: what crosses its end is refused and neither
        /// begins another nor comes into one. `None`: whichever is open, or a new one.
        into: Option<ConversationId>,
        /// Who the channel says they are; used when this opens a conversation.
        contact: ContactCard,
        /// What they wrote.
        content: Content,
        /// The sender's own id for the message.
        client_id: Option<Box<str>>,
    },
    /// The contact wrote on a thread whose last conversation has ended. It goes on, if its channel
    /// takes it up again after so long ([`crate::ChannelPlan::reopen_within`]); else this is
    /// [`Self::ContactWrote`].
    ContactReturned {
        /// The conversation as it was kept when it closed.
        closed: Box<Conversation>,
        /// Who the channel says they are.
        contact: ContactCard,
        /// What they wrote.
        content: Content,
        /// The sender's own id for the message.
        client_id: Option<Box<str>>,
    },
    /// The agent who holds the conversation wrote.
    AgentWrote {
        /// Where.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
        /// What.
        content: Content,
        /// The sender's own id for the message.
        client_id: Option<Box<str>>,
    },
    /// An agent writes first. The conversation is theirs from the start; a channel with a live socket
    /// has nobody to write to.
    AgentStarted {
        /// The channel.
        channel: ChannelId,
        /// The contact's address there.
        thread: ThreadId,
        /// What is known of them.
        contact: ContactCard,
        /// Who writes.
        agent: AgentId,
        /// What.
        content: Content,
        /// The sender's own id for the message.
        client_id: Option<Box<str>>,
    },
    /// Somebody wrote to the contact past the gateway, such as in the provider's own inbox. Nothing is
    /// sent, and only an open conversation takes note of it.
    WrittenElsewhere {
        /// The conversation.
        conversation: ConversationId,
        /// What.
        content: Content,
        /// The provider's id for the message.
        client_id: Option<Box<str>>,
    },
    /// The contact wants no more messages, or wants them again.
    ConsentChanged {
        /// The conversation.
        conversation: ConversationId,
        /// What they want.
        consent: Consent,
        /// Who says so.
        by: StoppedBy,
        /// Whether it was said by a word in this conversation, and is answered where the channel has a
        /// text for it.
        answer: bool,
    },
    /// The contact asked for HELP by a word, which is answered where the channel has a text for it.
    HelpAsked {
        /// The conversation.
        conversation: ConversationId,
    },
    /// One side began or stopped typing. Changes nothing that is kept.
    Typed {
        /// Where.
        conversation: ConversationId,
        /// Who.
        party: Party,
        /// Began (true) or stopped.
        on: bool,
    },
    /// One side has read up to a message. A smaller number than before changes nothing.
    Read {
        /// Where.
        conversation: ConversationId,
        /// Who.
        party: Party,
        /// Up to which message; not above the last one.
        seq: Seq,
    },
    /// A stream contact's first socket opened.
    ContactConnected {
        /// The conversation.
        conversation: ConversationId,
    },
    /// A stream contact's last socket closed. While still waiting, the conversation is abandoned
    /// after the channel's grace unless the contact returns.
    ContactDisconnected {
        /// The conversation.
        conversation: ConversationId,
    },
    /// The contact ended the conversation. Before any agent accepted this abandons it.
    ContactEnded {
        /// The conversation.
        conversation: ConversationId,
    },
    /// The contact leaves the line to write a message instead. It ends the conversation, and abandons nothing.
    ContactDiverted {
        /// The conversation.
        conversation: ConversationId,
    },

    /// An agent's first console connected.
    AgentConnected {
        /// Who.
        agent: AgentId,
    },
    /// An agent's last console went away.
    AgentDisconnected {
        /// Who.
        agent: AgentId,
    },
    /// An agent declared a presence. Away and offline withdraw open offers.
    PresenceDeclared {
        /// Who.
        agent: AgentId,
        /// What.
        presence: Presence,
    },
    /// A supervisor changed an agent's capacity; it takes effect at once. Held conversations stay.
    CapacityChanged {
        /// Whose.
        agent: AgentId,
        /// 1 to 6.
        capacity: u8,
    },

    /// An agent wants nothing new, and is away once they have finished what they have; or wants new
    /// conversations again.
    NewStopped {
        /// Who.
        agent: AgentId,
        /// Whether they want nothing new.
        stopped: bool,
    },

    /// An agent accepted an offer made to them.
    OfferAccepted {
        /// Which.
        offer: OfferId,
        /// Who.
        agent: AgentId,
    },
    /// An agent declined an offer made to them. Needs the permission in the plan.
    OfferDeclined {
        /// Which.
        offer: OfferId,
        /// Who.
        agent: AgentId,
    },

    /// The agent who holds the conversation ended the talk: wrap-up begins.
    AgentEnded {
        /// The conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
    },
    /// The agent who holds the conversation switched its translation. Only this conversation's, and
    /// only for as long as they hold it.
    TranslationSwitched {
        /// The conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
        /// On (true) or off.
        on: bool,
    },
    /// The agent finished wrap-up: the conversation closes and the slot is free.
    WrapUpFinished {
        /// The conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
        /// The code chosen; must be one of the queue's, when it lists any.
        disposition: Option<Box<str>>,
        /// A closing note.
        note: Option<Box<str>>,
    },
    /// A supervisor put an offered or assigned conversation back at its original place in the queue.
    ConversationRequeued {
        /// The conversation.
        conversation: ConversationId,
        /// The supervisor.
        by: AgentId,
    },
    /// An agent took a waiting conversation by hand. Needs the permission in the plan, unless its queue
    /// leaves it to agents; and room.
    ConversationTaken {
        /// The conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
        /// A supervisor gives it to them, whatever room and permission they have.
        forced_by: Option<AgentId>,
    },
    /// Somebody handed an offered or assigned conversation on. It waits there with its age.
    ConversationTransferred {
        /// The conversation.
        conversation: ConversationId,
        /// The agent who holds it, or a supervisor.
        by: AgentId,
        /// Whether a supervisor does so: they may hand on what is not theirs.
        supervised: bool,
        /// Where to.
        to: TransferTo,
    },
    /// The agent who holds the conversation set it aside until the contact writes. Only where contacts
    /// do not sit and wait: [`crate::Delivery::Outbox`].
    ConversationParked {
        /// The conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
    },
    /// An agent took up again what they had set aside. Needs room.
    ConversationResumed {
        /// The conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
    },
    /// The language of a conversation became known. A weaker source than the present one changes
    /// nothing.
    LanguageKnown {
        /// The conversation.
        conversation: ConversationId,
        /// Which.
        language: Language,
        /// How it is known.
        source: LanguageSource,
    },
    /// The contact of a conversation said who they are, and their channel vouches for it.
    ContactIdentified {
        /// The conversation.
        conversation: ConversationId,
        /// What tells them from everybody else: where another of this kind is known, it is somebody else.
        subject: Identity,
        /// What is vouched for: the identities, and the name if there is one. Nothing else counts of it but
        /// whom the person was recognised as.
        contact: ContactCard,
    },
    /// The page of a conversation's contact says more of them, or takes it back. Nothing of it is verified.
    ContactDescribed {
        /// The conversation.
        conversation: ConversationId,
        /// What.
        details: ContactDetails,
    },
    /// A supervisor or a rule closed the conversation, whatever its state. No wrap-up.
    ConversationClosed {
        /// The conversation.
        conversation: ConversationId,
        /// `Supervisor` or `System`.
        by: EndedBy,
    },

    /// What a conversation's script had asked outside was answered. An answer that comes too late, or a
    /// second time, changes nothing.
    ScriptAnswered {
        /// The conversation.
        conversation: ConversationId,
        /// The question's number: [`crate::Effect::Ask`].
        ask: u32,
        /// The answer.
        answer: Answer,
    },

    /// The time that [`crate::Floor::next_deadline`] named has come. Harmless when early or late.
    DeadlineReached,
}

impl Input {
    /// The input's name, for logs, metrics and the transition matrix.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PlanChanged(_) => "plan_changed",
            Self::ConversationOpened { .. } => "conversation_opened",
            Self::ContactWrote { .. } => "contact_wrote",
            Self::ContactReturned { .. } => "contact_returned",
            Self::AgentWrote { .. } => "agent_wrote",
            Self::AgentStarted { .. } => "agent_started",
            Self::WrittenElsewhere { .. } => "written_elsewhere",
            Self::ConsentChanged { .. } => "consent_changed",
            Self::HelpAsked { .. } => "help_asked",
            Self::Typed { .. } => "typed",
            Self::Read { .. } => "read",
            Self::ContactConnected { .. } => "contact_connected",
            Self::ContactDisconnected { .. } => "contact_disconnected",
            Self::ContactEnded { .. } => "contact_ended",
            Self::ContactDiverted { .. } => "contact_diverted",
            Self::AgentConnected { .. } => "agent_connected",
            Self::AgentDisconnected { .. } => "agent_disconnected",
            Self::PresenceDeclared { .. } => "presence_declared",
            Self::CapacityChanged { .. } => "capacity_changed",
            Self::NewStopped { .. } => "new_stopped",
            Self::ConversationTaken { .. } => "conversation_taken",
            Self::ConversationTransferred { .. } => "conversation_transferred",
            Self::ConversationParked { .. } => "conversation_parked",
            Self::ConversationResumed { .. } => "conversation_resumed",
            Self::LanguageKnown { .. } => "language_known",
            Self::ContactIdentified { .. } => "contact_identified",
            Self::ContactDescribed { .. } => "contact_described",
            Self::OfferAccepted { .. } => "offer_accepted",
            Self::OfferDeclined { .. } => "offer_declined",
            Self::AgentEnded { .. } => "agent_ended",
            Self::TranslationSwitched { .. } => "translation_switched",
            Self::WrapUpFinished { .. } => "wrap_up_finished",
            Self::ConversationRequeued { .. } => "conversation_requeued",
            Self::ConversationClosed { .. } => "conversation_closed",
            Self::ScriptAnswered { .. } => "script_answered",
            Self::DeadlineReached => "deadline_reached",
        }
    }
}
