//! One courier a channel: takes its messages to its component, and says how many wait.

mod sending;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use frontdesk_core::{ChannelId, ConversationId, Seq, Timestamp};
use frontdesk_store::Store;
use tokio::sync::{Semaphore, mpsc, watch};

use crate::{
    couriers::OutboxStatus,
    mailbox::Letter,
    outbox::Entry,
    pace::Pace,
    ports::{Clock, Outbound},
};

/// Sends of one channel under way at once.
const SENDS_AT_ONCE: usize = 32;

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
    pace: Mutex<Pace>,
    dead_letters: AtomicUsize,
    dead_webhooks: AtomicUsize,
}

/// What waits, by conversation, in order. One round runs for each conversation in here.
#[derive(Default)]
struct Waiting {
    places: BTreeMap<ConversationId, VecDeque<(Seq, Timestamp)>>,
    count: usize,
}

impl Courier {
    pub(crate) fn new(
        channel: ChannelId,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        mailbox: mpsc::WeakSender<Letter>,
    ) -> Self {
        Self {
            channel,
            store,
            clock,
            mailbox,
            outbound: watch::Sender::new(None),
            sends: Semaphore::new(SENDS_AT_ONCE),
            waiting: Mutex::default(),
            pace: Mutex::default(),
            dead_letters: AtomicUsize::new(0),
            dead_webhooks: AtomicUsize::new(0),
        }
    }

    /// The component was mended behind its port.
    pub(crate) fn mended(&self) {
        self.outbound.send_modify(|_| {});
    }

    pub(crate) fn replace(&self, outbound: Option<Arc<dyn Outbound>>) {
        self.outbound.send_replace(outbound);
    }

    pub(crate) fn has_component(&self) -> bool {
        self.outbound.borrow().is_some()
    }

    /// The component that takes the channel's messages, if there is one.
    pub(crate) fn component(&self) -> Option<Arc<dyn Outbound>> {
        self.outbound.borrow().clone()
    }

    /// What waits of a conversation, in order.
    pub(crate) fn waiting_of(&self, conversation: ConversationId) -> Vec<Seq> {
        let waiting = lock(&self.waiting);
        let queue = waiting.places.get(&conversation).into_iter().flatten();
        queue.map(|(seq, _)| *seq).collect()
    }

    /// How many messages wait or are on their way.
    pub(crate) fn waiting(&self) -> usize {
        lock(&self.waiting).count
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

    /// Counts a dead webhook that an earlier run left.
    pub(crate) fn found_webhook(&self) {
        self.dead_webhooks.fetch_add(1, Ordering::AcqRel);
    }

    /// Gives a place among the dead webhooks back.
    pub(crate) fn release_webhook(&self) {
        down(&self.dead_webhooks);
    }

    pub(crate) fn status(&self) -> OutboxStatus {
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
