//! Who sent what when, and what became of it: the one place that decides lost, doubled, reordered.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// From a visitor to the agent who holds the chat.
    ToAgent,
    /// From the agent to the visitor.
    ToVisitor,
}

/// One message.
#[derive(Clone, Copy, Debug)]
struct Entry {
    chat: u32,
    way: Way,
    due: Duration,
    written: Option<Duration>,
    acked: Option<Duration>,
    delivered: Option<Duration>,
}

/// Every message of a run. A message is known by its token, which ends in its place in this list.
#[derive(Debug)]
pub struct Ledger {
    epoch: Instant,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    entries: Vec<Entry>,
    /// The last message seen at the far end, for each chat and way.
    last: BTreeMap<(u32, Way), usize>,
    /// How many messages of each chat have been entered and not delivered.
    on_their_way: BTreeMap<u32, u32>,
    duplicated: u64,
    reordered: u64,
    refused: u64,
}

/// What became of a window's messages.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Due in the window.
    pub due: u64,
    /// Delivered within the limit after they were due.
    pub in_time: u64,
    /// Never delivered.
    pub lost: u64,
    /// Acknowledged to the sender, never delivered.
    pub acked_lost: u64,
    /// Seen again on the same connection; over the whole run.
    pub duplicated: u64,
    /// Seen after a later one of the same chat and way; over the whole run.
    pub reordered: u64,
    /// Refused by the gateway; over the whole run.
    pub refused: u64,
    /// Due → delivered, in microseconds, contact to agent.
    pub to_agent: Histogram<u64>,
    /// Due → delivered, in microseconds, agent to contact.
    pub to_visitor: Histogram<u64>,
    /// Both.
    pub both: Histogram<u64>,
    /// Due → acknowledged.
    pub ack: Histogram<u64>,
    /// Due → written to the socket: the generator's own lateness.
    pub late: Histogram<u64>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            epoch: Instant::now(),
            book: Mutex::default(),
        }
    }
}

impl Ledger {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time since the run began.
    pub fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    /// The instant of a time since the run began.
    pub fn instant(&self, at: Duration) -> Instant {
        self.epoch + at
    }

    /// Enters a message that is due at `due`, and gives its number.
    pub fn enter(&self, chat: u32, way: Way, due: Duration) -> usize {
        let mut book = self.book();
        let entry = Entry {
            chat,
            way,
            due,
            written: None,
            acked: None,
            delivered: None,
        };
        book.entries.push(entry);
        *book.on_their_way.entry(chat).or_default() += 1;
        book.entries.len() - 1
    }

    /// The message was handed to its socket.
    pub fn written(&self, number: usize) {
        let now = self.now();
        if let Some(entry) = self.book().entries.get_mut(number) {
            entry.written.get_or_insert(now);
        }
    }

    /// The sender got the gateway's positive answer.
    pub fn acked(&self, number: usize) {
        let now = self.now();
        if let Some(entry) = self.book().entries.get_mut(number) {
            entry.acked.get_or_insert(now);
        }
    }

    /// The sender got a final "no".
    pub fn refused(&self) {
        self.book().refused += 1;
    }

    /// The message with this text was seen by the other end for the first time. Says its chat.
    pub fn delivered(&self, way: Way, text: &str) -> Option<u32> {
        let now = self.now();
        let number = number_in(text)?;
        let mut book = self.book();
        let entry = book.entries.get_mut(number)?;
        if entry.way != way {
            return None;
        }
        let chat = entry.chat;
        if entry.delivered.is_some() {
            book.duplicated += 1;
            return None;
        }
        entry.delivered = Some(now);
        if let Some(waiting) = book.on_their_way.get_mut(&chat) {
            *waiting -= 1;
        }
        let last = book.last.entry((chat, way)).or_insert(number);
        let late = *last > number;
        *last = number.max(*last);
        book.reordered += u64::from(late);
        Some(chat)
    }

    /// A frame repeated a message on the same connection.
    pub fn repeated(&self) {
        self.book().duplicated += 1;
    }

    /// How many messages have been delivered so far.
    pub fn delivered_count(&self) -> usize {
        self.book()
            .entries
            .iter()
            .filter(|entry| entry.delivered.is_some())
            .count()
    }

    /// How many of a chat's messages are on their way, or lost.
    pub fn on_their_way(&self, chat: u32) -> u32 {
        let book = self.book();
        book.on_their_way.get(&chat).copied().unwrap_or_default()
    }

    /// Makes room for so many messages: a list that grows while it is measured with would move.
    pub fn expect(&self, messages: usize) {
        self.book().entries.reserve(messages);
    }

    /// How many of the messages due in a window are still on their way.
    pub fn outstanding(&self, from: Duration, to: Duration) -> usize {
        let due = |entry: &&Entry| (from..to).contains(&entry.due);
        self.book()
            .entries
            .iter()
            .filter(due)
            .filter(|entry| entry.delivered.is_none())
            .count()
    }

    /// What became of the messages due from `from` (inclusive) to `to`.
    pub fn tally(&self, from: Duration, to: Duration, limit: Duration) -> Tally {
        let book = self.book();
        let mut tally = Tally::empty();
        tally.duplicated = book.duplicated;
        tally.reordered = book.reordered;
        tally.refused = book.refused;
        for entry in book
            .entries
            .iter()
            .filter(|entry| (from..to).contains(&entry.due))
        {
            tally.count(entry, limit);
        }
        tally
    }
}

impl Tally {
    fn empty() -> Self {
        Self {
            due: 0,
            in_time: 0,
            lost: 0,
            acked_lost: 0,
            duplicated: 0,
            reordered: 0,
            refused: 0,
            to_agent: histogram(),
            to_visitor: histogram(),
            both: histogram(),
            ack: histogram(),
            late: histogram(),
        }
    }

    fn count(&mut self, entry: &Entry, limit: Duration) {
        self.due += 1;
        let after_due = |at: Option<Duration>| at.map(|at| at.saturating_sub(entry.due));
        if let Some(late) = after_due(entry.written) {
            record(&mut self.late, late);
        }
        if let Some(ack) = after_due(entry.acked) {
            record(&mut self.ack, ack);
        }
        let Some(delay) = after_due(entry.delivered) else {
            self.lost += 1;
            self.acked_lost += u64::from(entry.acked.is_some());
            return;
        };
        self.in_time += u64::from(delay <= limit);
        record(&mut self.both, delay);
        match entry.way {
            Way::ToAgent => record(&mut self.to_agent, delay),
            Way::ToVisitor => record(&mut self.to_visitor, delay),
        }
    }
}

/// A histogram of microseconds up to ten minutes, exact to three digits.
pub fn histogram() -> Histogram<u64> {
    let made = Histogram::new_with_bounds(1, 600_000_000, 3);
    made.unwrap_or_else(|_| unreachable!("the bounds are constants that the histogram accepts"))
}

/// Notes a time; longer than the histogram's end counts as its end.
pub fn record(histogram: &mut Histogram<u64>, time: Duration) {
    histogram.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
}

/// A token: `T{due_us}:{sender}:{number}`, then a space.
pub fn token(due: Duration, sender: &str, number: usize) -> String {
    format!("T{}:{sender}:{number}", due.as_micros())
}

fn number_in(text: &str) -> Option<usize> {
    let token = text.split(' ').next()?.strip_prefix('T')?;
    token.rsplit(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn enter(ledger: &Ledger, way: Way, due: Duration) -> (usize, String) {
        let number = ledger.enter(0, way, due);
        (number, token(due, "v0", number) + " hello")
    }

    #[test]
    fn a_message_nobody_saw_is_lost_and_an_acknowledged_one_counts_apart() {
        let ledger = Ledger::default();
        let (first, _) = enter(&ledger, Way::ToAgent, MS);
        enter(&ledger, Way::ToAgent, MS);
        ledger.acked(first);
        let tally = ledger.tally(Duration::ZERO, 2 * MS, Duration::from_secs(5));
        assert_eq!((tally.due, tally.lost, tally.acked_lost), (2, 2, 1));
        assert_eq!(ledger.on_their_way(0), 2);
    }

    #[test]
    fn a_message_seen_again_is_a_duplicate_and_an_overtaken_one_is_reordered() {
        let ledger = Ledger::default();
        let (_, first) = enter(&ledger, Way::ToVisitor, MS);
        let (_, second) = enter(&ledger, Way::ToVisitor, MS);
        assert_eq!(ledger.delivered(Way::ToVisitor, &second), Some(0));
        assert_eq!(ledger.delivered(Way::ToVisitor, &first), Some(0));
        assert_eq!(ledger.delivered(Way::ToVisitor, &first), None);
        let tally = ledger.tally(Duration::ZERO, 2 * MS, Duration::from_secs(5));
        assert_eq!((tally.lost, tally.duplicated, tally.reordered), (0, 1, 1));
    }

    #[test]
    fn the_senders_own_echo_is_no_delivery() {
        let ledger = Ledger::default();
        let (_, text) = enter(&ledger, Way::ToAgent, MS);
        assert_eq!(ledger.delivered(Way::ToVisitor, &text), None);
        assert_eq!(ledger.outstanding(Duration::ZERO, 2 * MS), 1);
    }
}
