//! Channels over a provider's HTTP API.

use crate::{Error, Plugin};

pub use crate::bindings::channel::{
    exports::frontdesk::plugin::channel::{
        Delivery, DeliveryState, Event, EventKind, Inbound, Message, Party, Receipt, Reply,
        SendStep, Webhook,
    },
    frontdesk::plugin::http_types::{Body, Exchange, Failure, Method, Request, Response},
};

/// A medium over which contacts and agents exchange messages. Both functions are pure: no state
/// outlives a call.
pub trait Channel: Plugin {
    /// Verifies and reads one call of the provider. A channel without webhooks leaves it as it is.
    fn receive(_call: Webhook) -> Result<Inbound, Error> {
        Err(Error::unsupported("this channel takes no webhooks"))
    }

    /// Sends one message: returns the requests to run, and, called again with what came back, the
    /// receipt. A channel that only has a socket leaves it as it is.
    fn send(_message: Message, _prior: Vec<Exchange>) -> Result<SendStep, Error> {
        Err(Error::unsupported(
            "this channel sends over its socket only",
        ))
    }
}
