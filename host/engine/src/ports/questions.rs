//! What scripts ask outside the Floor.

use async_trait::async_trait;
use frontdesk_core::{ContactCard, script::Answer};

/// Answers what scripts ask. It may be asked the same twice, so asking changes nothing.
#[async_trait]
pub trait Questions: Send + Sync + 'static {
    /// Whether the contact of a conversation is a customer.
    async fn is_customer(&self, contact: &ContactCard) -> Answer;
}

/// Nobody is there to ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct NobodyToAsk;

#[async_trait]
impl Questions for NobodyToAsk {
    async fn is_customer(&self, _: &ContactCard) -> Answer {
        Answer::Failed
    }
}
