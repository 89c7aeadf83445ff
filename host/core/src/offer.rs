//! An offer: one conversation shown to one agent for a limited time.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, ConversationId, OfferId, QueueId},
    time::Timestamp,
};

/// An open offer. It ends by accept, decline, expiry or withdrawal; its id is never used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// What is offered.
    pub conversation: ConversationId,
    /// To whom.
    pub agent: AgentId,
    /// From which queue.
    pub queue: QueueId,
    /// When it was made.
    pub offered_at: Timestamp,
    /// When it expires.
    pub expires: Timestamp,
}
