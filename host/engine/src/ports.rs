//! What the engine needs of the outside, and what the plugin host and the API offer each other:
//! traits and plain data, so that neither side knows the other.

mod configuration;
mod customer_system;
mod outbound;
mod plugins;
mod questions;
mod sections;
mod translation;
mod webhook;

use std::time::Duration;

use async_trait::async_trait;
use frontdesk_core::{
    Agent, ChannelId, ContactCard, Conversation, ConversationId, Effect, Message, MessageDelivery,
    MessageTranslation, QueueView, RoutingPlan, Seq, ThreadId, Timestamp,
};

pub use self::{
    configuration::{ConfigurationAdmin, ConfigurationChange, ConfigurationProblem},
    customer_system::{
        CaseAuthor, CaseNote, CaseThere, CaseTurn, CustomerSystem, KnownBy, KnownPerson,
        LookUpFault, NewPerson, SystemFault,
    },
    outbound::{
        ChannelFeatures, ChannelTemplate, Counting, Dispatch, FileFault, FileRules, Outbound,
        OutgoingFile, Receipt, ReplyWindow, SendFault,
    },
    plugins::{
        EarlierVersion, PluginAdmin, PluginBreaker, PluginComponent, PluginKind, PluginLimit,
        PluginLogLine, PluginRefusal, PluginState, PluginStatus, PluginTrouble, PluginWant,
    },
    questions::{
        AskedBy, Bot, BotAuthor, BotLine, BotTalk, Keeper, NobodyToAsk, Questions, WebCall,
    },
    sections::{
        SectionAdmin, SectionChange, SectionDraft, SectionEdit, SectionFault, SectionKind,
        SectionOutline, SectionProblem, SectionStep,
    },
    translation::{TranslateFault, TranslationJob, Translator, TranslatorCapacity},
    webhook::{
        DeliveryReport, Inbound, InboundEvent, InboundKind, ReceiveFault, ReportSubject,
        WebhookCall, WebhookChannel, WebhookReply,
    },
};

/// The wall clock. Only the binary's implementation reads it; the engine clamps it so that time
/// never runs backwards for the core.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Where committed effects go: the sockets' hub. Called by one task, in commit order, only after
/// the batch is durable. Must not block.
pub trait Outlet: Send + Sync + 'static {
    /// The Floor as it was restored, everything in it durable. Called once, before all others.
    fn restored(&self, at: Timestamp, picture: &Picture);
    /// One input's effects, durable now.
    fn committed(&self, at: Timestamp, effects: &[Effect]);
    /// How far a message to a contact has come, durable now.
    fn delivery_changed(
        &self,
        _conversation: ConversationId,
        _seq: Seq,
        _delivery: &MessageDelivery,
    ) {
    }
    /// A translation of a contact's message, durable now.
    fn translation_changed(
        &self,
        _conversation: ConversationId,
        _seq: Seq,
        _translation: &MessageTranslation,
    ) {
    }
    /// A queue as it stands after the batch just committed; coalesced, so not every change is seen.
    fn queue_changed(&self, view: &QueueView);
    /// Another plan is in force from here on, with these agents: those that it dropped are not among
    /// them. Comes after the effects of the change.
    fn replanned(&self, _at: Timestamp, _plan: &RoutingPlan, _agents: &[Agent]) {}
}

/// Everything open at one instant.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Open conversations, by id.
    pub conversations: Vec<Conversation>,
    /// Agents of the plan, by id.
    pub agents: Vec<Agent>,
    /// Queues, by id.
    pub queues: Vec<QueueView>,
}

/// A channel whose contacts hold a live socket to the host (web chat). The host owns the socket, the
/// token, the Origin check, limits and resuming; the component owns what a frame means and how a
/// notice looks. Implemented by the plugin host.
#[async_trait]
pub trait SocketChannel: Send + Sync + 'static {
    /// One raw frame from the contact, to events. A bad frame is [`FrameFault::Refused`]; a component
    /// that misbehaves is [`FrameFault::Component`] and harms nobody else.
    async fn frame(
        &self,
        session: &ContactSession,
        data: &str,
        at: Timestamp,
    ) -> Result<Vec<ContactEvent>, FrameFault>;

    /// What the host has to tell the contact, to text frames, in order.
    async fn render(
        &self,
        session: &ContactSession,
        notices: &[ContactNotice],
    ) -> Result<Vec<String>, FrameFault>;
}

/// Who is on the other end of a contact's socket.
#[derive(Clone, Debug)]
pub struct ContactSession {
    /// The configured channel.
    pub channel: ChannelId,
    /// The visitor's id, which is also the thread.
    pub thread: ThreadId,
    /// The contact's language (BCP 47).
    pub locale: String,
}

/// What a frame meant. Texts are normalised by the component: valid, trimmed, without control
/// characters, within the channel's limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactEvent {
    /// The contact asks for a conversation.
    Start {
        /// The client's id: the same start sent again is the same conversation.
        id: String,
        /// Who they say they are.
        card: ContactCard,
        /// What they say first.
        text: Option<String>,
    },
    /// The contact wrote.
    Message {
        /// The client's id: the same message sent again is the same message.
        id: String,
        /// The text.
        text: String,
    },
    /// The contact began (true) or stopped typing.
    Typing {
        /// Which.
        on: bool,
    },
    /// The contact has read up to here.
    Read {
        /// The message's place.
        seq: Seq,
    },
    /// The contact ends the conversation.
    End {
        /// The client's id.
        id: String,
    },
}

/// What the host tells a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactNotice {
    /// A message of the conversation, live or replayed.
    Message {
        /// The message.
        message: Message,
        /// The name to show for its author, when it is an agent or a notice about one.
        agent_name: Option<String>,
    },
    /// The contact's own message is durable.
    Ack {
        /// The client's id.
        id: String,
        /// Its place; `None` for a start or an end without a message.
        seq: Option<Seq>,
        /// The conversation.
        conversation: ConversationId,
        /// When it was accepted.
        at: Timestamp,
    },
    /// A frame was refused; nothing was kept.
    Refused {
        /// The client's id, when the frame had one that could be read.
        id: Option<String>,
        /// A stable code.
        code: String,
        /// A sentence for a person.
        message: String,
        /// Try again after this long; `None`: do not try again.
        retry_after: Option<Duration>,
    },
    /// The agent began (true) or stopped typing.
    Typing {
        /// Which.
        on: bool,
    },
    /// The agent has read up to here.
    Read {
        /// The message's place.
        seq: Seq,
    },
    /// Where the conversation stands.
    State(ContactState),
}

/// Where a conversation stands, as its contact may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactState {
    /// No conversation: the pre-chat form may be shown.
    None,
    /// Waiting (an open offer counts as waiting).
    Queued {
        /// Which conversation.
        conversation: ConversationId,
        /// Place in the queue, from 1.
        position: u32,
        /// Since when.
        since: Timestamp,
    },
    /// An agent answers.
    Assigned {
        /// Which conversation.
        conversation: ConversationId,
        /// The agent's name.
        agent_name: String,
    },
    /// Over.
    Ended {
        /// Which conversation.
        conversation: ConversationId,
        /// `contact`, `agent`, `supervisor` or `system`.
        by: &'static str,
    },
}

/// Why a frame was not understood or a notice not rendered.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FrameFault {
    /// The component refused the frame: the contact's fault, answered to the contact.
    #[error("{message}")]
    Refused {
        /// The frame's client id, if it could be read.
        id: Option<String>,
        /// A stable code, such as `not_json`, `unknown_frame`, `text_too_long`.
        code: String,
        /// A sentence for a person.
        message: String,
    },
    /// The component trapped, ran too long, used too much memory, or answered nonsense.
    #[error("the channel's component failed: {0}")]
    Component(String),
    /// Every instance is busy: try again shortly.
    #[error("the channel is busy")]
    Busy,
    /// The component is left alone for a while; this contact has done nothing wrong.
    #[error("the channel is not available")]
    Unavailable {
        /// When to try again.
        retry_after: Duration,
    },
}

/// Where components keep their few values (`kv` of the contract).
#[async_trait]
pub trait PluginValues: Send + Sync + 'static {
    /// Everything one plugin has kept, by key; what has expired by `now` is not there.
    async fn load(&self, plugin: &str, now: Timestamp) -> Result<Vec<PluginValue>, ValuesFault>;
    /// Makes changes durable, all or none.
    async fn keep(&self, plugin: &str, changes: Vec<ValueChange>) -> Result<(), ValuesFault>;
}

/// A value that a component keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginValue {
    /// At most 256 bytes.
    pub key: String,
    /// At most 64 KiB.
    pub value: Vec<u8>,
    /// When it is gone by itself.
    pub expires_at: Option<Timestamp>,
}

/// One change of a component's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueChange {
    /// Keep this, instead of what was there.
    Set(PluginValue),
    /// Forget what is under this key.
    Delete(String),
}

/// A component's values cannot be read or kept; try again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stored values of a plugin: {0}")]
pub struct ValuesFault(pub String);
