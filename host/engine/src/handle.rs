//! The engine as others hold it: submit a command, keep a side record, ask why.

use std::sync::Arc;

use frontdesk_core::{
    ChannelId, Consent, ConversationId, Explanation, Input, QueueId, Rejection, Seq, ThreadId,
    Timestamp, Unreachable,
};
use frontdesk_store::{Batch, Key, Store, keys};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    couriers::Couriers,
    interpreter::Interpreter,
    mailbox::Letter,
    ports::{ChannelFeatures, FileFault},
};

/// The running engine. Cheap to clone; when the last one is dropped the engine drains and stops.
#[derive(Clone)]
pub struct Engine {
    pub(crate) mailbox: mpsc::Sender<Letter>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) couriers: Couriers,
    pub(crate) interpreter: Interpreter,
    pub(crate) status: watch::Receiver<Status>,
}

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

impl Mark {
    /// Of an event that a channel's provider gave this id.
    pub fn of_channel(channel: &ChannelId, id: &str) -> Self {
        Self {
            scope: format!("channel/{channel}"),
            id: id.to_owned(),
        }
    }

    /// Whether it is short enough to be kept.
    pub(crate) fn fits(&self) -> bool {
        keys::mark(&self.scope, &self.id).as_bytes().len() <= Key::BYTES_MAX
    }
}

/// A message to a contact that a provider tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// Our reference, if the provider hands it back.
    pub reference: Option<String>,
    /// The provider's id for it.
    pub provider_id: String,
    /// What it says.
    pub text: String,
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The core said no; nothing changed.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// A side record's precondition does not hold; nothing changed.
    #[error("somebody else was first")]
    Conflict,
    /// What was to be kept, or a mark, is over the store's limits; nothing changed.
    #[error("this is too large to be kept")]
    TooLarge,
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
    /// Everything taken is durable and shown; the engine is no more.
    Stopped,
    /// A commit failed: the process must end and start again from what is durable.
    Failed,
}

impl Engine {
    /// Applies one command and answers once it is durable. What it changes may be seen by others
    /// before this returns, never before it is durable.
    pub async fn submit(&self, command: Command) -> Result<Outcome, Refusal> {
        let command = Box::new(command);
        self.ask(|reply| Letter::Command { command, reply }).await?
    }

    /// A contact decided with a channel's provider whether they want messages: it holds for the person,
    /// on every channel. `id` is the provider's for the event: told again, after the contact has
    /// thought better of it, it changes nothing.
    pub async fn consented(
        &self,
        channel: &ChannelId,
        thread: &ThreadId,
        id: &str,
        consent: Consent,
    ) -> Result<(), Refusal> {
        let letter = |reply| Letter::Consent {
            channel: channel.clone(),
            thread: thread.clone(),
            mark: Mark::of_channel(channel, id),
            consent,
            reply,
        };
        self.ask(letter).await?
    }

    /// Makes a side record durable (a session, a sign-in link) in the engine's next group commit.
    pub async fn keep(&self, batch: Batch) -> Result<(), Refusal> {
        self.ask(|reply| Letter::Keep { batch, reply }).await?
    }

    /// Why a conversation is where it is; `None` when it is not open.
    pub async fn explain(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<Explanation>, Refusal> {
        self.ask(|reply| Letter::Explain {
            conversation,
            reply,
        })
        .await
    }

    /// Why nobody would be reached by a conversation that came into a queue now; `None`: somebody would.
    pub async fn unreachable(&self, queue: QueueId) -> Result<Option<Unreachable>, Refusal> {
        self.ask(|reply| Letter::Reach { queue, reply }).await
    }

    /// What a channel can do; none: it has no component that takes messages to a provider.
    pub fn channel_features(&self, channel: &ChannelId) -> Option<Arc<ChannelFeatures>> {
        let component = self.couriers.of(channel).component();
        component.map(|component| component.features())
    }

    /// The bytes of a file that a contact sent, at most `bytes_max`.
    pub async fn file(
        &self,
        channel: &ChannelId,
        handle: &str,
        bytes_max: usize,
    ) -> Result<Vec<u8>, FileFault> {
        let component = self.couriers.of(channel).component();
        match component {
            Some(component) => component.file(handle, bytes_max).await,
            None => Err(FileFault::NotThere),
        }
    }

    /// Takes note of a message to a contact that a provider tells of. One of ours is a report; another
    /// stands in the open conversation from here on. `id` is the provider's for the event.
    pub async fn echoed(
        &self,
        channel: &ChannelId,
        thread: &ThreadId,
        id: &str,
        echo: Echo,
    ) -> Result<(), Refusal> {
        let letter = |reply| Letter::Echo {
            channel: channel.clone(),
            thread: thread.clone(),
            mark: Mark::of_channel(channel, id),
            echo,
            reply,
        };
        self.ask(letter).await?
    }

    /// For reading what is durable: transcripts, histories, sessions.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Whether it takes work.
    pub fn status(&self) -> Status {
        *self.status.borrow()
    }

    /// Refuses new work, makes everything taken durable and shows it, then returns.
    pub async fn stop(&self) {
        // A full or closed mailbox is no reason to wait less: the status says when it is over.
        let asked = self.mailbox.send(Letter::Stop).await;
        if asked.is_ok() {
            self.ended().await;
        }
    }

    /// Returns when the engine has stopped or failed, and says which.
    pub async fn ended(&self) -> Status {
        let mut status = self.status.clone();
        let over = |status: &Status| matches!(status, Status::Stopped | Status::Failed);
        let found = status.wait_for(over).await.map(|status| *status);
        // The sender is dropped without a last word only if the task was torn down with its runtime.
        found.unwrap_or(Status::Stopped)
    }

    pub(crate) async fn ask<T>(
        &self,
        letter: impl FnOnce(oneshot::Sender<T>) -> Letter,
    ) -> Result<T, Refusal> {
        self.post(letter)?.await.map_err(|_| Refusal::Stopping)
    }

    /// Puts a letter into the mailbox at once; the answer comes later.
    pub(crate) fn post<T>(
        &self,
        letter: impl FnOnce(oneshot::Sender<T>) -> Letter,
    ) -> Result<oneshot::Receiver<T>, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.mailbox
            .try_send(letter(reply))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => Refusal::Busy,
                mpsc::error::TrySendError::Closed(_) => Refusal::Stopping,
            })?;
        Ok(answer)
    }
}
