//! From the contract's types to a fixture's JSON: the other way round of `read`. Nothing is left out.

use frontdesk_plugin::{
    Error, ErrorKind, bot, channel, crm,
    http::{Auth, Body, Encoding, Hash, Method, Request},
    translator,
    types::{Field, Payload},
};
use serde_json::{Map, Value, json};

/// Fields as an object; where a name occurs twice, as a list of pairs.
fn fields(fields: &[Field]) -> Value {
    let object: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.clone(), Value::from(field.value.as_str())))
        .collect();
    if object.len() == fields.len() {
        return Value::Object(object);
    }
    fields
        .iter()
        .map(|field| json!([field.name, field.value]))
        .collect()
}

fn payload(payload: &Payload) -> Value {
    match payload {
        Payload::Text(text) => json!({ "text": text }),
        Payload::Bytes(bytes) => json!({ "bytes": bytes }),
    }
}

/// JSON text as what it says.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Post => "post",
        Method::Put => "put",
        Method::Patch => "patch",
        Method::Delete => "delete",
        Method::Head => "head",
    }
}

const fn hash(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha512 => "sha512",
    }
}

fn auth(auth: &Auth) -> Value {
    match auth {
        Auth::None => json!("none"),
        Auth::Bearer(secret) => json!({ "bearer": secret }),
        Auth::Basic(pair) => json!({ "basic": [pair.0, pair.1] }),
        Auth::Header(pair) => json!({ "header": [pair.0, pair.1] }),
        Auth::Query(pair) => json!({ "query": [pair.0, pair.1] }),
        Auth::Signed(signature) => json!({ "signed": {
            "secret": signature.secret,
            "hash": hash(signature.hash),
            "message": payload(&signature.message),
            "header": signature.header,
            "prefix": signature.prefix,
            "encoding": match signature.encoding {
                Encoding::Hex => "hex",
                Encoding::Base64 => "base64",
            },
        } }),
    }
}

pub(crate) fn request(request: &Request) -> Value {
    json!({
        "method": method(request.method),
        "url": request.url,
        "headers": fields(&request.headers),
        "body": match &request.body {
            Body::Empty => json!("empty"),
            Body::Bytes(bytes) => json!({ "bytes": bytes }),
            Body::Json(text) => json!({ "json": parsed(text) }),
            Body::Form(form) => json!({ "form": fields(form) }),
        },
        "auth": auth(&request.auth),
        "timeout_ms": request.timeout_ms,
        "idempotency": request.idempotency,
        "accept": request.accept,
    })
}

pub(crate) const fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => "invalid",
        ErrorKind::Unauthorized => "unauthorized",
        ErrorKind::Unsupported => "unsupported",
        ErrorKind::Rejected => "rejected",
        ErrorKind::RateLimited => "rate_limited",
        ErrorKind::Transient => "transient",
        ErrorKind::Misconfigured => "misconfigured",
        ErrorKind::Internal => "internal",
    }
}

pub(crate) fn error(error: &Error) -> Value {
    json!({ "error": {
        "kind": kind(error.kind),
        "message": error.message,
        "code": error.code,
        "retry_after_ms": error.retry_after_ms,
    } })
}

pub(crate) fn inbound(inbound: &channel::Inbound) -> Value {
    json!({
        "events": inbound.events.iter().map(event).collect::<Vec<_>>(),
        "reply": inbound.reply.as_ref().map(|reply| json!({
            "status": reply.status,
            "headers": fields(&reply.headers),
            "body": payload(&reply.body),
        })),
    })
}

fn event(event: &channel::Event) -> Value {
    json!({
        "id": event.id,
        "thread": event.thread,
        "sender": {
            "id": event.sender.id,
            "name": event.sender.name,
            "locale": event.sender.locale,
            "identities": event.sender.identities.iter()
                .map(|identity| json!([identity.kind, identity.value])).collect::<Vec<_>>(),
        },
        "at": event.at,
        "kind": match &event.kind {
            channel::EventKind::Message(said) => json!({ "message": said_as_json(said) }),
            channel::EventKind::Status(delivery) => json!({ "status": delivery_as_json(delivery) }),
            channel::EventKind::Typing => json!("typing"),
            channel::EventKind::Consent(consent) => json!({ "consent": match consent {
                channel::Consent::Stop => "stop",
                channel::Consent::Start => "start",
            } }),
            channel::EventKind::Echo(echo) => json!({ "echo": {
                "reference": echo.reference,
                "provider_id": echo.provider_id,
                "text": echo.text,
            } }),
        },
    })
}

/// A text alone is written as such.
fn said_as_json(said: &channel::Said) -> Value {
    if said.attachments.is_empty() && said.reply_to.is_none() {
        return Value::from(said.text.as_str());
    }
    json!({
        "text": said.text,
        "attachments": said.attachments.iter().map(|attachment| json!({
            "media": match attachment.media {
                channel::Media::Image => "image",
                channel::Media::Audio => "audio",
                channel::Media::Video => "video",
                channel::Media::Sticker => "sticker",
                channel::Media::Document => "document",
            },
            "handle": attachment.handle,
            "mime": attachment.mime,
            "name": attachment.name,
            "bytes": attachment.bytes,
        })).collect::<Vec<_>>(),
        "reply_to": said.reply_to,
    })
}

fn delivery_as_json(delivery: &channel::Delivery) -> Value {
    let mut written = json!({
        "state": match delivery.state {
            channel::DeliveryState::Sent => "sent",
            channel::DeliveryState::Delivered => "delivered",
            channel::DeliveryState::Read => "read",
            channel::DeliveryState::Failed => "failed",
        },
        "reason": delivery.reason.as_ref().map(refusal),
    });
    let (name, value) = match &delivery.subject {
        channel::Subject::ProviderId(id) => ("provider_id", json!(id)),
        channel::Subject::Reference(reference) => ("reference", json!(reference)),
        channel::Subject::UpTo(at) => ("up_to", json!(at)),
    };
    if let Some(object) = written.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
    written
}

fn refusal(refusal: &channel::Refusal) -> Value {
    json!({
        "cause": match refusal.cause {
            channel::Cause::Recipient => "recipient",
            channel::Cause::OptedOut => "opted_out",
            channel::Cause::WindowClosed => "window_closed",
            channel::Cause::Content => "content",
            channel::Cause::Filtered => "filtered",
            channel::Cause::Quota => "quota",
            channel::Cause::Misconfigured => "misconfigured",
            channel::Cause::Other => "other",
        },
        "message": refusal.message,
        "code": refusal.code,
    })
}

/// `provider_id` is the first of `sent`, as version 0.1 of the contract has it.
pub(crate) fn outcome_of_send(outcome: &channel::Outcome) -> Value {
    match outcome {
        channel::Outcome::Sent(ids) => json!({ "sent": ids, "provider_id": ids.first() }),
        channel::Outcome::Uncertain(why) => json!({ "uncertain": why }),
        channel::Outcome::Refused(told) => json!({ "refused": refusal(told) }),
    }
}

pub(crate) fn capabilities(told: &channel::Capabilities) -> Value {
    json!({
        "max_chars": told.max_chars,
        "counting": match told.counting {
            channel::Counting::Characters => "characters",
            channel::Counting::Sms => "sms",
        },
        "delivered": told.delivered,
        "read": told.read,
        "typing": told.typing,
        "window": told.window.as_ref().map(|window| json!({
            "hours": window.hours,
            "extended_hours": window.extended_hours,
        })),
        "templates": told.templates.iter().map(|template| json!({
            "name": template.name,
            "language": template.language,
            "text": template.text,
        })).collect::<Vec<_>>(),
        "can_initiate": told.can_initiate,
        "address": told.address,
        "contact_pace_ms": told.contact_pace_ms,
        "pace_ms": told.pace_ms,
        "files": told.files.as_ref().map(|rules| json!({
            "bytes_max": rules.bytes_max,
            "types": rules.types,
        })),
    })
}

pub(crate) fn outcome(outcome: &crm::Outcome) -> Value {
    match outcome {
        crm::Outcome::People(people) => json!({ "people": {
            "items": people.items.iter().map(person).collect::<Vec<_>>(),
            "next": people.next,
        } }),
        crm::Outcome::Person(found) => json!({ "person": person(found) }),
        crm::Outcome::Case(reference) => {
            json!({ "case": { "id": reference.id, "url": reference.url } })
        }
        crm::Outcome::None => json!("none"),
    }
}

fn person(person: &crm::Person) -> Value {
    json!({
        "id": person.id,
        "name": person.name,
        "emails": person.emails,
        "phones": person.phones,
        "account_number": person.account_number,
        "url": person.url,
        "fields": fields(&person.fields),
    })
}

pub(crate) fn translated(translated: &translator::Translated) -> Value {
    let item =
        |item: &translator::Translation| json!({ "text": item.text, "detected": item.detected });
    json!({
        "items": translated.items.iter().map(item).collect::<Vec<_>>(),
        "billed_chars": translated.billed_chars,
    })
}

pub(crate) fn limits(limits: &translator::JobLimits) -> Value {
    json!({
        "max_texts": limits.max_texts,
        "max_chars": limits.max_chars,
        "targets": limits.targets,
    })
}

pub(crate) fn actions(actions: &[bot::Action]) -> Value {
    let action = |action: &bot::Action| match action {
        bot::Action::Say(text) => json!({ "say": text }),
        bot::Action::Set(field) => json!({ "set": { "name": field.name, "value": field.value } }),
        bot::Action::HandOver(queue) => json!({ "hand_over": queue }),
        bot::Action::End => json!("end"),
    };
    actions.iter().map(action).collect()
}
