//! What clients see of conversations, agents, queues and offers.

mod channel;

use frontdesk_core::{AgentId, ChannelId, ConversationId, OfferId, PersonId, QueueId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    At, Text,
    translation::{ConversationTranslationView, OriginalView, TranslationView},
};

pub use channel::{ChannelView, CountingView, FileRulesView, TemplateView};

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
    /// Whether they may take waiting conversations by hand.
    pub may_pick: bool,
    /// They finish what they have and want nothing new.
    pub stops_new: bool,
    /// What they speak (BCP 47), the primary language first; empty: not configured.
    pub languages: Vec<String>,
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
    /// How long the next to come will probably wait, in milliseconds; null while nobody is there, or
    /// nothing is known of how long conversations take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_wait_ms: Option<u64>,
    /// Nobody is asked: its agents take conversations by hand.
    pub by_hand: bool,
}

/// Who the contact says they are. Nothing but `identities` is verified.
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
    /// What the page gives the conversation, by name; unverified.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<VariableView>,
    /// Who it is, once they have been recognised: the same person on every channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub person: Option<Text<PersonId>>,
    /// What the channel's provider or site vouches for; everything else about them is as they gave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<IdentityView>,
    /// Their address on this channel, on channels with a provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Since when they want no more messages; null: they may be written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub stopped_at: Option<At>,
}

/// Something that a contact is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityView {
    /// `customer` (the site's own number of them; behind a colon whose, where several sites have some),
    /// `email`, `phone` (E.164), or a kind of the provider's own such as `whatsapp-user`.
    pub kind: String,
    /// As that kind spells it.
    pub value: String,
}

/// One further field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldView {
    /// The field's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A variable of the page's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VariableView {
    /// What it is called for people.
    pub label: String,
    /// The value; null: it is masked, and nobody sees it.
    pub value: Option<String>,
}

/// Where a conversation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StateView {
    /// On its way through its channel's script, in no line.
    Scripted {
        /// Since when, the last time.
        #[schema(value_type = String, format = DateTime)]
        since_at: At,
    },
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
    /// Set aside by its agent until the contact writes.
    Parked {
        /// Who.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        parked_at: At,
        /// When it closes by itself, if it does.
        #[schema(value_type = Option<String>, format = DateTime)]
        until_at: Option<At>,
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
    /// The contact, who left the line to write a message instead.
    Diverted,
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
    /// When the contact wrote last; null: not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub contact_wrote_at: Option<At>,
    /// The language that it is held in (BCP 47), once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Dispositions to choose from in wrap-up; empty: free text.
    pub dispositions: Vec<String>,
    /// Whether it is translated for the agent who has it; null: nobody has it, a language is not known,
    /// or there is no translator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<ConversationTranslationView>,
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
    /// Plain text, files, or both.
    Text {
        /// The text, which may be empty beside files. Never markup.
        text: String,
        /// Files. Each is had from `GET …/messages/{seq}/files/{number}`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<AttachmentView>,
        /// The template that it was made from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        template: Option<String>,
        /// What the agent wrote, when the contact was to get it in another language. `text` is what the
        /// contact got.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        original: Option<OriginalView>,
    },
    /// An agent accepted.
    AgentJoined {
        /// The name shown.
        name: String,
    },
    /// Back in the queue.
    Requeued,
    /// The contact was reminded that an answer is awaited.
    AnswerAwaited,
    /// The talk ended.
    Ended {
        /// By whom.
        by: EndedByView,
    },
    /// The contact wants no more messages.
    Stopped {
        /// Who said so.
        by: StoppedByView,
    },
    /// The contact wants messages again.
    Resumed {
        /// Who said so.
        by: StoppedByView,
    },
}

/// Who said that a contact wants no more messages, or wants them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StoppedByView {
    /// The contact, by a word.
    Contact,
    /// The channel's provider.
    Provider,
    /// An agent.
    Agent {
        /// The name shown.
        name: String,
    },
}

/// A file that came with a message. What it says of itself is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentView {
    /// Its number in the message, from 1.
    pub number: u32,
    /// What it is shown as.
    pub media: MediaView,
    /// Its name.
    pub name: Option<String>,
    /// Its content type.
    pub mime: Option<String>,
    /// How long it is said to be, in bytes.
    pub bytes: Option<u32>,
}

/// What a file is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaView {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// A film.
    Video,
    /// A small picture that stands for a word.
    Sticker,
    /// Anything else.
    Document,
}

/// How far a message to a contact has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryView {
    /// How far.
    pub state: DeliveryStateView,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// Why, when it failed or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeliveryReasonView>,
}

/// How far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStateView {
    /// The provider may have it: nobody knows.
    Uncertain,
    /// The provider has it.
    Sent,
    /// It will not arrive.
    Failed,
    /// The contact's device has it.
    Delivered,
    /// The contact has seen it.
    Read,
}

/// Why a message does not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryReasonView {
    /// `recipient`, `opted_out`, `window_closed`, `content`, `filtered`, `quota`, `misconfigured`, `other`.
    pub cause: String,
    /// A sentence.
    pub message: String,
    /// The provider's code.
    pub code: Option<String>,
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
    /// How far it has come, of a message that a provider carries; null: it is on its way there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliveryView>,
    /// Translations of what the contact wrote, one for each language that an agent needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationView>,
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
