//! What reaches the engine's task. The mailbox is bounded: a full one is answered with
//! [`Refusal::Busy`], and nothing that was taken is dropped.

use frontdesk_core::{ConversationId, Explanation};
use frontdesk_store::Batch;
use tokio::sync::oneshot;

use crate::handle::{Command, Outcome, Refusal};

/// One request to the engine's task.
pub(crate) enum Letter {
    /// Apply a command.
    Command {
        /// The command.
        command: Command,
        /// Answered once durable.
        reply: Answer<Outcome>,
    },
    /// Keep side records.
    Keep {
        /// The records.
        batch: Batch,
        /// Answered once durable.
        reply: Answer<()>,
    },
    /// Explain a conversation.
    Explain {
        /// Which.
        conversation: ConversationId,
        /// Answered at once.
        reply: oneshot::Sender<Option<Explanation>>,
    },
    /// Stop once everything taken is durable.
    Stop,
}

/// Where a result goes.
pub(crate) type Answer<T> = oneshot::Sender<Result<T, Refusal>>;
