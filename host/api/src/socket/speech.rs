//! What a contact says: frame → component → commands → answers, each after it is durable.

use std::net::IpAddr;

use axum::extract::ws::Utf8Bytes;
use frontdesk_core::{
    ChannelId, ContactCard, Content, ConversationId, Input, Party, Rejection, ThreadId,
};
use frontdesk_engine::{
    Command, Mark, Outcome, Refusal,
    ports::{ContactEvent, ContactNotice, ContactSession, FrameFault, SocketChannel},
};
use frontdesk_store::keys;
use frontdesk_wire::visitor::HostFrame;
use serde::Deserialize;

use super::{admission, contact::Said, details, identity, language};
use crate::{
    api::Api,
    problem::{Fault, millis},
};

/// The answers to one frame.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    /// In the component's words.
    pub(crate) notices: Vec<ContactNotice>,
    /// In the host's own, when the component could not be asked.
    pub(crate) host: Option<HostFrame>,
    /// The frame could not be understood: its code, for counting.
    pub(crate) bad: Option<&'static str>,
    /// The component failed over the frame.
    pub(crate) failed: bool,
}

/// Works through one frame. `said`: what the page says of the contact.
pub(crate) async fn hear(
    api: &Api,
    component: &dyn SocketChannel,
    session: &ContactSession,
    said: &Said,
    address: IpAddr,
    text: &Utf8Bytes,
) -> Spoken {
    let mut spoken = Spoken::default();
    match component.frame(session, text, api.now()).await {
        Ok(events) => {
            for event in events {
                match prepare(api, session, said, address, event).await {
                    Ok(event) => {
                        let answer = happen(api, session, said, event).await;
                        spoken.notices.extend(answer);
                    }
                    Err(refused) => spoken.host = Some(refused),
                }
            }
        }
        Err(FrameFault::Refused { id, code, message }) => {
            spoken.bad = Some("refused");
            spoken.notices.push(ContactNotice::Refused {
                id,
                code,
                message,
                retry_after: None,
            });
        }
        Err(FrameFault::Component(fault)) => {
            tracing::warn!(channel.id = %session.channel, %fault, "a frame was not understood");
            spoken.failed = true;
            let message = "the channel could not read this; try again in a moment";
            spoken.host = Some(later(text, "component_failed", message));
        }
        Err(FrameFault::Busy | FrameFault::Unavailable { .. }) => {
            spoken.host = Some(later(
                text,
                "busy",
                "the channel is busy; try again in a moment",
            ));
        }
    }
    spoken
}

/// Puts what else is known onto the card of a contact who asks for a conversation, and asks whether they may.
async fn prepare(
    api: &Api,
    session: &ContactSession,
    said: &Said,
    address: IpAddr,
    mut event: ContactEvent,
) -> Result<ContactEvent, HostFrame> {
    if let ContactEvent::Start { id, card, .. } = &mut event {
        complete(card, api, session, said);
        let thread = (session.channel.clone(), session.thread.clone());
        let setup = api.setup();
        let channel = setup.channel(&session.channel);
        let has_form = channel.is_some_and(|channel| !channel.form.is_empty());
        // Who sends it again has been let in already, whatever has become of the customer since.
        if has_form
            && api.hub().open_on(&thread).is_none()
            && !is_known(api, &mark(session, id)).await
        {
            admission::admit(api, session, address, id, card).await?;
        }
    }
    Ok(event)
}

/// One event to one command, and its answer if it has one.
async fn happen(
    api: &Api,
    session: &ContactSession,
    said: &Said,
    event: ContactEvent,
) -> Option<ContactNotice> {
    let (channel, thread) = (session.channel.clone(), session.thread.clone());
    let open = api.hub().open_on(&(channel.clone(), thread.clone()));
    match event {
        ContactEvent::Start { id, card, text } => {
            let first = text.map(|text| (Content::Text(text.into()), Some(id.as_str().into())));
            let input = Input::ConversationOpened {
                channel,
                thread,
                contact: card,
                first_message: first,
            };
            let begun = submit(api, session, &id, input).await;
            if let (Ok(outcome), Some(ticket)) = (&begun, &said.invited)
                && !outcome.repeated
            {
                api.invitations().chatted(ticket, api.now());
            }
            Some(answer(id, false, begun))
        }
        ContactEvent::Message { id, text } => {
            if open.is_none() && !is_known(api, &mark(session, &id)).await {
                return Some(no_conversation(id));
            }
            let input = Input::ContactWrote {
                channel,
                thread,
                into: open,
                contact: ContactCard::default(),
                content: Content::Text(text.into()),
                client_id: Some(id.as_str().into()),
            };
            Some(answer(
                id.clone(),
                true,
                submit(api, session, &id, input).await,
            ))
        }
        ContactEvent::End { id } => {
            let Some(conversation) = open else {
                return Some(no_conversation(id));
            };
            let input = Input::ContactEnded { conversation };
            Some(answer(
                id.clone(),
                false,
                submit(api, session, &id, input).await,
            ))
        }
        ContactEvent::Typing { on } => {
            let party = Party::Contact;
            hint(api, open, |conversation| Input::Typed {
                conversation,
                party,
                on,
            })
            .await
        }
        ContactEvent::Read { seq } => {
            let party = Party::Contact;
            hint(api, open, |conversation| Input::Read {
                conversation,
                party,
                seq,
            })
            .await
        }
    }
}

/// Puts what else is known of a contact onto the card of the conversation that they ask for.
fn complete(card: &mut ContactCard, api: &Api, session: &ContactSession, said: &Said) {
    card.locale
        .get_or_insert_with(|| session.locale.as_str().into());
    details::complete(card, &said.details);
    let setup = api.setup();
    language::complete(
        card,
        setup.channel(&session.channel),
        said.language.as_ref(),
    );
    if let Some(vouched) = &said.vouched {
        identity::complete(card, vouched);
    }
}

async fn submit(
    api: &Api,
    session: &ContactSession,
    id: &str,
    input: Input,
) -> Result<Outcome, Refusal> {
    let mark = Some(mark(session, id));
    api.engine().submit(Command { input, mark }).await
}

fn mark(session: &ContactSession, id: &str) -> Mark {
    mark_on(&session.channel, &session.thread, id.to_owned())
}

/// What a contact's page calls by this id: ids are each thread's own.
pub(crate) fn mark_on(channel: &ChannelId, thread: &ThreadId, id: String) -> Mark {
    Mark {
        scope: format!("contact/{channel}/{}", thread.0),
        id,
    }
}

/// Whether this was done before: a message that is sent again after its conversation ended is
/// acknowledged again, and a new one opens nothing.
pub(crate) async fn is_known(api: &Api, mark: &Mark) -> bool {
    let key = keys::mark(&mark.scope, &mark.id);
    matches!(api.engine().store().get(&key).await, Ok(Some(_)))
}

/// Something that is not answered, and only matters while there is a conversation.
async fn hint(
    api: &Api,
    open: Option<ConversationId>,
    input: impl FnOnce(ConversationId) -> Input,
) -> Option<ContactNotice> {
    if let Some(conversation) = open {
        let command = Command {
            input: input(conversation),
            mark: None,
        };
        // Nobody waits for an answer, and a hint that comes too late means nothing.
        let _ = api.engine().submit(command).await;
    }
    None
}

/// The answer to a command. Only a message has a place of its own.
fn answer(id: String, is_message: bool, result: Result<Outcome, Refusal>) -> ContactNotice {
    let refusal = match result {
        Ok(Outcome {
            conversation: Some(conversation),
            seq,
            at,
            ..
        }) => {
            let seq = seq.filter(|_| is_message);
            return ContactNotice::Ack {
                id,
                seq,
                conversation,
                at,
            };
        }
        Ok(Outcome {
            conversation: None, ..
        }) => return no_conversation(id),
        Err(refusal) => refusal,
    };
    let code = code(&refusal);
    let fault = Fault::from(refusal);
    let message = fault.problem().detail;
    ContactNotice::Refused {
        id: Some(id),
        code: code.to_owned(),
        message,
        retry_after: fault.retry_after(),
    }
}

fn no_conversation(id: String) -> ContactNotice {
    let message = "There is no conversation: start one first.".to_owned();
    let code = "no_conversation".to_owned();
    ContactNotice::Refused {
        id: Some(id),
        code,
        message,
        retry_after: None,
    }
}

/// The code a contact's client knows, see `channels/webchat/PROTOCOL.md`.
fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Busy | Refusal::Stopping | Refusal::Conflict => "busy",
        Refusal::StorageLow => "storage_low",
        Refusal::TooLarge => "text_too_long",
        Refusal::Rejected(rejection) => match rejection {
            Rejection::NoConversation
            | Rejection::UnknownConversation(_)
            | Rejection::UnknownChannel(_) => "no_conversation",
            Rejection::AlreadyOpen(_) | Rejection::WrongState { .. } => "wrong_state",
            Rejection::QueueFull { .. } | Rejection::FloorFull { .. } => "queue_full",
            Rejection::NobodyOnDuty { .. } => "nobody_on_duty",
            Rejection::QueueClosed { .. } => "queue_closed",
            Rejection::EmptyMessage => "text_empty",
            Rejection::TextTooLong { .. } => "text_too_long",
            Rejection::FieldTooLong { .. } => "field_too_long",
            Rejection::TooManyFields { .. } => "too_many_fields",
            Rejection::TooManyMessages { .. }
            | Rejection::NobodyThere(_)
            | Rejection::NoRoom { .. }
            | Rejection::PersonStopped
            | Rejection::ContactStopped(_)
            | Rejection::SomebodyElses(_)
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
            | Rejection::StillInUse { .. }
            | Rejection::InvalidPlan(_) => "wrong_state",
        },
    }
}

/// "Later", in the host's own name, to the frame's own id if it can be read.
fn later(text: &str, code: &str, message: &str) -> HostFrame {
    #[derive(Deserialize)]
    struct Named {
        id: Option<String>,
    }
    let id = serde_json::from_str::<Named>(text)
        .ok()
        .and_then(|named| named.id);
    let retry_ms = Fault::Busy.retry_after().map(millis);
    HostFrame::Refused {
        id: id.filter(|id| id.len() <= 64),
        code: code.to_owned(),
        field: None,
        message: message.to_owned(),
        retry_ms,
    }
}
