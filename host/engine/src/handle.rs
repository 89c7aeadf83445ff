//! The engine as others hold it: submit a command, keep a side record, ask why.

use frontdesk_core::{ConversationId, Input, Rejection, Seq, Timestamp};

/// An input, with the id under which it is done at most once.
#[derive(Clone, Debug)]
pub struct Command {
    /// What happened.
    pub input: Input,
    /// The sender's id for it. The same mark again is answered with the first outcome and changes
    /// nothing; mark and change are one durable batch.
    pub mark: Option<Mark>,
}

/// Names one command of one sender, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Whose ids these are: `contact/<channel>/<thread>`, `agent/<name>`, a provider's channel.
    pub scope: String,
    /// The sender's own id.
    pub id: String,
}

/// What an accepted command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The conversation concerned, if one was.
    pub conversation: Option<ConversationId>,
    /// The message's place, if one was written.
    pub seq: Option<Seq>,
    /// When it was accepted.
    pub at: Timestamp,
    /// The mark was known: this is the answer of the first time.
    pub repeated: bool,
}

/// Why a command was not done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// The core said no; nothing changed.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The mailbox is full: nothing was taken; try again.
    #[error("the gateway is busy; try again in a moment")]
    Busy,
    /// The disk is nearly full: no new work is taken until there is room.
    #[error("the gateway's disk is nearly full; it takes no new messages until there is room")]
    StorageLow,
    /// The gateway stops. Whether a command already taken was done is unknown: send it again, under
    /// the same mark, to the next one.
    #[error("the gateway is stopping")]
    Stopping,
}

/// Whether the engine takes work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Ready,
    /// The disk is nearly full: it does not, and will again by itself.
    StorageLow,
    /// It drains and stops.
    Stopping,
    /// A commit failed: the process must end and start again from what is durable.
    Failed,
}
