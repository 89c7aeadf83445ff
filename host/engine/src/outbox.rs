//! The outbox: messages on their way to a channel's component, in order within a conversation, until
//! they are taken, refused for good, or have been tried often enough. Each is durable before it is
//! tried and leaves the outbox in a commit of its own, so a crash repeats it under the same
//! reference rather than lose it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use frontdesk_core::{ChannelId, ConversationId, Floor, Message, Seq, ThreadId, Timestamp};
use frontdesk_store::{Batch, Store, StoreError, keys, records};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinSet,
};

use crate::{
    handle::Refusal,
    mailbox::Letter,
    ports::{Clock, Dispatch, Outbound, SendFault},
};

/// Sends of one channel under way at once.
const SENDS_AT_ONCE: usize = 32;
/// Tries before a message goes to the dead letters: with the waits below about an hour.
const ATTEMPTS: u32 = 16;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// A message in the outbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    channel: ChannelId,
    thread: ThreadId,
    message: Message,
}

/// A message that could not be sent, kept for an operator to look at and send again.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct DeadLetter {
    entry: Entry,
    reason: String,
    attempts: u32,
    at: Timestamp,
}

impl Entry {
    /// The entry for a message the core has just dispatched.
    pub(crate) fn of(floor: &Floor, message: &Message) -> Option<Self> {
        let conversation = floor.conversation(message.conversation)?;
        let (channel, thread) = (conversation.channel.clone(), conversation.thread.clone());
        Some(Self {
            channel,
            thread,
            message: message.clone(),
        })
    }

    /// Adds the entry to a batch.
    pub(crate) fn stage(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let key = keys::outbox(&self.channel, self.message.conversation, self.message.seq);
        records::stage(batch, key, self)
    }

    fn dispatch(self, attempt: u32) -> Dispatch {
        let Self {
            channel,
            thread,
            message,
        } = self;
        let reference = format!("{}.{}", message.conversation, message.seq);
        Dispatch {
            reference,
            channel,
            thread,
            message,
            attempt,
        }
    }
}

/// Every channel's courier.
pub(crate) struct Outbox {
    couriers: BTreeMap<ChannelId, Arc<Courier>>,
    rounds: JoinSet<()>,
}

/// Takes one channel's messages to its component.
struct Courier {
    channel: ChannelId,
    outbound: Arc<dyn Outbound>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// Weak, so that the outbox alone does not keep the engine running.
    mailbox: mpsc::WeakSender<Letter>,
    sends: Semaphore,
    /// What waits, by conversation. One round runs for each conversation in here.
    waiting: Mutex<BTreeMap<ConversationId, VecDeque<Seq>>>,
}

impl Outbox {
    pub(crate) fn new(
        outbound: BTreeMap<ChannelId, Arc<dyn Outbound>>,
        store: &Arc<dyn Store>,
        clock: &Arc<dyn Clock>,
        mailbox: &mpsc::Sender<Letter>,
    ) -> Self {
        let courier = |(channel, outbound): (ChannelId, Arc<dyn Outbound>)| {
            let courier = Courier {
                channel: channel.clone(),
                outbound,
                store: store.clone(),
                clock: clock.clone(),
                mailbox: mailbox.downgrade(),
                sends: Semaphore::new(SENDS_AT_ONCE),
                waiting: Mutex::default(),
            };
            (channel, Arc::new(courier))
        };
        let couriers = outbound.into_iter().map(courier).collect();
        Self {
            couriers,
            rounds: JoinSet::new(),
        }
    }

    /// Takes up what an earlier run left.
    pub(crate) async fn resume(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        let left = records::load_all::<Entry>(store, keys::outbox_all()).await?;
        for (_, entry) in &left {
            self.post(entry);
        }
        Ok(())
    }

    /// Sends a durable entry on its way.
    pub(crate) fn post(&mut self, entry: &Entry) {
        while self.rounds.try_join_next().is_some() {}
        let Some(courier) = self.couriers.get(&entry.channel) else {
            // The channel is not configured any more: the entry waits until it is again.
            tracing::warn!(channel = %entry.channel, "a message waits for a channel that is not configured");
            return;
        };
        let conversation = entry.message.conversation;
        if courier.push(conversation, entry.message.seq) {
            self.rounds.spawn(Arc::clone(courier).round(conversation));
        }
    }

    /// Ends every round; what was not sent stays in the outbox for the next run.
    pub(crate) async fn stop(&mut self) {
        self.rounds.shutdown().await;
    }
}

impl Courier {
    /// Adds a place to what waits. `true`: a round has to be started for the conversation.
    fn push(&self, conversation: ConversationId, seq: Seq) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = waiting.entry(conversation).or_default();
        queue.push_back(seq);
        metrics::gauge!("frontdesk_outbox_pending").increment(1);
        queue.len() == 1
    }

    fn first(&self, conversation: ConversationId) -> Option<Seq> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .get(&conversation)
            .and_then(|queue| queue.front().copied())
    }

    /// Takes the first place out. `false`: nothing is left, the round is over.
    fn pop(&self, conversation: ConversationId) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = waiting.get_mut(&conversation) else {
            return false;
        };
        if queue.pop_front().is_some() {
            metrics::gauge!("frontdesk_outbox_pending").decrement(1);
        }
        let more = !queue.is_empty();
        if !more {
            waiting.remove(&conversation);
        }
        more
    }

    /// Sends one conversation's messages, one after the other, until none waits.
    async fn round(self: Arc<Self>, conversation: ConversationId) {
        while let Some(seq) = self.first(conversation) {
            if self.deliver(conversation, seq).await.is_err() {
                // The engine stops; the entry is durable and the next run takes it up.
                return;
            }
            if !self.pop(conversation) {
                return;
            }
        }
    }

    /// Brings one message to an end: sent, or among the dead letters.
    async fn deliver(&self, conversation: ConversationId, seq: Seq) -> Result<(), Refusal> {
        let key = keys::outbox(&self.channel, conversation, seq);
        let entry = match records::load::<Entry>(&*self.store, &key).await {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(()),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, conversation.id = %conversation, "an outbox entry cannot be read");
                return Ok(());
            }
        };
        let mut batch = Batch::new();
        batch.delete(key);
        let mut attempt = 1;
        loop {
            let fault = match self.send(entry.clone().dispatch(attempt)).await {
                Ok(()) => break,
                Err(fault) => fault,
            };
            tracing::debug!(channel = %self.channel, conversation.id = %conversation, attempt, "a send failed");
            match fault {
                SendFault::Transient { retry_after, .. } if attempt < ATTEMPTS => {
                    let wait = wait(attempt, conversation, seq);
                    tokio::time::sleep(retry_after.map_or(wait, |asked| asked.max(wait))).await;
                    attempt += 1;
                }
                SendFault::Transient { message, .. } | SendFault::Permanent { message } => {
                    self.bury(&mut batch, entry, message, attempt);
                    break;
                }
            }
        }
        self.keep(batch).await
    }

    async fn send(&self, dispatch: Dispatch) -> Result<(), SendFault> {
        // The semaphore is never closed.
        let _permit = self.sends.acquire().await.ok();
        self.outbound.send(&dispatch).await.map(drop)
    }

    fn bury(&self, batch: &mut Batch, entry: Entry, reason: String, attempts: u32) {
        let (conversation, seq) = (entry.message.conversation, entry.message.seq);
        tracing::warn!(channel = %self.channel, conversation.id = %conversation, attempts, "a message could not be sent: it is among the dead letters");
        let key = keys::dead_letter(&self.channel, conversation, seq);
        let letter = DeadLetter {
            entry,
            reason,
            attempts,
            at: self.clock.now(),
        };
        if let Err(error) = records::stage(batch, key, &letter) {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "a dead letter cannot be kept");
        }
    }

    /// As [`crate::Engine::keep`], but waits while the mailbox is full or the disk is.
    async fn keep(&self, batch: Batch) -> Result<(), Refusal> {
        loop {
            let (reply, answer) = oneshot::channel();
            let mailbox = self.mailbox.upgrade().ok_or(Refusal::Stopping)?;
            let letter = Letter::Keep {
                batch: batch.clone(),
                reply,
            };
            mailbox.send(letter).await.map_err(|_| Refusal::Stopping)?;
            drop(mailbox);
            match answer.await.map_err(|_| Refusal::Stopping)? {
                Err(Refusal::StorageLow) => tokio::time::sleep(FIRST_WAIT).await,
                done => return done,
            }
        }
    }
}

/// How long to wait after a failed try: doubling, with up to a quarter off so that messages that
/// failed together do not all come again together.
fn wait(attempt: u32, conversation: ConversationId, seq: Seq) -> Duration {
    let full = FIRST_WAIT
        .saturating_mul(1 << attempt.saturating_sub(1).min(16))
        .min(LONGEST_WAIT);
    // Spread by the message's own numbers: the engine draws no random ones.
    let mixed = (conversation.number() << 8 ^ u64::from(seq.0) ^ u64::from(attempt))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let off = u32::try_from(mixed >> 40).unwrap_or(0) % 1_000;
    full.saturating_sub(full / 4 * off / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_stay_bounded_and_differ_between_messages() {
        let conversation = |n| ConversationId::new(n).unwrap();
        for attempt in 1..=ATTEMPTS {
            let full = FIRST_WAIT
                .saturating_mul(1 << (attempt - 1))
                .min(LONGEST_WAIT);
            let wait = wait(attempt, conversation(7), Seq(3));
            assert!(
                wait <= full && wait >= full * 3 / 4,
                "{attempt}: {wait:?} of {full:?}"
            );
        }
        assert_ne!(
            wait(5, conversation(7), Seq(3)),
            wait(5, conversation(8), Seq(3))
        );
    }
}
