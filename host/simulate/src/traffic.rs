//! Traffic: who comes, when, for how long. It is the same whatever the configuration.

use frontdesk_core::{ChannelId, Span, Timestamp};

/// When made-up traffic begins.
pub const START: Timestamp = Timestamp(1_800_000_000_000);

/// Contacts in one traffic: a year of a floor with a thousand conversations an hour would be nine
/// million, and nobody needs a year to see a queue.
pub const CONTACTS_MAX: usize = 2_000_000;

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Where they come from.
    pub channel: ChannelId,
    /// When.
    pub arrives: Timestamp,
    /// How long the talk takes, once an agent has accepted.
    pub handle: Span,
    /// How long the agent needs for notes after it; `None`: all of the queue's wrap-up time.
    pub wrap_up: Option<Span>,
    /// How long they wait before they leave; `None`: for ever.
    pub patience: Option<Span>,
    /// Their language (BCP 47), where it is known.
    pub locale: Option<Box<str>>,
}

/// Contacts in the order in which they come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// When it begins: agents are there from now on.
    pub start: Timestamp,
    /// Until when agents' time is counted. Whoever waits or talks then is still seen to the end.
    pub end: Timestamp,
    contacts: Vec<Contact>,
}

/// Why there is no such traffic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrafficError {
    /// More than [`CONTACTS_MAX`].
    #[error(
        "that makes about {about} contacts, and one run takes {CONTACTS_MAX}: fewer hours or days, or a \
         lower rate"
    )]
    TooMany {
        /// How many there would be.
        about: u64,
    },
}

impl Traffic {
    /// Puts contacts into the order of their arrival.
    pub fn new(
        start: Timestamp,
        end: Timestamp,
        mut contacts: Vec<Contact>,
    ) -> Result<Self, TrafficError> {
        if contacts.len() > CONTACTS_MAX {
            return Err(TrafficError::TooMany {
                about: crate::numbers::count(contacts.len()),
            });
        }
        contacts.sort_by_key(|contact| contact.arrives);
        Ok(Self {
            start,
            end,
            contacts,
        })
    }

    /// The contacts, first come first.
    pub fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    /// From start to end.
    pub const fn length(&self) -> Span {
        self.end.since(self.start)
    }
}
