//! One courier a channel: takes its messages to its component, and says how many wait.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use frontdesk_core::{ChannelId, ConversationId, Seq, Timestamp};
use frontdesk_store::{Batch, Store, StoreError, keys, records};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use crate::{
    dead_letters::DeadLetter,
    handle::{Engine, Refusal},
    mailbox::Letter,
    outbox::Entry,
    ports::{Clock, Outbound, SendFault},
};

/// Sends of one channel under way at once.
const SENDS_AT_ONCE: usize = 32;
/// Tries before a message goes to the dead letters: with the waits below about an hour.
const ATTEMPTS: u32 = 16;
/// Times that one message may make its component fail: then it is the message's end, so that one
/// message cannot have the component left alone for everyone.
const FAILURES: u32 = 2;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// How a channel's outbox stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxStatus {
    /// Messages waiting or on their way.
    pub waiting: usize,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// Messages that could not be sent.
    pub dead_letters: usize,
    /// Calls of the provider that the component failed over.
    pub dead_webhooks: usize,
    /// Whether the channel has a component that takes messages.
    pub has_component: bool,
}

/// Every channel's courier, shared by the engine's task and its handles. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Couriers(Arc<Shared>);

struct Shared {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// Weak, so that the outbox alone does not keep the engine running.
    mailbox: mpsc::WeakSender<Letter>,
    all: Mutex<BTreeMap<ChannelId, Arc<Courier>>>,
}

/// Takes one channel's messages to its component, whichever that is at the moment.
pub(crate) struct Courier {
    channel: ChannelId,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    mailbox: mpsc::WeakSender<Letter>,
    /// Each change ends the waits of failed messages.
    outbound: watch::Sender<Option<Arc<dyn Outbound>>>,
    sends: Semaphore,
    waiting: Mutex<Waiting>,
    dead_letters: AtomicUsize,
    dead_webhooks: AtomicUsize,
}

/// What waits, by conversation, in order. One round runs for each conversation in here.
#[derive(Default)]
struct Waiting {
    places: BTreeMap<ConversationId, VecDeque<(Seq, Timestamp)>>,
    count: usize,
}

impl Engine {
    /// How every channel's outbox stands. Cheap: nothing is read.
    pub fn outboxes(&self) -> BTreeMap<ChannelId, OutboxStatus> {
        let all = lock(&self.couriers.0.all);
        all.iter()
            .map(|(channel, courier)| (channel.clone(), courier.status()))
            .collect()
    }

    /// Gives a channel another component for its messages, or none: then they wait. What failed with
    /// the component before is tried again at once.
    pub fn replace_outbound(&self, channel: &ChannelId, outbound: Option<Arc<dyn Outbound>>) {
        self.couriers.of(channel).replace(outbound);
    }

    /// The channel's component was replaced behind its port, restarted or set up anew: what failed
    /// before is tried again at once.
    pub fn outbox_changed(&self, channel: &ChannelId) {
        let courier = lock(&self.couriers.0.all).get(channel).cloned();
        if let Some(courier) = courier {
            courier.outbound.send_modify(|_| {});
        }
    }
}

impl Couriers {
    pub(crate) fn new(
        store: &Arc<dyn Store>,
        clock: &Arc<dyn Clock>,
        mailbox: &mpsc::Sender<Letter>,
    ) -> Self {
        Self(Arc::new(Shared {
            store: store.clone(),
            clock: clock.clone(),
            mailbox: mailbox.downgrade(),
            all: Mutex::default(),
        }))
    }

    /// The channel's courier, made when it is first asked for.
    pub(crate) fn of(&self, channel: &ChannelId) -> Arc<Courier> {
        let shared = &self.0;
        let mut all = lock(&shared.all);
        let courier = all.entry(channel.clone()).or_insert_with(|| {
            Arc::new(Courier {
                channel: channel.clone(),
                store: shared.store.clone(),
                clock: shared.clock.clone(),
                mailbox: shared.mailbox.clone(),
                outbound: watch::Sender::new(None),
                sends: Semaphore::new(SENDS_AT_ONCE),
                waiting: Mutex::default(),
                dead_letters: AtomicUsize::new(0),
                dead_webhooks: AtomicUsize::new(0),
            })
        });
        courier.clone()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Counts what is dead from an earlier run.
    pub(crate) async fn count_dead(&self) -> Result<(), StoreError> {
        let store = &*self.0.store;
        for (_, letter) in records::load_all::<DeadLetter>(store, keys::dead_letters()).await? {
            self.of(&letter.entry.channel).died(1);
        }
        for (_, head) in crate::dead_webhooks::all(store).await? {
            let courier = self.of(&head.channel);
            courier.dead_webhooks.fetch_add(1, Ordering::AcqRel);
        }
        Ok(())
    }
}

impl Courier {
    pub(crate) fn replace(&self, outbound: Option<Arc<dyn Outbound>>) {
        self.outbound.send_replace(outbound);
    }

    pub(crate) fn has_component(&self) -> bool {
        self.outbound.borrow().is_some()
    }

    /// Counts dead letters that came.
    pub(crate) fn died(&self, letters: usize) {
        self.dead_letters.fetch_add(letters, Ordering::AcqRel);
    }

    /// Counts a dead letter that is gone.
    pub(crate) fn revived(&self) {
        down(&self.dead_letters);
    }

    /// Takes a place among at most `limit` dead webhooks. `false`: there is none.
    pub(crate) fn reserve_webhook(&self, limit: usize) -> bool {
        let more = |count: usize| (count < limit).then_some(count + 1);
        self.dead_webhooks
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, more)
            .is_ok()
    }

    /// Gives a place among the dead webhooks back.
    pub(crate) fn release_webhook(&self) {
        down(&self.dead_webhooks);
    }

    fn status(&self) -> OutboxStatus {
        let waiting = lock(&self.waiting);
        let first = |queue: &VecDeque<(Seq, Timestamp)>| queue.front().map(|(_, since)| *since);
        OutboxStatus {
            waiting: waiting.count,
            oldest: waiting.places.values().filter_map(first).min(),
            dead_letters: self.dead_letters.load(Ordering::Acquire),
            dead_webhooks: self.dead_webhooks.load(Ordering::Acquire),
            has_component: self.has_component(),
        }
    }

    /// Adds a message to what waits. `true`: a round has to be started for its conversation.
    pub(crate) fn push(&self, entry: &Entry) -> bool {
        let mut waiting = lock(&self.waiting);
        waiting.count += 1;
        let queue = waiting
            .places
            .entry(entry.message.conversation)
            .or_default();
        queue.push_back((entry.message.seq, entry.since()));
        metrics::gauge!("frontdesk_outbox_pending").increment(1);
        queue.len() == 1
    }

    fn first(&self, conversation: ConversationId) -> Option<Seq> {
        let waiting = lock(&self.waiting);
        let (seq, _) = waiting.places.get(&conversation)?.front()?;
        Some(*seq)
    }

    /// Takes the first place out. `false`: nothing is left, the round is over.
    fn pop(&self, conversation: ConversationId) -> bool {
        let mut guard = lock(&self.waiting);
        let waiting = &mut *guard;
        let Some(queue) = waiting.places.get_mut(&conversation) else {
            return false;
        };
        if queue.pop_front().is_some() {
            waiting.count = waiting.count.saturating_sub(1);
            metrics::gauge!("frontdesk_outbox_pending").decrement(1);
        }
        let more = !queue.is_empty();
        if !more {
            waiting.places.remove(&conversation);
        }
        more
    }

    /// Sends one conversation's messages, one after the other, until none waits.
    pub(crate) async fn round(self: Arc<Self>, conversation: ConversationId) {
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
        let end = self.try_until_the_end(&entry).await;
        let died = usize::from(end.is_err());
        if let Err((reason, attempts)) = end {
            self.bury(&mut batch, entry, reason, attempts);
        }
        self.keep(batch).await?;
        self.died(died);
        Ok(())
    }

    /// Tries until the message is taken; `Err` with the reason and the number of tries when it never
    /// will be.
    async fn try_until_the_end(&self, entry: &Entry) -> Result<(), (String, u32)> {
        let (conversation, seq) = (entry.message.conversation, entry.message.seq);
        let mut outbound = self.outbound.subscribe();
        // `tries` and `failures` are of the component as it is; `attempt` counts all.
        let (mut attempt, mut tries, mut failures) = (1, 1, 0);
        loop {
            let component = outbound.borrow_and_update().clone();
            let Some(component) = component else {
                // The sender is this courier's own.
                let _ = outbound.changed().await;
                continue;
            };
            let fault = match self.send(&*component, entry.clone(), attempt).await {
                Ok(()) => return Ok(()),
                Err(fault) => fault,
            };
            tracing::debug!(channel = %self.channel, conversation.id = %conversation, attempt, "a send failed");
            let (message, asked) = match fault {
                SendFault::Permanent { message } => return Err((message, attempt)),
                SendFault::Transient {
                    message,
                    retry_after,
                } => (message, retry_after),
                SendFault::Component { message } => {
                    failures += 1;
                    (message, None)
                }
            };
            if tries >= ATTEMPTS || failures >= FAILURES {
                return Err((message, attempt));
            }
            let wait = wait(tries, conversation, seq);
            (attempt, tries) = (attempt + 1, tries + 1);
            tokio::select! {
                () = tokio::time::sleep(asked.map_or(wait, |asked| asked.max(wait))) => {}
                _ = outbound.changed() => (tries, failures) = (1, 0),
            }
        }
    }

    async fn send(
        &self,
        component: &dyn Outbound,
        entry: Entry,
        attempt: u32,
    ) -> Result<(), SendFault> {
        // The semaphore is never closed.
        let _permit = self.sends.acquire().await.ok();
        component.send(&entry.dispatch(attempt)).await.map(drop)
    }

    fn bury(&self, batch: &mut Batch, entry: Entry, reason: String, attempts: u32) {
        let (conversation, seq) = (entry.message.conversation, entry.message.seq);
        tracing::warn!(channel = %self.channel, conversation.id = %conversation, attempts, "a message could not be sent: it is among the dead letters");
        let key = keys::dead_letter(&self.channel, conversation, seq);
        let letter = DeadLetter {
            entry,
            reason: shortened(reason),
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

/// A reason that a component gave, at a length that a record can carry.
pub(crate) fn shortened(reason: String) -> String {
    const CHARS_MAX: usize = 500;
    match reason.char_indices().nth(CHARS_MAX) {
        None => reason,
        Some((end, _)) => reason.get(..end).unwrap_or_default().to_owned(),
    }
}

fn down(count: &AtomicUsize) {
    let less = |count: usize| Some(count.saturating_sub(1));
    let _ = count.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
}

/// Locks, whatever happened to an earlier holder: what is behind these locks is consistent at every
/// point where a panic could be.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
