//! What clients see of conversations, agents, queues and offers.

use frontdesk_core::{AgentId, ChannelId, ConversationId, OfferId, QueueId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers.
    Agent,
    /// Answers, watches and steers.
    Supervisor,
    /// All of it, and the gateway's own set-up.
    Admin,
}

/// What an agent declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PresenceView {
    /// Ready for offers.
    Available {},
    /// Not for new offers. `missed_offer` is the gateway's own reason.
    Away {
        /// A short code.
        reason: String,
    },
    /// Not working.
    Offline {},
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentView {
    /// Who.
    #[schema(value_type = String)]
    pub id: Text<AgentId>,
    /// The name shown to contacts and colleagues.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What they declare.
    pub presence: PresenceView,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub presence_since_at: At,
    /// Whether a console of theirs is connected.
    pub connected: bool,
    /// Conversations held: offered, assigned and wrapping up.
    pub load: u8,
    /// Conversations they may hold.
    pub capacity: u8,
    /// Whether they may decline an offer.
    pub may_decline: bool,
    /// Their queues.
    #[schema(value_type = Vec<String>)]
    pub queues: Vec<Text<QueueId>>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueSummary {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<QueueId>,
    /// Its title.
    pub title: String,
    /// How many wait, offered ones included.
    pub waiting: u32,
    /// Since when the first waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub oldest_since_at: Option<At>,
    /// Free slots of agents who are ready.
    pub free_slots: u32,
}

/// Who the contact says they are. Nothing here is verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactView {
    /// The name.
    pub name: Option<String>,
    /// The account number.
    pub account_number: Option<String>,
    /// The language (BCP 47).
    pub locale: Option<String>,
    /// Further fields, as name and value, by name.
    pub fields: Vec<FieldView>,
}

/// One further field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldView {
    /// The field's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Where a conversation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StateView {
    /// Waiting.
    Queued {
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        since_at: At,
    },
    /// Shown to an agent.
    Offered {
        /// Since when it waits.
        #[schema(value_type = String, format = DateTime)]
        since_at: At,
        /// The offer.
        #[schema(value_type = String)]
        offer: Text<OfferId>,
        /// To whom.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
        /// Until when.
        #[schema(value_type = String, format = DateTime)]
        expires_at: At,
    },
    /// Answered by an agent.
    Assigned {
        /// Who.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        assigned_at: At,
    },
    /// The talk is over, the agent finishes up.
    WrapUp {
        /// Who.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
        /// Who ended the talk.
        ended_by: EndedByView,
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        ended_at: At,
        /// When it closes by itself.
        #[schema(value_type = String, format = DateTime)]
        until_at: At,
    },
    /// Over.
    Closed {
        /// When.
        #[schema(value_type = String, format = DateTime)]
        closed_at: At,
        /// Who ended the talk.
        ended_by: EndedByView,
        /// Whether the contact left before an agent accepted.
        abandoned: bool,
        /// The code chosen in wrap-up.
        disposition: Option<String>,
        /// The agent's closing note.
        note: Option<String>,
    },
}

/// Who ended a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EndedByView {
    /// The contact.
    Contact,
    /// An agent.
    Agent {
        /// Who.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
    },
    /// A supervisor.
    Supervisor {
        /// Who.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
    },
    /// The gateway.
    System,
}

/// A conversation without its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationView {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<ConversationId>,
    /// The channel it came by.
    #[schema(value_type = String)]
    pub channel: Text<ChannelId>,
    /// Its queue.
    #[schema(value_type = String)]
    pub queue: Text<QueueId>,
    /// Who the contact says they are.
    pub contact: ContactView,
    /// Whether the contact's socket is connected; `true` on channels without one.
    pub contact_connected: bool,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: At,
    /// Where it stands.
    pub state: StateView,
    /// The last message's place.
    pub last_seq: u32,
    /// The last place the contact has read.
    pub contact_read: u32,
    /// The last place the agent has read.
    pub agent_read: u32,
    /// Since when the contact waits for an answer.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub unanswered_since_at: Option<At>,
    /// Dispositions to choose from in wrap-up; empty: free text.
    pub dispositions: Vec<String>,
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuthorView {
    /// The contact.
    Contact,
    /// An agent.
    Agent {
        /// Who.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
        /// The name shown.
        name: String,
    },
    /// The gateway.
    System,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ContentView {
    /// Plain text.
    Text {
        /// The text. Never markup.
        text: String,
    },
    /// An agent accepted.
    AgentJoined {
        /// The name shown.
        name: String,
    },
    /// Back in the queue.
    Requeued,
    /// The talk ended.
    Ended {
        /// By whom.
        by: EndedByView,
    },
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageView {
    /// 1, 2, 3 … in its conversation.
    pub seq: u32,
    /// When it was accepted.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// Who wrote it.
    pub author: AuthorView,
    /// What it says.
    pub content: ContentView,
    /// The sender's own id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// An open offer, with what the agent needs to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferView {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<OfferId>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub offered_at: At,
    /// When it expires, by the gateway's clock.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: At,
    /// What is offered.
    pub conversation: ConversationView,
    /// What the contact said last, at most 200 characters of it; null: nothing yet.
    pub preview: Option<String>,
}
