//! A provider's call: verified and read by the channel's component, and answered well only once every
//! event of it is durable.
//!
//! Each event carries the provider's own id as a mark, so a call that comes five times, or that was
//! half done when the gateway died, is taken in once. What is not answered well comes again.

mod answer;
pub(crate) mod poison;

use std::time::Duration;

use frontdesk_core::{ChannelId, Input, Party, Rejection, ThreadId};
use frontdesk_engine::{
    Burial, Command, Echo, Mark, Refusal, WebhookId,
    ports::{InboundEvent, InboundKind, ReceiveFault, WebhookCall, WebhookChannel, WebhookReply},
};
use frontdesk_store::StoreError;
use futures_util::future::join_all;

pub(crate) use self::answer::answer;
use crate::{api::Api, problem::Fault};

/// When a call that could not be taken in is to come again, if nobody knows better.
const LATER: Duration = Duration::from_secs(2);
/// The same while the disk is nearly full, or a queue is.
const MUCH_LATER: Duration = Duration::from_secs(30);

/// What became of a call that was kept because the component failed over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// It was taken in this time, and is not kept any more.
    Taken,
    /// There is no such call, or no such channel.
    NotThere,
    /// It was not taken in, and is still kept: why, for the operator.
    Failed(String),
}

/// Why a call was not taken in.
enum NotTaken {
    /// The component says so.
    Received(ReceiveFault),
    /// The gateway takes nothing at the moment: the same call will be taken later.
    NotNow(Duration),
    /// The core will never take it: why.
    Never(String),
}

/// Takes one call in. `Ok`: it is durable, and this is what the component wants to answer.
pub(crate) async fn take(
    api: &Api,
    channel: &ChannelId,
    component: &dyn WebhookChannel,
    call: &WebhookCall,
) -> Result<Option<WebhookReply>, Fault> {
    let id = poison::id_of(call);
    if api.poison().is_buried(channel, id) {
        // It is kept: nothing is lost by not asking the component a third time.
        let kept = api.engine().dead_webhook(channel, id).await?;
        if kept.is_some() {
            count(channel, "dead");
            return Ok(None);
        }
        api.poison().forget_one(channel, id);
    }
    match attempt(api, channel, component, call).await {
        Ok(reply) => {
            count(channel, "taken");
            Ok(reply)
        }
        Err(NotTaken::NotNow(wait)) => {
            count(channel, "not_now");
            Err(Fault::NotTaken(wait))
        }
        Err(NotTaken::Never(reason)) => bury(api, channel, id, call, reason).await,
        Err(NotTaken::Received(ReceiveFault::Component(reason))) => {
            let strikes = api.poison().strike(channel, id);
            tracing::warn!(channel.id = %channel, %reason, strikes, "a component failed over a provider's call");
            if strikes >= poison::STRIKES {
                return bury(api, channel, id, call, reason).await;
            }
            count(channel, "failed");
            Err(Fault::NotTaken(LATER))
        }
        Err(NotTaken::Received(fault)) => Err(refused(channel, &fault)),
    }
}

/// Takes in a call that was kept, by the component as it is now.
pub(crate) async fn replay(
    api: &Api,
    channel: &ChannelId,
    id: WebhookId,
) -> Result<Replayed, StoreError> {
    let setup = api.setup();
    let Some((entrance, _)) = setup.webhook(channel) else {
        return Ok(Replayed::NotThere);
    };
    let Some(dead) = api.engine().dead_webhook(channel, id).await? else {
        return Ok(Replayed::NotThere);
    };
    let failed = match attempt(api, channel, &*entrance.component, &dead.call).await {
        Ok(_) => None,
        Err(NotTaken::Received(fault)) => Some(fault.to_string()),
        Err(NotTaken::NotNow(_)) => Some("the gateway takes nothing at the moment".to_owned()),
        Err(NotTaken::Never(reason)) => Some(reason),
    };
    if let Some(reason) = failed {
        return Ok(Replayed::Failed(reason));
    }
    api.poison().forget_one(channel, id);
    // Its events carry marks: should this not become durable, a second replay does nothing twice.
    match api.engine().discard_webhook(channel, id).await {
        Ok(_) => Ok(Replayed::Taken),
        Err(refusal) => Ok(Replayed::Failed(format!("it was taken in, but {refusal}"))),
    }
}

impl Api {
    /// Has a kept call of a provider taken in by the channel's component as it is now; it is kept on
    /// if that fails again.
    pub async fn replay_webhook(
        &self,
        channel: &ChannelId,
        id: WebhookId,
    ) -> Result<Replayed, StoreError> {
        replay(self, channel, id).await
    }
}

async fn attempt(
    api: &Api,
    channel: &ChannelId,
    component: &dyn WebhookChannel,
    call: &WebhookCall,
) -> Result<Option<WebhookReply>, NotTaken> {
    let inbound = component.receive(call).await.map_err(NotTaken::Received)?;
    // In order within a thread; threads do not wait for one another.
    let mut threads: Vec<(ThreadId, Vec<InboundEvent>)> = Vec::new();
    for event in inbound.events {
        match threads.iter_mut().find(|(id, _)| *id == event.thread) {
            Some((_, events)) => events.push(event),
            None => threads.push((event.thread.clone(), vec![event])),
        }
    }
    let taking = threads
        .into_iter()
        .map(|(_, events)| take_thread(api, channel, events));
    let results = join_all(taking).await;
    // One that can be taken later makes the whole call come again: what is done is marked as done.
    let mut never = None;
    for result in results {
        match result {
            Ok(()) => {}
            Err(NotTaken::Never(reason)) => never = Some(NotTaken::Never(reason)),
            Err(other) => return Err(other),
        }
    }
    never.map_or(Ok(inbound.reply), Err)
}

/// Takes one thread's events in, one after the other.
async fn take_thread(
    api: &Api,
    channel: &ChannelId,
    events: Vec<InboundEvent>,
) -> Result<(), NotTaken> {
    let mut never = None;
    for event in events {
        match happen(api, channel, event).await {
            Ok(()) => {}
            // What can never be taken does not hold up what comes behind it.
            Err(refusal) => match sort(&refusal) {
                Some(wait) => return Err(NotTaken::NotNow(wait)),
                None => never = Some(refusal.to_string()),
            },
        }
    }
    never.map_or(Ok(()), |reason| Err(NotTaken::Never(reason)))
}

async fn happen(api: &Api, channel: &ChannelId, event: InboundEvent) -> Result<(), Refusal> {
    let InboundEvent {
        id,
        thread,
        contact,
        at: _,
        kind,
    } = event;
    match kind {
        InboundKind::Message { content } => {
            let mark = Mark::of_channel(channel, &id);
            let input = Input::ContactWrote {
                channel: channel.clone(),
                thread,
                into: None,
                contact,
                content,
                client_id: None,
            };
            let mark = Some(mark);
            api.engine().submit(Command { input, mark }).await?;
            event_counted(channel, "message");
        }
        InboundKind::Typing => {
            let open = api.hub().open_on(&(channel.clone(), thread));
            if let Some(conversation) = open {
                let input = Input::Typed {
                    conversation,
                    party: Party::Contact,
                    on: true,
                };
                // A hint: one that comes too late means nothing.
                let _ = api.engine().submit(Command { input, mark: None }).await;
            }
            event_counted(channel, "typing");
        }
        // Each is the same however often it comes: what is known already is no news.
        InboundKind::Status(report) => {
            let is_news = api.engine().report(channel, &thread, report).await?;
            event_counted(channel, if is_news { "status" } else { "status_known" });
        }
        InboundKind::Consent(consent) => {
            let engine = api.engine();
            engine.consented(channel, &thread, &id, consent).await?;
            event_counted(channel, "consent");
        }
        InboundKind::Echo {
            reference,
            provider_id,
            text,
        } => {
            let echo = Echo {
                reference,
                provider_id,
                text,
            };
            api.engine().echoed(channel, &thread, &id, echo).await?;
            event_counted(channel, "echo");
        }
    }
    Ok(())
}

/// When a refused event may be taken; `None`: never.
fn sort(refusal: &Refusal) -> Option<Duration> {
    match refusal {
        Refusal::Busy | Refusal::Stopping | Refusal::Conflict => Some(LATER),
        Refusal::StorageLow => Some(MUCH_LATER),
        Refusal::TooLarge => None,
        Refusal::Rejected(rejection) => match rejection {
            Rejection::QueueFull { .. }
            | Rejection::FloorFull { .. }
            | Rejection::NobodyOnDuty { .. }
            | Rejection::QueueClosed { .. } => Some(MUCH_LATER),
            // The plan is being changed around this call.
            Rejection::UnknownChannel(_)
            | Rejection::NoConversation
            | Rejection::UnknownConversation(_)
            | Rejection::AlreadyOpen(_)
            | Rejection::WrongState { .. }
            | Rejection::StillInUse { .. } => Some(LATER),
            Rejection::NobodyThere(_)
            | Rejection::NoRoom { .. }
            | Rejection::PersonStopped
            | Rejection::ContactStopped(_)
            | Rejection::SomebodyElses(_)
            | Rejection::EmptyMessage
            | Rejection::TextTooLong { .. }
            | Rejection::FieldTooLong { .. }
            | Rejection::TooManyFields { .. }
            | Rejection::TooManyMessages { .. }
            | Rejection::UnknownAgent(_)
            | Rejection::OfferNotOpen(_)
            | Rejection::OfferNotYours(_)
            | Rejection::MayNotDecline
            | Rejection::MayNotPick
            | Rejection::NotInQueue { .. }
            | Rejection::UnknownQueue(_)
            | Rejection::CannotPark(_)
            | Rejection::NotAssignedToYou(_)
            | Rejection::UnknownDisposition { .. }
            | Rejection::CapacityOutOfRange
            | Rejection::UnknownMessage
            | Rejection::InvalidPlan(_) => None,
        },
    }
}

/// Keeps a call that will never be taken in as it is, and says that it was taken; where there is no
/// room for it, the provider keeps it.
async fn bury(
    api: &Api,
    channel: &ChannelId,
    id: WebhookId,
    call: &WebhookCall,
    reason: String,
) -> Result<Option<WebhookReply>, Fault> {
    let buried = api.engine().bury_webhook(channel, id, call, reason).await;
    match buried {
        Ok(Burial::Kept) => {
            api.poison().bury(channel, id);
            tracing::warn!(channel.id = %channel, webhook.id = %id, "a provider's call is among the dead letters");
            count(channel, "dead");
            Ok(None)
        }
        Ok(Burial::NoRoom) => {
            tracing::warn!(channel.id = %channel, "a provider's call cannot be kept: discard dead letters of this channel, or mend its component");
            count(channel, "failed");
            Err(Fault::NotTaken(MUCH_LATER))
        }
        Err(refusal) => {
            count(channel, "not_now");
            Err(Fault::NotTaken(sort(&refusal).unwrap_or(MUCH_LATER)))
        }
    }
}

/// The component's word for why not. Its sentence is for the operator: the caller may be anyone.
fn refused(channel: &ChannelId, fault: &ReceiveFault) -> Fault {
    let (outcome, answer) = match fault {
        ReceiveFault::Invalid(_) => (
            "invalid",
            Fault::Unreadable("the channel cannot read this call".to_owned()),
        ),
        ReceiveFault::Unauthorized(_) => ("unauthorized", Fault::CallNotSigned),
        ReceiveFault::Unsupported(_) => ("unsupported", Fault::NotFound),
        ReceiveFault::Unavailable { retry_after, .. } => {
            ("not_now", Fault::NotTaken(retry_after.unwrap_or(LATER)))
        }
        ReceiveFault::Component(_) => ("failed", Fault::NotTaken(LATER)),
    };
    tracing::info!(channel.id = %channel, outcome, reason = %fault, "a provider's call was not taken in");
    count(channel, outcome);
    answer
}

/// Counts a call. Channels are those of the configuration.
pub(crate) fn count(channel: &ChannelId, outcome: &'static str) {
    let channel = channel.to_string();
    metrics::counter!(crate::metric_names::WEBHOOKS, "channel" => channel, "outcome" => outcome)
        .increment(1);
}

fn event_counted(channel: &ChannelId, kind: &'static str) {
    let channel = channel.to_string();
    metrics::counter!(crate::metric_names::WEBHOOK_EVENTS, "channel" => channel, "kind" => kind)
        .increment(1);
}
