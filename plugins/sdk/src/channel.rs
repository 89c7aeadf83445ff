//! Channels over a provider's HTTP API.

use crate::{Cx, Error, Plugin};

pub use crate::bindings::channel::exports::frontdesk::plugin::channel::{
    Delivery, DeliveryState, Event, EventKind, Inbound, Message, Party, Receipt, Reply, SendStep,
    Webhook,
};

/// A medium over which contacts and agents exchange messages. Both functions are pure: no state
/// outlives a call.
pub trait Channel: Plugin {
    /// Verifies and reads one call of the provider; no request may follow from it. Verify first:
    /// [`Webhook::verify_hmac`] and its kin. A channel without webhooks leaves it as it is.
    fn receive(_call: &Webhook) -> Result<Inbound, Error> {
        Err(Error::unsupported("this channel takes no webhooks"))
    }

    /// Sends one message by requests through `cx`, and says what the provider calls it. A channel
    /// that only has a socket leaves it as it is.
    fn send(_message: &Message, _cx: &mut Cx) -> Result<Receipt, Error> {
        Err(Error::unsupported(
            "this channel sends over its socket only",
        ))
    }
}

impl Inbound {
    /// These events, answered with 200 once they are durable.
    pub fn events(events: Vec<Event>) -> Self {
        Self {
            events,
            reply: None,
        }
    }

    /// Nothing happened, and the provider waits for this text (such as a challenge).
    pub fn answer(text: impl Into<String>) -> Self {
        Self {
            events: Vec::new(),
            reply: Some(Reply {
                status: 200,
                headers: Vec::new(),
                body: crate::types::Payload::Text(text.into()),
            }),
        }
    }
}

impl Event {
    /// A contact wrote. `id` is the provider's, `thread` the contact's address on the channel.
    pub fn message(id: &str, thread: &str, at: f64, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            thread: thread.to_owned(),
            sender: Party {
                id: thread.to_owned(),
                name: None,
            },
            at,
            kind: EventKind::Message(text.to_owned()),
        }
    }

    /// What the sender calls themselves.
    #[must_use]
    pub fn named(mut self, name: Option<&str>) -> Self {
        self.sender.name = name.map(str::to_owned);
        self
    }
}

impl Receipt {
    /// What the provider calls the message: later delivery reports name it so.
    pub fn of(provider_id: impl Into<String>) -> Self {
        Self {
            provider_id: Some(provider_id.into()),
        }
    }
}
