//! Why an input was refused. A refused input leaves the Floor bit for bit unchanged.

use crate::{
    ids::{AgentId, ChannelId, ConversationId, OfferId, QueueId},
    time::Timestamp,
};

/// An expected "no". [`Rejection::code`] is stable; `Display` is a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// No open conversation has this id.
    #[error("there is no open conversation {0}")]
    UnknownConversation(ConversationId),
    /// The plan has no such agent.
    #[error("there is no agent \"{0}\"")]
    UnknownAgent(AgentId),
    /// The plan has no such channel.
    #[error("there is no channel \"{0}\"")]
    UnknownChannel(ChannelId),
    /// The thread already has an open conversation.
    #[error("this contact already has the open conversation {0}")]
    AlreadyOpen(ConversationId),
    /// The offer is not open (any more): answered, expired or withdrawn.
    #[error("the offer {0} is no longer open")]
    OfferNotOpen(OfferId),
    /// The offer was made to someone else.
    #[error("the offer {0} was made to someone else")]
    OfferNotYours(OfferId),
    /// The plan does not let this agent decline.
    #[error("you are not permitted to decline offers")]
    MayNotDecline,
    /// Another agent holds the conversation, or nobody does.
    #[error("the conversation {0} is not assigned to you")]
    NotAssignedToYou(ConversationId),
    /// The conversation's state does not allow this.
    #[error("the conversation {conversation} is {state}, so this cannot be done")]
    WrongState {
        /// Which.
        conversation: ConversationId,
        /// [`crate::ConversationState::name`].
        state: &'static str,
    },
    /// The queue lists dispositions and this is none of them.
    #[error("the disposition is not one of the queue's: {allowed}")]
    UnknownDisposition {
        /// The codes that are, joined by commas.
        allowed: alloc::string::String,
    },
    /// The channel's contacts come by themselves; nobody writes to them first.
    #[error("nobody can be written to first on the channel \"{0}\"")]
    NobodyThere(ChannelId),
    /// The agent holds as many conversations as they may.
    #[error("you hold as many conversations as you may ({capacity})")]
    NoRoom {
        /// How many.
        capacity: u8,
    },
    /// Whoever would be written to wants no more messages.
    #[error("this contact has asked for no more messages")]
    PersonStopped,
    /// The contact wants no more messages.
    #[error("the contact of {0} has asked for no more messages")]
    ContactStopped(ConversationId),
    /// The conversation is with somebody else.
    #[error("{0} is with somebody else")]
    SomebodyElses(ConversationId),
    /// The message has no text once trimmed.
    #[error("a message needs some text")]
    EmptyMessage,
    /// The message is longer than [`crate::limits::TEXT_CHARS`].
    #[error("a message has at most {limit} characters")]
    TextTooLong {
        /// The maximum.
        limit: usize,
    },
    /// A field is longer than its limit.
    #[error("{field} has at most {limit} bytes")]
    FieldTooLong {
        /// Which.
        field: &'static str,
        /// The maximum.
        limit: usize,
    },
    /// More further fields than a card may hold.
    #[error("a contact's card has at most {limit} further fields")]
    TooManyFields {
        /// The maximum.
        limit: usize,
    },
    /// Capacity outside 1 to 6.
    #[error("capacity is a number from 1 to 6")]
    CapacityOutOfRange,
    /// The queue is full.
    #[error("the queue \"{queue}\" is full ({limit} waiting)")]
    QueueFull {
        /// Which.
        queue: QueueId,
        /// The maximum.
        limit: usize,
    },
    /// Nobody of the queue is signed in, and its conversations are not kept waiting.
    #[error("nobody of the queue \"{queue}\" is there at the moment")]
    NobodyOnDuty {
        /// Which.
        queue: QueueId,
    },
    /// The queue is closed, and conversations are not kept waiting.
    #[error("the queue \"{queue}\" is closed at the moment")]
    QueueClosed {
        /// Which.
        queue: QueueId,
        /// When it opens, as far as that can be said.
        opens: Option<Timestamp>,
    },
    /// The agent may not take waiting conversations by hand.
    #[error("you are not permitted to take conversations by hand")]
    MayNotPick,
    /// The agent does not serve the queue.
    #[error("the agent \"{agent}\" does not serve the queue \"{queue}\"")]
    NotInQueue {
        /// Who.
        agent: AgentId,
        /// Which.
        queue: QueueId,
    },
    /// The conversation in which the contact wrote this is over.
    #[error("there is no conversation: start one first")]
    NoConversation,
    /// The plan has no such queue.
    #[error("there is no queue \"{0}\"")]
    UnknownQueue(QueueId),
    /// Its contact sees at once that nobody answers, so it cannot be set aside.
    #[error("a conversation of the channel \"{0}\" cannot be set aside: its contact is waiting")]
    CannotPark(ChannelId),
    /// The Floor is full.
    #[error("no more than {limit} conversations can be open at once")]
    FloorFull {
        /// The maximum.
        limit: usize,
    },
    /// The conversation has as many messages as it may.
    #[error("a conversation has at most {limit} messages")]
    TooManyMessages {
        /// The maximum.
        limit: u32,
    },
    /// A read receipt for a message that is not there.
    #[error("there is no message with that number yet")]
    UnknownMessage,
    /// The new plan drops a queue, channel or agent that open conversations still need.
    #[error("{what} still has open conversations, so it cannot be removed")]
    StillInUse {
        /// `queue "x"`, `channel "x"` or `agent "x"`.
        what: alloc::string::String,
    },
    /// The new plan does not hold together.
    #[error("the plan is not valid: {0}")]
    InvalidPlan(#[from] crate::plan::PlanError),
}

impl Rejection {
    /// A stable code for the API, metrics and clients.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownConversation(_) => "unknown_conversation",
            Self::UnknownAgent(_) => "unknown_agent",
            Self::UnknownChannel(_) => "unknown_channel",
            Self::AlreadyOpen(_) => "already_open",
            Self::OfferNotOpen(_) => "offer_not_open",
            Self::OfferNotYours(_) => "offer_not_yours",
            Self::MayNotDecline => "may_not_decline",
            Self::NotAssignedToYou(_) => "not_assigned_to_you",
            Self::WrongState { .. } => "wrong_state",
            Self::UnknownDisposition { .. } => "unknown_disposition",
            Self::NobodyThere(_) => "nobody_there",
            Self::NoRoom { .. } => "no_room",
            Self::PersonStopped | Self::ContactStopped(_) => "contact_stopped",
            Self::SomebodyElses(_) => "somebody_elses",
            Self::EmptyMessage => "empty_message",
            Self::TextTooLong { .. } => "text_too_long",
            Self::FieldTooLong { .. } => "field_too_long",
            Self::TooManyFields { .. } => "too_many_fields",
            Self::CapacityOutOfRange => "capacity_out_of_range",
            Self::QueueFull { .. } => "queue_full",
            Self::NobodyOnDuty { .. } => "nobody_on_duty",
            Self::QueueClosed { .. } => "queue_closed",
            Self::MayNotPick => "may_not_pick",
            Self::NotInQueue { .. } => "not_in_queue",
            Self::NoConversation => "no_conversation",
            Self::UnknownQueue(_) => "unknown_queue",
            Self::CannotPark(_) => "cannot_park",
            Self::FloorFull { .. } => "floor_full",
            Self::TooManyMessages { .. } => "too_many_messages",
            Self::UnknownMessage => "unknown_message",
            Self::StillInUse { .. } => "still_in_use",
            Self::InvalidPlan(_) => "invalid_plan",
        }
    }
}
