//! Channels whose contacts hold a live socket to the host.

use crate::{Channel, Error};

pub use crate::bindings::socket::exports::frontdesk::plugin::socket::{
    Ack, Assigned, Author, Body, Card, Ended, EndedBy, Event, Happening, Message, Notice, Queued,
    Refusal, Refused, Said, Session, Start, State,
};

/// What a frame means and how a notice looks. Both functions are pure: one instance serves many
/// contacts, so nothing may be remembered from one call to the next.
pub trait SocketChannel: Channel {
    /// One text frame from the contact, to events. `at` is when it came, in milliseconds.
    fn frame(session: &Session, data: &str, at: f64) -> Result<Vec<Event>, Refusal>;

    /// What the host tells the contact, to text frames, in order.
    fn render(session: &Session, notices: &[Notice]) -> Result<Vec<String>, Error>;
}
