//! A good channel without a socket: it answers as the message's text says.

use frontdesk_plugin::{
    Channel, Descriptor, Error, ErrorKind, Plugin,
    channel::{Body, Exchange, Failure, Message, Method, Receipt, Request, SendStep},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("echo-outbox", "0.1.0", "Echoes")
    }
}

fn request() -> Request {
    Request {
        method: Method::Post,
        url: "https://example.invalid/messages".to_owned(),
        headers: Vec::new(),
        body: Body::Empty,
        timeout_ms: None,
        idempotency: None,
    }
}

fn error(kind: ErrorKind) -> Error {
    Error {
        retry_after_ms: Some(1_500),
        ..Error::new(kind, "as asked")
    }
}

impl Channel for Guest {
    fn send(message: Message, prior: Vec<Exchange>) -> Result<SendStep, Error> {
        let receipt = || {
            let provider_id = format!("echo-{}-{}", message.id, message.attempt);
            SendStep::Done(Receipt {
                provider_id: Some(provider_id),
            })
        };
        match message.text.as_str() {
            "fetch" => match prior.first() {
                None => Ok(SendStep::Fetch(vec![request()])),
                Some(Err(Failure::Denied(_))) => Err(Error::misconfigured("grant example.invalid")),
                Some(_) => Ok(receipt()),
            },
            "fetch for ever" => Ok(SendStep::Fetch(vec![request()])),
            "fetch too much" => Ok(SendStep::Fetch(vec![request(); 100])),
            "fetch nothing" => Ok(SendStep::Fetch(Vec::new())),
            "rate-limited" => Err(error(ErrorKind::RateLimited)),
            "transient" => Err(error(ErrorKind::Transient)),
            "rejected" => Err(error(ErrorKind::Rejected)),
            "unsupported" => Err(error(ErrorKind::Unsupported)),
            "internal" => Err(error(ErrorKind::Internal)),
            _ => Ok(receipt()),
        }
    }
}

frontdesk_plugin::export_channel!(Guest);
