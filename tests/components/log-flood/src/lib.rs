//! A channel that sends well, and logs without end while it does. A provider's call with `?poison` kills
//! it.

#[path = "../../inbound.rs"]
mod inbound;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin,
    channel::{Inbound, Message, Outcome, Webhook},
    host::{self, Level},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("log-flood", "0.1.0", "Floods the log")
    }
}

impl Channel for Guest {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        if call.query("poison").is_some() {
            std::process::abort();
        }
        inbound::receive(call)
    }

    fn send(message: &Message, _cx: &mut Cx) -> Result<Outcome, Error> {
        let long = "flood ".repeat(1_000);
        for _ in 0..1_000 {
            host::log(Level::Error, &long, &[("forged\nline", "a\nb")]);
        }
        Ok(Outcome::sent(message.id.clone()))
    }
}

frontdesk_plugin::export_channel!(Guest);
