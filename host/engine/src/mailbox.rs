//! What reaches the engine's task. The mailbox is bounded: a full one is answered with
//! [`Refusal::Busy`], and nothing that was taken is dropped.

use frontdesk_core::{ChannelId, ConversationId, Explanation, Seq};
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
    /// Take a message out of the dead letters.
    Revive {
        /// Which.
        which: MessagePlace,
        /// What becomes of it.
        what: Fate,
        /// Answered once durable. `false`: it is not there.
        reply: Answer<bool>,
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

/// Which message of a channel's outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MessagePlace {
    /// The channel.
    pub(crate) channel: ChannelId,
    /// The conversation.
    pub(crate) conversation: ConversationId,
    /// Its place there.
    pub(crate) seq: Seq,
}

/// What becomes of a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Back into the outbox.
    SendAgain,
    /// Gone.
    Discard,
}

/// Where a result goes.
pub(crate) type Answer<T> = oneshot::Sender<Result<T, Refusal>>;
