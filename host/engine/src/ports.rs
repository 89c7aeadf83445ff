//! What the engine needs of the outside, and what the plugin host and the API offer each other:
//! traits and plain data, so that neither side knows the other.

mod configuration;
mod plugins;

use std::time::Duration;

use async_trait::async_trait;
use frontdesk_core::{
    Agent, ChannelId, ContactCard, Conversation, ConversationId, Effect, Message, QueueView,
    RoutingPlan, Seq, ThreadId, Timestamp,
};

pub use self::{
    configuration::{ConfigurationAdmin, ConfigurationChange, ConfigurationProblem},
    plugins::{
        EarlierVersion, PluginAdmin, PluginBreaker, PluginComponent, PluginKind, PluginLimit,
        PluginLogLine, PluginRefusal, PluginState, PluginStatus, PluginTrouble, PluginWant,
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

/// A channel component that takes messages to a provider (SMS, social).
#[async_trait]
pub trait Outbound: Send + Sync + 'static {
    /// Hands one message to the channel's component. The same message may come again after a crash
    /// or an unknown outcome: [`Dispatch::reference`] stays the same.
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault>;
}

/// One message on its way to a contact.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// Our reference, stable over retries: `cnv_17.4`.
    pub reference: String,
    /// The channel.
    pub channel: ChannelId,
    /// The contact's address there.
    pub thread: ThreadId,
    /// What to send.
    pub message: Message,
    /// Which try this is, from 1.
    pub attempt: u32,
}

/// The component's positive answer.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    /// The provider's id for the message, if it gave one.
    pub provider_id: Option<String>,
}

/// Why a send did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendFault {
    /// May work later; wait at least this long if the provider said so.
    #[error("{message}")]
    Transient {
        /// What happened, for the operator.
        message: String,
        /// The provider's wish.
        retry_after: Option<Duration>,
    },
    /// Will never work: goes to the dead letters.
    #[error("{message}")]
    Permanent {
        /// What happened, for the operator and the agent.
        message: String,
    },
    /// The component itself failed over this message: a trap, a limit, an answer that is none. It is
    /// tried once more; the second time the message goes to the dead letters.
    #[error("{message}")]
    Component {
        /// What happened, for the operator.
        message: String,
    },
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

/// A channel whose provider calls the gateway's webhook. Implemented by the plugin host.
#[async_trait]
pub trait WebhookChannel: Send + Sync + 'static {
    /// Verifies and reads one call. Whoever asks answers the provider only once the events are
    /// durable, so that a call that was not answered well comes again.
    async fn receive(&self, call: &WebhookCall) -> Result<Inbound, ReceiveFault>;
}

/// One call of a provider, as it came in. Its `Debug` shows neither body nor headers.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookCall {
    /// The method, in upper case.
    pub method: String,
    /// As the provider called it, on the gateway's public address: what signatures are made over.
    pub url: String,
    /// The query's parameters, decoded, in order.
    pub query: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it came.
    pub at: Timestamp,
}

impl std::fmt::Debug for WebhookCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookCall")
            .field("method", &self.method)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What a call meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbound {
    /// In the provider's order.
    pub events: Vec<InboundEvent>,
    /// What to answer the provider; `None`: 200 without a body.
    pub reply: Option<WebhookReply>,
}

/// Something that a provider reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundEvent {
    /// The provider's id: taken in once, however often it comes.
    pub id: String,
    /// The contact's address on the channel.
    pub thread: ThreadId,
    /// Who the provider says they are.
    pub contact: ContactCard,
    /// When it happened, by the provider's clock.
    pub at: Timestamp,
    /// What happened.
    pub kind: InboundKind,
}

/// The kinds of [`InboundEvent`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboundKind {
    /// The contact wrote: a clean text within the core's limits.
    Message {
        /// The text.
        text: String,
    },
    /// What became of a message of ours.
    Status {
        /// The provider's id for our message.
        provider_id: String,
        /// How far it came.
        state: DeliveryState,
    },
    /// The contact types.
    Typing,
}

/// How far a message of ours came, by the provider's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// The provider has it.
    Sent,
    /// The contact's device has it.
    Delivered,
    /// The contact has seen it.
    Read,
    /// It will not arrive.
    Failed,
}

/// What to answer a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookReply {
    /// 200 to 599.
    pub status: u16,
    /// Names and values that are valid in HTTP.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a provider's call was not taken in. Nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveFault {
    /// It cannot be understood: 400.
    #[error("{0}")]
    Invalid(String),
    /// Its signature is wrong: 401.
    #[error("{0}")]
    Unauthorized(String),
    /// This channel takes no such call: 404.
    #[error("{0}")]
    Unsupported(String),
    /// Not now: 503, so that the provider tries again.
    #[error("{message}")]
    Unavailable {
        /// Why, for the operator.
        message: String,
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// The component itself failed over this call: a trap, a limit, an answer that is none. 503; when
    /// the same call comes again and fails again, it goes to the dead letters.
    #[error("{0}")]
    Component(String),
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
