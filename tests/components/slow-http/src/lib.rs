//! A channel whose provider is slow, or never answers: every message is a request to the URL of its
//! settings.

#[path = "../../inbound.rs"]
mod inbound;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request,
    channel::{Inbound, Message, Outcome, Webhook},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

#[derive(serde::Deserialize)]
struct Settings {
    url: String,
}

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("slow-http", "0.1.0", "Waits for its provider")
            .settings(
                r#"{"type":"object","properties":{"url":{"type":"string"}},
                    "required":["url"],"additionalProperties":false}"#,
            )
            .host("{url}")
    }
}

impl Channel for Guest {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        inbound::receive(call)
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        let Settings { url } = frontdesk_plugin::settings()?;
        cx.fetch(Request::post(url).idempotency(&message.id))?;
        Ok(Outcome::sent(message.id.clone()))
    }
}

frontdesk_plugin::export_channel!(Guest);
