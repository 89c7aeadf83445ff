//! Read-only pictures of the Floor.

use alloc::vec::Vec;

use crate::{
    ids::{ConversationId, QueueId},
    time::Timestamp,
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
}
