//! The console's socket: a snapshot, then ordered events; commands with ids of the client's own.
//!
//! `GET /api/v1/console/socket`, cookie session, Origin checked. The client's first frame is
//! [`ClientFrame::Hello`]; the host answers with [`ServerFrame::Snapshot`] (or, when the cursor can be
//! resumed, with the missed [`ServerFrame::Event`]s after [`ServerFrame::Resumed`]). Events carry
//! consecutive numbers; a gap means: reconnect with the last cursor.

use frontdesk_core::{AgentId, ChannelId, ConversationId, OfferId, QueueId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    At, Text,
    problem::Problem,
    translation::TranslationView,
    view::{
        AgentView, ConversationView, DeliveryView, MessageView, OfferView, PresenceView,
        QueueSummary,
    },
};

/// Where a console is in its stream of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// Changes when the gateway restarts: a cursor of another epoch cannot be resumed.
    pub epoch: String,
    /// The last event seen.
    pub seq: u64,
}

/// From the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame, within 10 s.
    Hello {
        /// 1.
        protocol: u32,
        /// Where to go on; absent or null: from a snapshot.
        #[serde(default)]
        resume: Option<Cursor>,
    },
    /// Something to do. Answered by `done` or `refused` with the same id.
    Command {
        /// 1 to 64 characters of `A-Z a-z 0-9 _ -`, the client's own. The same id again is the same
        /// command: it is answered again and done once.
        id: String,
        /// What.
        command: Command,
    },
    /// Answer to `ping`.
    Pong {},
}

/// What a console can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Declare a presence.
    SetPresence {
        /// Which.
        presence: PresenceView,
    },
    /// Accept an offer.
    AcceptOffer {
        /// Which.
        #[schema(value_type = String)]
        offer: Text<OfferId>,
    },
    /// Decline an offer.
    DeclineOffer {
        /// Which.
        #[schema(value_type = String)]
        offer: Text<OfferId>,
    },
    /// Write to the contact. `done` carries the message's seq.
    SendMessage {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// What: 1 to 5 000 characters.
        text: String,
        /// What the contact shall get instead, in their language, as the agent has seen it. Left out:
        /// the gateway translates, if the conversation is translated.
        #[serde(default)]
        translation: Option<GivenTranslation>,
    },
    /// Switch the translation of a held conversation, for this one and for as long as it is held.
    SwitchTranslation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// On (true) or off.
        on: bool,
    },
    /// Translate a message of the contact again, whatever became of it before. The translation comes as
    /// an event.
    TranslateMessage {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// Which.
        seq: u32,
    },
    /// Send files to the contact, with or without a text. `done` carries the message's seq.
    SendFiles {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// What is said with them; may be empty.
        #[serde(default)]
        text: String,
        /// The files, by the ids that uploading them gave: 1 to 5.
        files: Vec<String>,
    },
    /// Write to the contact by a template of the channel. `done` carries the message's seq.
    SendTemplate {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// The template's name.
        name: String,
        /// Its language.
        language: String,
        /// What stands for its placeholders, in order.
        #[serde(default)]
        values: Vec<String>,
    },
    /// Write first to an address of a channel that allows it. The conversation comes onto the own desk;
    /// `done` carries the message's seq.
    StartConversation {
        /// On which channel.
        #[schema(value_type = String)]
        channel: Text<ChannelId>,
        /// To whom: the address as the channel spells it, such as `+4915112345678`.
        address: String,
        /// What: 1 to 5 000 characters; with a template it is left out.
        #[serde(default)]
        text: Option<String>,
        /// A template instead.
        #[serde(default)]
        template: Option<FilledTemplate>,
    },
    /// The contact said that they want no more messages.
    StopContact {
        /// Which conversation's.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// The contact said that they want messages again. Supervisors.
    ResumeContact {
        /// Which conversation's.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Began or stopped typing. Not answered.
    Typing {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// Began (true) or stopped.
        on: bool,
    },
    /// Read up to a message. Not answered.
    Read {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// Up to which.
        seq: u32,
    },
    /// End the talk; wrap-up begins.
    EndConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Finish wrap-up.
    FinishWrapUp {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// The code.
        #[serde(default)]
        disposition: Option<String>,
        /// A closing note.
        #[serde(default)]
        note: Option<String>,
    },
    /// Want nothing new: finish what is there, and be away after the last of it; or want it again.
    StopNew {
        /// Whether nothing new is wanted.
        on: bool,
    },
    /// Take a waiting conversation by hand: in a queue that leaves it to agents, or with `may_pick`.
    TakeConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Give a waiting conversation to an agent, whatever room they have. Supervisors.
    GiveConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// To whom.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
    },
    /// Hand a conversation on, to a queue or to an agent: give one of the two. It waits there with its
    /// age. Supervisors may do so with what is not theirs.
    TransferConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// To which queue.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        queue: Option<Text<QueueId>>,
        /// To whom: they are asked first, and after that everybody of the queue.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        agent: Option<Text<AgentId>>,
    },
    /// Set a conversation aside until the contact writes. Not on channels with a live socket.
    ParkConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Take up again what was set aside. Needs room.
    ResumeConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Put a conversation back in its queue. Supervisors.
    RequeueConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Close a conversation. Supervisors.
    CloseConversation {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Change an agent's capacity. Supervisors.
    SetCapacity {
        /// Whose.
        #[schema(value_type = String)]
        agent: Text<AgentId>,
        /// 1 to 6.
        capacity: u8,
    },
}

/// A translation that the agent has seen before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenTranslation {
    /// What the contact gets: 1 to 5 000 characters.
    pub text: String,
    /// The translator whose words they were; null: the agent's own.
    #[serde(default)]
    pub engine: Option<String>,
    /// Whether the agent changed them.
    #[serde(default)]
    pub edited: bool,
}

/// A template and what stands for its placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilledTemplate {
    /// The template's name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// In order.
    #[serde(default)]
    pub values: Vec<String>,
}

/// From the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Everything the console shows. Replaces all it had.
    Snapshot {
        /// Where the stream stands now.
        cursor: Cursor,
        /// The gateway's clock, to correct countdowns by.
        #[schema(value_type = String, format = DateTime)]
        server_at: At,
        /// The picture.
        snapshot: Box<Snapshot>,
    },
    /// The cursor was accepted: the missed events follow.
    Resumed {
        /// The gateway's clock.
        #[schema(value_type = String, format = DateTime)]
        server_at: At,
    },
    /// Something changed.
    Event {
        /// Consecutive within the epoch.
        seq: u64,
        /// What.
        event: Box<Event>,
    },
    /// A command was done, durably.
    Done {
        /// The command's id.
        id: String,
        /// The message's place, for `send_message`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<u32>,
    },
    /// A command was refused; nothing changed. `id` is null when the frame could not be read.
    Refused {
        /// The command's id.
        id: Option<String>,
        /// Why.
        problem: Problem,
    },
    /// Every 20 s; a console that hears nothing for 45 s reconnects.
    Ping,
}

/// Everything one console shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// The agent who is signed in.
    pub me: AgentView,
    /// Queues: the agent's own, or all for supervisors.
    pub queues: Vec<QueueSummary>,
    /// Open offers to this agent.
    pub offers: Vec<OfferView>,
    /// Conversations this agent holds, with the last 100 messages each, by id.
    pub conversations: Vec<HeldConversation>,
    /// Reasons for being away.
    pub away_reasons: Vec<String>,
    /// Whether an offer shows whose conversation it is in the customers' records.
    pub pop_on_offer: bool,
    /// Every agent and every open conversation, for supervisors.
    pub floor: Option<FloorView>,
}

/// A conversation on the agent's desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldConversation {
    /// The conversation.
    pub conversation: ConversationView,
    /// Its last messages, at most 100, in order. Earlier ones: `GET …/messages?before=`.
    pub messages: Vec<MessageView>,
}

/// What a supervisor sees beyond the own desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FloorView {
    /// Every agent, by id.
    pub agents: Vec<AgentView>,
    /// Every open conversation, oldest first, at most 500.
    pub conversations: Vec<ConversationView>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The signed-in agent changed: presence, load, capacity.
    MeChanged {
        /// As it is now.
        me: AgentView,
    },
    /// An offer to this agent.
    OfferPresented {
        /// The offer.
        offer: OfferView,
    },
    /// An open offer to this agent changed: what the contact said, or their link.
    OfferChanged {
        /// As it is now.
        offer: OfferView,
    },
    /// An offer to this agent ended without their accept.
    OfferWithdrawn {
        /// Which.
        #[schema(value_type = String)]
        offer: Text<OfferId>,
        /// `declined`, `expired`, `conversation_ended`, `agent_not_available`, `agent_unreachable`, `requeued`.
        reason: String,
    },
    /// The agent holds this conversation from now on. Carries its messages so far.
    ConversationAdded {
        /// The conversation.
        held: HeldConversation,
    },
    /// A held conversation changed: state, contact's link, read marks.
    ConversationChanged {
        /// As it is now.
        conversation: ConversationView,
    },
    /// The agent does not hold it any more: closed, or put back.
    ConversationRemoved {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// `closed` or `requeued`.
        reason: String,
    },
    /// A message in a held conversation, this agent's own included.
    MessageAdded {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// The message.
        message: MessageView,
    },
    /// How far a message in a held conversation has come.
    DeliveryChanged {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// Which message.
        seq: u32,
        /// How far.
        delivery: DeliveryView,
    },
    /// A translation of a message in a held conversation; one into the same language replaces it.
    TranslationChanged {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// Which message.
        seq: u32,
        /// The translation, or why there is none.
        translation: TranslationView,
    },
    /// The contact of a held conversation types, or stopped.
    ContactTyping {
        /// Where.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// Types (true) or stopped.
        on: bool,
    },
    /// A queue changed. Coalesced.
    QueueChanged {
        /// As it is now.
        queue: QueueSummary,
    },
    /// Supervisors: an agent changed.
    AgentChanged {
        /// As they are now.
        agent: AgentView,
    },
    /// Supervisors: an open conversation appeared or changed.
    FloorConversationChanged {
        /// As it is now.
        conversation: ConversationView,
    },
    /// Supervisors: a conversation closed.
    FloorConversationClosed {
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
    },
    /// Supervisors: plugins changed (state, version, breaker, log, dead letters): what is shown of them
    /// is to be asked for again. Coalesced: at most one in a second. Figures that change with every
    /// call are no reason for it.
    PluginsChanged,
    /// The session ended elsewhere (signed out, revoked): the console shows the sign-in page.
    SignedOut,
}
