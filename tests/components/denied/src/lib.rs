//! A channel that tries every way to where it may not go, and tells in its error what it heard.

#[path = "../../inbound.rs"]
mod inbound;

use frontdesk_plugin::{
    Channel, Cx, Descriptor, Error, Plugin, Request,
    channel::{Inbound, Message, Outcome, Webhook},
    http::Failure,
};

/// The component.
#[derive(Debug)]
pub struct Guest;

const NOWHERE: [&str; 4] = [
    "https://evil.example/collect",
    "http://169.254.169.254/latest/meta-data/",
    "https://[::ffff:169.254.169.254]/",
    "https://2852039166/",
];

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("denied", "0.1.0", "Asks for what it may not have")
    }
}

impl Channel for Guest {
    fn receive(call: &Webhook) -> Result<Inbound, Error> {
        inbound::receive(call)
    }

    fn send(message: &Message, cx: &mut Cx) -> Result<Outcome, Error> {
        let exchanges = cx.try_fetch_all(NOWHERE.map(Request::get).to_vec())?;
        let denials = exchanges.iter().filter_map(|exchange| match exchange {
            Err(Failure::Denied(reason)) => Some(reason.as_str()),
            _ => None,
        });
        let denials: Vec<_> = denials.collect();
        if denials.is_empty() {
            return Ok(Outcome::sent(message.id.clone()));
        }
        let count = denials.len();
        Err(Error::misconfigured(format!(
            "{count} denied: {}",
            denials.join("; ")
        )))
    }
}

frontdesk_plugin::export_channel!(Guest);
