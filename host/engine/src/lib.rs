//! The shell around the core: one task owns the Floor, commits in groups, then shows.
#![forbid(unsafe_code)]

mod handle;
pub mod ports;

use std::sync::Arc;

use frontdesk_core::{ConversationId, Explanation};
use frontdesk_store::{Batch, Store};

pub use handle::{Command, Mark, Outcome, Refusal, Status};

/// The running engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    store: Arc<dyn Store>,
}

impl Engine {
    /// Applies one command and answers once it is durable.
    pub async fn submit(&self, _command: Command) -> Result<Outcome, Refusal> {
        Err(Refusal::Busy)
    }

    /// Makes a side record durable (a session, a sign-in link) in the engine's next group commit.
    pub async fn keep(&self, _batch: Batch) -> Result<(), Refusal> {
        Err(Refusal::Busy)
    }

    /// Why a conversation is where it is; `None` when it is not open.
    pub async fn explain(&self, _conversation: ConversationId) -> Result<Option<Explanation>, Refusal> {
        Err(Refusal::Busy)
    }

    /// For reading what is durable: transcripts, histories, sessions.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Whether it takes work.
    pub fn status(&self) -> Status {
        Status::Stopping
    }
}
