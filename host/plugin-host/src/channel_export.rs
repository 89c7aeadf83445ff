//! The interface `channel` of a component, whichever version it was built against: what the host
//! works with is the newest one, and an older one is brought to it here.

use wasmtime::{
    Engine, Error, Result, Store,
    component::{Component, Instance, InstancePre},
};

use crate::{
    bindings::{
        channel::{
            self, ChannelCapabilities, Content, Delivery, EventKind, FileStep, Inbound, Message,
            Outcome, Party, Reply, Said, SendStep, Subject, Webhook,
        },
        http_types::Exchange,
        types::{self, ErrorKind},
        v0_1,
    },
    compiled::exports,
    state::CallState,
};

/// Where the functions are, in a component that is not instantiated yet.
pub(crate) enum ChannelIndices {
    V0_1(v0_1::channel::GuestIndices),
    V0_2(channel::GuestIndices),
}

/// The functions, in an instance.
pub(crate) enum ChannelExport {
    V0_1(v0_1::channel::Guest),
    V0_2(channel::Guest),
}

impl ChannelIndices {
    /// The newest version that the component exports; none: it is no channel.
    pub(crate) fn find(
        engine: &Engine,
        component: &Component,
        pre: &InstancePre<CallState>,
    ) -> Result<Option<Self>> {
        if exports(engine, component, "channel", "0.2") {
            return channel::GuestIndices::new(pre).map(Self::V0_2).map(Some);
        }
        if exports(engine, component, "channel", "0.1") {
            let indices = v0_1::channel::GuestIndices::new(pre);
            return indices.map(Self::V0_1).map(Some);
        }
        Ok(None)
    }

    pub(crate) fn load(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
    ) -> Result<ChannelExport> {
        Ok(match self {
            Self::V0_1(indices) => ChannelExport::V0_1(indices.load(store, instance)?),
            Self::V0_2(indices) => ChannelExport::V0_2(indices.load(store, instance)?),
        })
    }
}

/// What a function of a component answers, behind what wasmtime does.
type Answer<T> = Result<std::result::Result<T, types::Error>, Error>;

impl ChannelExport {
    /// None: in its version, a channel does not say.
    pub(crate) async fn capabilities(
        &self,
        store: &mut Store<CallState>,
    ) -> Result<Option<ChannelCapabilities>> {
        match self {
            Self::V0_1(_) => Ok(None),
            Self::V0_2(channel) => channel.call_capabilities(store).await.map(Some),
        }
    }

    pub(crate) async fn receive(
        &self,
        store: &mut Store<CallState>,
        call: &Webhook,
    ) -> Answer<Inbound> {
        match self {
            Self::V0_1(channel) => {
                let call = v0_1::channel::Webhook::from(call);
                let answer = channel.call_receive(store, &call).await?;
                Ok(answer.map(Inbound::from))
            }
            Self::V0_2(channel) => channel.call_receive(store, call).await,
        }
    }

    pub(crate) async fn send(
        &self,
        store: &mut Store<CallState>,
        message: &Message,
        prior: &[Exchange],
    ) -> Answer<SendStep> {
        match self {
            Self::V0_1(channel) => {
                let message = match v0_1::channel::Message::try_from(message) {
                    Ok(message) => message,
                    Err(error) => return Ok(Err(error)),
                };
                let answer = channel.call_send(store, &message, prior).await?;
                Ok(answer.map(SendStep::from))
            }
            Self::V0_2(channel) => channel.call_send(store, message, prior).await,
        }
    }

    pub(crate) async fn fetch_file(
        &self,
        store: &mut Store<CallState>,
        handle: &str,
        prior: &[Exchange],
    ) -> Answer<FileStep> {
        match self {
            Self::V0_1(_) => Ok(Err(unsupported("this channel has no files"))),
            Self::V0_2(channel) => channel.call_fetch_file(store, handle, prior).await,
        }
    }
}

fn unsupported(message: &str) -> types::Error {
    types::Error {
        kind: ErrorKind::Unsupported,
        message: message.to_owned(),
        code: None,
        retry_after_ms: None,
    }
}

impl From<&Webhook> for v0_1::channel::Webhook {
    fn from(call: &Webhook) -> Self {
        Self {
            method: call.method,
            url: call.url.clone(),
            query: call.query.clone(),
            headers: call.headers.clone(),
            body: call.body.clone(),
        }
    }
}

impl TryFrom<&Message> for v0_1::channel::Message {
    type Error = types::Error;

    fn try_from(message: &Message) -> std::result::Result<Self, types::Error> {
        let text = match &message.content {
            Content::Text(text) => text,
            Content::Template(_) => return Err(unsupported("this channel has no templates")),
            Content::Files(_) => return Err(unsupported("this channel takes no files")),
        };
        Ok(Self {
            id: message.id.clone(),
            thread: message.thread.clone(),
            text: text.clone(),
            attempt: message.attempt,
        })
    }
}

impl From<v0_1::channel::SendStep> for SendStep {
    fn from(step: v0_1::channel::SendStep) -> Self {
        match step {
            v0_1::channel::SendStep::Fetch(requests) => Self::Fetch(requests),
            v0_1::channel::SendStep::Done(receipt) => {
                Self::Done(Outcome::Sent(receipt.provider_id.into_iter().collect()))
            }
        }
    }
}

impl From<v0_1::channel::Inbound> for Inbound {
    fn from(told: v0_1::channel::Inbound) -> Self {
        Self {
            events: told.events.into_iter().map(event).collect(),
            reply: told.reply.map(|reply| Reply {
                status: reply.status,
                headers: reply.headers,
                body: reply.body,
            }),
        }
    }
}

fn event(event: v0_1::channel::Event) -> channel::Event {
    channel::Event {
        id: event.id,
        thread: event.thread,
        sender: Party {
            id: event.sender.id,
            name: event.sender.name,
            locale: None,
            identities: Vec::new(),
        },
        at: event.at,
        kind: match event.kind {
            v0_1::channel::EventKind::Message(text) => EventKind::Message(Said {
                text,
                attachments: Vec::new(),
                reply_to: None,
            }),
            v0_1::channel::EventKind::Status(delivery) => EventKind::Status(Delivery {
                subject: Subject::ProviderId(delivery.provider_id),
                state: state(delivery.state),
                reason: None,
            }),
            v0_1::channel::EventKind::Typing => EventKind::Typing,
        },
    }
}

const fn state(state: v0_1::channel::DeliveryState) -> channel::DeliveryState {
    match state {
        v0_1::channel::DeliveryState::Sent => channel::DeliveryState::Sent,
        v0_1::channel::DeliveryState::Delivered => channel::DeliveryState::Delivered,
        v0_1::channel::DeliveryState::Read => channel::DeliveryState::Read,
        v0_1::channel::DeliveryState::Failed => channel::DeliveryState::Failed,
    }
}
