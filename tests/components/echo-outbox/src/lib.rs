//! A good channel without a socket: it answers as the message's text says.

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, ErrorKind, Plugin, Request,
    channel::{
        Attachment, Capabilities, Cause, Consent, Content, Counting, Delivery, DeliveryState, Echo,
        Event, EventKind, FileRules, Inbound, Media, Message, Outcome, Refusal, Reply,
        Said as SaidThere, Subject, Template, Webhook, Window,
    },
    host::Hash,
    http::Failure,
    kv,
    types::{Field, Payload},
    webhook::Encoding,
};
use serde::Deserialize;

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        let settings = frontdesk_plugin::host::settings();
        let mut descriptor =
            Descriptor::channel("echo-outbox", "0.1.0", "Echoes").settings(r#"{"type":"object"}"#);
        descriptor.kv = settings.contains("kv");
        descriptor
    }
}

fn request() -> Request {
    Request::post("https://example.invalid/messages")
}

fn error(kind: ErrorKind) -> Error {
    Error {
        retry_after_ms: Some(1_500),
        ..Error::new(kind, "as asked")
    }
}

/// Two requests to the provider of its settings, the second with what the first one answered.
fn post(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
    #[derive(Deserialize)]
    struct Settings {
        base_url: String,
    }
    let Settings { base_url } = frontdesk_plugin::settings()?;
    let draft = cx.fetch(
        Request::post(format!("{base_url}/drafts"))
            .idempotency(&format!("{}-draft", cx.reference())),
    )?;
    let sent = cx.fetch(
        Request::post(format!("{base_url}/messages"))
            .bytes(format!("{}:{}", draft.text(), message.text().unwrap_or_default()).into_bytes())
            .idempotency(cx.reference()),
    )?;
    Ok(Outcome::sent(sent.text()))
}

/// Counts its own messages.
fn count() -> Result<Outcome, Error> {
    let count: u32 = kv::get_json("count")?.unwrap_or(0) + 1;
    kv::set_json("count", &count, None)?;
    Ok(Outcome::sent(format!("number {count}")))
}

/// What a call's body is.
#[derive(Deserialize)]
struct Call {
    #[serde(default)]
    events: Vec<Said>,
    #[serde(default)]
    challenge: Option<String>,
    /// A misbehaviour.
    #[serde(default)]
    lie: String,
}

#[derive(Deserialize)]
struct Said {
    id: String,
    from: String,
    text: String,
}

/// What the text says happened; anything else is a message.
fn said(said: &Said) -> Event {
    let name = format!("Name of\n{}", said.from);
    let kind = kind(&said.text);
    Event::new(&said.id, &said.from, 5.0, kind)
        .named(Some(&name))
        .known_as("phone", &said.from)
}

fn kind(text: &str) -> EventKind {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let report = |subject, state| {
        EventKind::Status(Delivery {
            subject,
            state,
            reason: (state == DeliveryState::Failed)
                .then(|| Refusal::new(Cause::Recipient, "no such number").code("30005")),
        })
    };
    match word {
        "!delivered" => report(
            Subject::ProviderId(rest.to_owned()),
            DeliveryState::Delivered,
        ),
        "!read" => report(Subject::Reference(rest.to_owned()), DeliveryState::Read),
        "!failed" => report(Subject::ProviderId(rest.to_owned()), DeliveryState::Failed),
        "!read-all" => report(Subject::UpTo(f64::MAX), DeliveryState::Read),
        "!typing" => EventKind::Typing,
        "!stop" => EventKind::Consent(Consent::Stop),
        "!start" => EventKind::Consent(Consent::Start),
        "!echo" => EventKind::Echo(Echo {
            reference: None,
            provider_id: format!("inbox-{rest}"),
            text: rest.to_owned(),
        }),
        "!picture" => EventKind::Message(SaidThere::text(rest).with(Attachment {
            mime: Some("image/png".to_owned()),
            name: Some("cat.png".to_owned()),
            ..Attachment::new(Media::Image, "file-1")
        })),
        _ => EventKind::Message(SaidThere::text(text)),
    }
}

fn reply(status: u16, header: &str, value: &str) -> Inbound {
    Inbound {
        events: Vec::new(),
        reply: Some(Reply {
            status,
            headers: vec![Field::new(header, value)],
            body: Payload::Text(String::new()),
        }),
    }
}

impl Channel for Guest {
    fn capabilities() -> Capabilities {
        Capabilities {
            max_chars: 1_600,
            counting: Counting::Sms,
            delivered: true,
            read: true,
            typing: true,
            window: Some(Window {
                hours: 24,
                extended_hours: Some(168),
            }),
            templates: vec![Template {
                name: "again".to_owned(),
                language: "en".to_owned(),
                text: "Hello {{1}}, may we go on?".to_owned(),
            }],
            can_initiate: true,
            address: "phone".to_owned(),
            files: Some(FileRules::any()),
            ..Capabilities::default()
        }
    }

    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        call.verify_hmac(
            "app_secret",
            Hash::Sha256,
            "x-signature",
            "sha256=",
            Encoding::Hex,
        )?;
        let body: Call = call.json()?;
        if let Some(challenge) = body.challenge {
            return Ok(Inbound::answer(challenge));
        }
        Ok(match body.lie.as_str() {
            "" => Inbound::events(body.events.iter().map(said).collect()),
            "a status" => reply(99, "x-a", "b"),
            "a header" => reply(200, "x-a", "b\r\nset-cookie: c"),
            "a cookie" => reply(200, "Set-Cookie", "c=d"),
            "a crowd" => Inbound::events(
                (0..10_000)
                    .map(|n| Event::message(&n.to_string(), "1", 0.0, "x"))
                    .collect(),
            ),
            "no thread" => Inbound::events(vec![Event::message("1", "", 0.0, "x")]),
            "an id" => Inbound::events(vec![Event::message("a\nb", "1", 0.0, "x")]),
            "not a time" => Inbound::events(vec![Event::message("1", "1", f64::NAN, "x")]),
            _ => return Err(error(ErrorKind::Transient)),
        })
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        if let Content::Files(files) = &message.content {
            let told = files.files.iter();
            return Ok(Outcome::Sent(
                told.map(|file| format!("{}@{}", file.name, file.url))
                    .collect(),
            ));
        }
        match message.text().unwrap_or_default() {
            "fetch" => {
                if let Err(Failure::Denied(_)) = cx.try_fetch(request())? {
                    return Err(Error::misconfigured("grant example.invalid"));
                }
            }
            "fetch for ever" => return Err(cx.leave_to_fetch(vec![request()])),
            "fetch too much" => return Err(cx.leave_to_fetch(vec![request(); 100])),
            "fetch nothing" => return Err(cx.leave_to_fetch(Vec::new())),
            "post" => return post(message, cx),
            "count" => return count(),
            "count and fail" => {
                count()?;
                return Err(error(ErrorKind::Rejected));
            }
            "rate-limited" => return Err(error(ErrorKind::RateLimited)),
            "transient" => return Err(error(ErrorKind::Transient)),
            "rejected" => return Err(error(ErrorKind::Rejected)),
            "unsupported" => return Err(error(ErrorKind::Unsupported)),
            "internal" => return Err(error(ErrorKind::Internal)),
            "uncertain" => return Ok(Outcome::Uncertain("it did not answer".to_owned())),
            "refused" => {
                let refusal = Refusal::new(Cause::OptedOut, "the contact has opted out");
                return Ok(Outcome::Refused(refusal.code("21610")));
            }
            _ => {}
        }
        Ok(Outcome::sent(format!(
            "echo-{}-{}",
            message.id, message.attempt
        )))
    }

    fn fetch_file(handle: &str, _cx: &mut Cx) -> Result<Request, Error> {
        #[derive(Deserialize)]
        struct Settings {
            base_url: String,
        }
        let Settings { base_url } = frontdesk_plugin::settings()?;
        Ok(Request::get(format!("{base_url}/files/{handle}")))
    }
}

frontdesk_plugin::export_channel!(Guest);
