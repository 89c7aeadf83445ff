//! Read-only pictures of the Floor.

use alloc::vec::Vec;

use crate::{
    estimate::{self, Slots},
    ids::{ConversationId, QueueId},
    time::{Span, Timestamp},
};

/// A queue at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueView {
    /// Which.
    pub queue: QueueId,
    /// Everything that waits or is being offered, in ranking order: the place in this list is the
    /// position shown to the contact.
    pub waiting: Vec<ConversationId>,
    /// The age of the first.
    pub oldest_since: Option<Timestamp>,
    /// Free slots of ready agents of this queue.
    pub free_slots: u32,
    /// All slots of agents of this queue who are there for offers.
    pub slots: Slots,
    /// How long a conversation holds its slot on average, once that is known.
    pub handle_time: Option<Span>,
}

impl QueueView {
    /// How long somebody will probably wait who has so many before them: see [`estimate::wait`]. None
    /// while nobody is there, or nothing is known of how long conversations take.
    pub fn estimated_wait(&self, ahead: u32) -> Option<Span> {
        estimate::wait(ahead, self.slots, self.handle_time?)
    }
}
