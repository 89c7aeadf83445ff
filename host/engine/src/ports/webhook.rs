//! What a provider's call of the gateway comes to.

use std::time::Duration;

use async_trait::async_trait;
use frontdesk_core::{
    Consent, ContactCard, Content, DeliveryReason, DeliveryState, ThreadId, Timestamp,
};

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
    /// The contact wrote: a clean text, files, or both, within the core's limits.
    Message {
        /// What.
        content: Content,
    },
    /// What became of a message of ours.
    Status(DeliveryReport),
    /// The contact types.
    Typing,
    /// The contact decided with the provider whether they want messages.
    Consent(Consent),
    /// A message to the contact that the provider tells of: one of ours, or written elsewhere.
    Echo {
        /// Our reference, if it is one of ours.
        reference: Option<String>,
        /// The provider's id for it.
        provider_id: String,
        /// What it says.
        text: String,
    },
}

/// What a provider reports of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Which message.
    pub subject: ReportSubject,
    /// How far it came; never uncertain.
    pub state: DeliveryState,
    /// Why it failed.
    pub reason: Option<DeliveryReason>,
}

/// Which message a report is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportSubject {
    /// The one the provider calls so.
    ProviderId(String),
    /// The one with this reference of ours.
    Reference(String),
    /// Every one that was sent up to this moment.
    UpTo(Timestamp),
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
