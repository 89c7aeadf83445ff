//! What reaches the engine's task. The mailbox is bounded: a full one is answered with
//! [`Refusal::Busy`], and nothing that was taken is dropped.

use frontdesk_core::{
    ChannelId, Consent, ConversationId, Explanation, MessageTranslation, QueueId, Seq, ThreadId,
    Unreachable,
};
use frontdesk_store::Batch;
use tokio::sync::oneshot;

use crate::{
    deliveries::End,
    handle::{Command, Echo, Mark, Outcome, Refusal},
    ports::DeliveryReport,
};

/// One request to the engine's task.
pub(crate) enum Letter {
    /// Apply a command.
    Command {
        /// The command, which is much larger than other letters.
        command: Box<Command>,
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
    /// A message has left the outbox.
    Ended {
        /// Which.
        which: MessagePlace,
        /// How.
        end: End,
        /// Answered once durable.
        reply: Answer<()>,
    },
    /// A contact's message was translated, or that was given up.
    Translated {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        seq: Seq,
        /// What came of it.
        translation: Box<MessageTranslation>,
        /// Answered once durable.
        reply: Answer<()>,
    },
    /// A provider reports on a message.
    Report {
        /// The channel.
        channel: ChannelId,
        /// The contact's address there.
        thread: ThreadId,
        /// What is reported.
        report: DeliveryReport,
        /// Answered once durable: whether it was new.
        reply: Answer<bool>,
    },
    /// A provider tells of a message to a contact.
    Echo {
        /// The channel.
        channel: ChannelId,
        /// The contact's address there.
        thread: ThreadId,
        /// The provider's id for the event.
        mark: Mark,
        /// What.
        echo: Echo,
        /// Answered once durable.
        reply: Answer<()>,
    },
    /// A contact decided with a channel's provider whether they want messages.
    Consent {
        /// The channel.
        channel: ChannelId,
        /// The contact's address there.
        thread: ThreadId,
        /// The provider's id for the event.
        mark: Mark,
        /// What they decided.
        consent: Consent,
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
    /// Say whether anybody would be reached in a queue.
    Reach {
        /// Which.
        queue: QueueId,
        /// Answered at once.
        reply: oneshot::Sender<Option<Unreachable>>,
    },
    /// There are other translators, or agents speak other languages.
    TranslatorsChanged,
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
