//! What a client tells whoever measures or checks, at the moment it happens.

use crate::ledger::Way;

/// Hears what clients see. Every method is optional.
pub trait Witness: Send + Sync + 'static {
    /// A frame with this id was handed to its socket.
    fn written(&self, id: &str) {
        let _ = id;
    }

    /// The gateway acknowledged the frame or command with this id.
    fn acked(&self, id: &str) {
        let _ = id;
    }

    /// The gateway refused it for good.
    fn refused(&self, id: Option<&str>, code: &str) {
        let _ = (id, code);
    }

    /// A message's text was seen, for the first time on this client's side.
    fn message(&self, way: Way, text: &str) {
        let _ = (way, text);
    }

    /// A message came again on the same connection.
    fn repeated(&self) {}

    /// The agent was offered the conversation of the contact with this name.
    fn offered(&self, agent: usize, contact: &str) {
        let _ = (agent, contact);
    }

    /// The agent holds the conversation of the contact with this name.
    fn placed(&self, agent: usize, contact: &str, conversation: &str) {
        let _ = (agent, contact, conversation);
    }

    /// The agent does not hold it any more.
    fn removed(&self, agent: usize, conversation: &str) {
        let _ = (agent, conversation);
    }
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Witness for Nobody {}
