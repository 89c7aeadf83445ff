//! What a component made of a provider's call, checked before anyone acts on it.

use frontdesk_core::{
    Attachment, Consent, ContactCard, Content, DeliveryState, Identity, Media, ThreadId, Timestamp,
    limits,
};
use frontdesk_engine::ports::{
    DeliveryReport, InboundEvent, InboundKind, ReportSubject, WebhookReply,
};
use reqwest::header::{HeaderName, HeaderValue};

use crate::{
    answer_check::{clean, id, line, moment},
    bindings::{
        channel::{self, Event, EventKind, Reply, Said},
        types::Payload,
    },
    fault::Fault,
    outbound::reason,
};

/// Bytes of a language tag.
const LOCALE_BYTES: usize = 35;
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
            contact: contact(event.sender)?,
            at: moment(event.at, now),
            kind: InboundKind::Typing,
        };
        match event.kind {
            EventKind::Message(said) => messages(&base, said, &mut events)?,
            EventKind::Status(delivery) => events.push(InboundEvent {
                kind: InboundKind::Status(report(delivery)?),
                ..base
            }),
            EventKind::Typing => events.push(base),
            EventKind::Consent(consent) => events.push(InboundEvent {
                kind: InboundKind::Consent(match consent {
                    channel::Consent::Stop => Consent::Stop,
                    channel::Consent::Start => Consent::Start,
                }),
                ..base
            }),
            EventKind::Echo(echo) => events.push(InboundEvent {
                kind: InboundKind::Echo {
                    reference: echo.reference,
                    provider_id: id("the provider's id of a message", echo.provider_id)?,
                    text: clean(&echo.text),
                },
                ..base
            }),
        }
    }
    Ok(events)
}

/// One message, or as many as its text needs: the further ones' ids follow from the first one's. Files
/// come with the first.
fn messages(base: &InboundEvent, said: Said, events: &mut Vec<InboundEvent>) -> Result<(), Fault> {
    let text = clean(&said.text);
    let chars: Vec<char> = text.chars().collect();
    let mut parts = chars
        .chunks(limits::TEXT_CHARS)
        .map(|part| part.iter().collect::<String>());
    if said.attachments.len() > limits::ATTACHMENTS {
        let files = said.attachments.len();
        return Err(Fault::output(format!("{files} files in one message")));
    }
    let mut contents = Vec::new();
    if !said.attachments.is_empty() {
        let attachments = said.attachments.into_iter().map(attachment);
        contents.push(Content::Files {
            text: parts.next().unwrap_or_default().into(),
            attachments: attachments.collect::<Result<_, _>>()?,
        });
    }
    contents.extend(parts.map(|part| Content::Text(part.into())));
    for (number, content) in (1_u32..).zip(contents) {
        let id = match number {
            1 => base.id.clone(),
            _ => format!("{}~{number}", base.id),
        };
        events.push(InboundEvent {
            id,
            kind: InboundKind::Message { content },
            ..base.clone()
        });
    }
    Ok(())
}

fn attachment(told: channel::Attachment) -> Result<Attachment, Fault> {
    // Whoever opens a file would get another conversation's.
    if told.handle.starts_with(limits::OWN_FILE) {
        return Err(Fault::output(
            "a file's handle looks like the gateway's own",
        ));
    }
    let named = |text: Option<String>| {
        text.map(|text| cut(&text, limits::FILE_NAME_BYTES).into_boxed_str())
            .filter(|text| !text.is_empty())
    };
    Ok(Attachment {
        media: match told.media {
            channel::Media::Image => Media::Image,
            channel::Media::Audio => Media::Audio,
            channel::Media::Video => Media::Video,
            channel::Media::Sticker => Media::Sticker,
            channel::Media::Document => Media::Document,
        },
        handle: line("a file's handle", told.handle, limits::HANDLE_BYTES)?.into(),
        mime: named(told.mime),
        name: named(told.name),
        bytes: told.bytes,
    })
}

fn report(told: channel::Delivery) -> Result<DeliveryReport, Fault> {
    Ok(DeliveryReport {
        subject: match told.subject {
            channel::Subject::ProviderId(told) => {
                ReportSubject::ProviderId(id("the provider's id of a message", told)?)
            }
            channel::Subject::Reference(told) => ReportSubject::Reference(id("a reference", told)?),
            channel::Subject::UpTo(ms) => ReportSubject::UpTo(moment(ms, limits::LATEST)),
        },
        state: state(told.state),
        reason: told.reason.map(reason).transpose()?,
    })
}

/// Who wrote: their name is cut to what a card holds, as it is for the eye only; addresses are not, as
/// people are recognised by them.
fn contact(party: channel::Party) -> Result<ContactCard, Fault> {
    let name = cut(&party.name.unwrap_or_default(), limits::CONTACT_FIELD_BYTES);
    let locale = cut(&party.locale.unwrap_or_default(), LOCALE_BYTES);
    if party.identities.len() > limits::IDENTITIES {
        return Err(Fault::output("too many addresses of one contact"));
    }
    let identity = |told: channel::Identity| {
        let kind = line("an address's kind", told.kind, limits::IDENTITY_KIND_BYTES)?;
        if kind.starts_with("channel:") {
            return Err(Fault::output(
                "addresses on channels are the host's to tell",
            ));
        }
        let value = line("an address", told.value, limits::IDENTITY_BYTES)?;
        Ok(Identity {
            kind: kind.into(),
            value: value.into(),
        })
    };
    Ok(ContactCard {
        name: (!name.is_empty()).then(|| name.into_boxed_str()),
        locale: (!locale.is_empty()).then(|| locale.into_boxed_str()),
        identities: party
            .identities
            .into_iter()
            .map(identity)
            .collect::<Result<_, _>>()?,
        ..ContactCard::default()
    })
}

/// A text as one line of at most so many bytes.
fn cut(text: &str, bytes_max: usize) -> String {
    let mut line = String::new();
    for c in text.trim().chars() {
        if line.len() + c.len_utf8() > bytes_max {
            break;
        }
        line.push(if c.is_control() { ' ' } else { c });
    }
    line
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_component_names_a_file_of_the_gateways_own() {
        let named = |handle: &str| {
            attachment(channel::Attachment {
                media: channel::Media::Image,
                handle: handle.to_owned(),
                mime: None,
                name: None,
                bytes: None,
            })
        };
        assert_eq!(&*named("MM0123").unwrap().handle, "MM0123");
        assert!(named("fil_00000000000000000000000000000000").is_err());
    }
}
