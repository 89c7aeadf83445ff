//! What a component made of a provider's call, checked before anyone acts on it.

use frontdesk_core::{ContactCard, ThreadId, Timestamp, limits};
use frontdesk_engine::ports::{DeliveryState, InboundEvent, InboundKind, WebhookReply};
use reqwest::header::{HeaderName, HeaderValue};

use crate::{
    answer_check::{clean, id, moment},
    bindings::{
        channel::{self, Event, EventKind, Reply},
        types::Payload,
    },
    fault::Fault,
};

/// Headers of a reply.
const HEADERS_MAX: usize = 32;
/// Headers that belong to the host's connection with the provider, or to its own pages.
const RESERVED: [&str; 11] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "proxy-authenticate",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Checks all events of one call. A text that is longer than a message may be becomes several, so
/// that nothing a contact wrote is lost; an empty one becomes none.
pub(crate) fn events(
    told: Vec<Event>,
    max: usize,
    now: Timestamp,
) -> Result<Vec<InboundEvent>, Fault> {
    if told.len() > max {
        return Err(Fault::output(format!("{} events for one call", told.len())));
    }
    let mut events = Vec::with_capacity(told.len());
    for event in told {
        let base = InboundEvent {
            id: id("an event's id", event.id)?,
            thread: ThreadId::new(&event.thread)
                .filter(|_| !event.thread.chars().any(char::is_control))
                .ok_or_else(|| Fault::output("a contact's address is empty or too long"))?,
            contact: contact(event.sender),
            at: moment(event.at, now),
            kind: InboundKind::Typing,
        };
        match event.kind {
            EventKind::Message(text) => events.extend(messages(&base, &clean(&text))),
            EventKind::Status(delivery) => events.push(InboundEvent {
                kind: InboundKind::Status {
                    provider_id: id("the provider's id of a message", delivery.provider_id)?,
                    state: state(delivery.state),
                },
                ..base
            }),
            EventKind::Typing => events.push(base),
        }
    }
    Ok(events)
}

/// One message, or as many as its text needs: the further ones' ids follow from the first one's.
fn messages(base: &InboundEvent, text: &str) -> Vec<InboundEvent> {
    let chars: Vec<char> = text.chars().collect();
    let parts = chars.chunks(limits::TEXT_CHARS).zip(1_u32..);
    parts
        .map(|(part, number)| InboundEvent {
            id: if number == 1 {
                base.id.clone()
            } else {
                format!("{}~{number}", base.id)
            },
            kind: InboundKind::Message {
                text: part.iter().collect(),
            },
            ..base.clone()
        })
        .collect()
}

/// The provider's name for somebody, cut to what a card holds: it is for the eye only.
fn contact(party: channel::Party) -> ContactCard {
    let mut name = String::new();
    for c in party.name.unwrap_or_default().trim().chars() {
        if name.len() + c.len_utf8() > limits::CONTACT_FIELD_BYTES {
            break;
        }
        name.push(if c.is_control() { ' ' } else { c });
    }
    ContactCard {
        name: (!name.is_empty()).then(|| name.into_boxed_str()),
        ..ContactCard::default()
    }
}

const fn state(state: channel::DeliveryState) -> DeliveryState {
    match state {
        channel::DeliveryState::Sent => DeliveryState::Sent,
        channel::DeliveryState::Delivered => DeliveryState::Delivered,
        channel::DeliveryState::Read => DeliveryState::Read,
        channel::DeliveryState::Failed => DeliveryState::Failed,
    }
}

/// Checks what is answered to the provider.
pub(crate) fn reply(told: Reply, bytes_max: usize) -> Result<WebhookReply, Fault> {
    if !(200..=599).contains(&told.status) {
        return Err(Fault::output("a reply's status is not between 200 and 599"));
    }
    if told.headers.len() > HEADERS_MAX {
        return Err(Fault::output("a reply has too many headers"));
    }
    let mut headers = Vec::with_capacity(told.headers.len());
    for field in told.headers {
        let name = HeaderName::from_bytes(field.name.as_bytes());
        let Some(name) = name
            .ok()
            .filter(|_| HeaderValue::from_str(&field.value).is_ok())
        else {
            return Err(Fault::output("a reply's header is not valid in HTTP"));
        };
        if RESERVED.contains(&name.as_str()) {
            return Err(Fault::output(format!("the header {name} is the host's")));
        }
        headers.push((name.as_str().to_owned(), field.value));
    }
    let body = match told.body {
        Payload::Text(text) => text.into_bytes(),
        Payload::Bytes(bytes) => bytes,
    };
    if body.len() > bytes_max {
        return Err(Fault::output("a reply's body is too long"));
    }
    Ok(WebhookReply {
        status: told.status,
        headers,
        body,
    })
}
