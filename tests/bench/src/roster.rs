//! Which chat is where: when it was started, offered and answered, by whom, under which id.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use crate::{
    ledger::{Ledger, Way},
    witness::Witness,
};

/// Where a chat stands.
#[derive(Clone, Debug)]
pub struct Chat {
    /// When its start was due.
    pub due: Duration,
    /// When the start was acknowledged.
    pub acked: Option<Duration>,
    /// When an agent was first offered it.
    pub offered: Option<Duration>,
    /// When an agent had it on the desk.
    pub placed: Option<Duration>,
    /// The agent's number and the conversation's id, while an agent holds it.
    pub place: Option<(usize, String)>,
    /// When the last agent let go of it.
    pub removed: Option<Duration>,
}

/// Every chat of a run, by number. The contact's name is `V` and the number; the start's id is `s`
/// and the number; a message's id is `m` and its number in the ledger.
pub struct Roster {
    /// The messages.
    pub ledger: Arc<Ledger>,
    chats: Mutex<Book>,
    /// Rings when a chat changes or a message arrives.
    pub changed: Notify,
    /// Hears of every delivery, for closed loops.
    pub deliveries: Mutex<Option<tokio::sync::mpsc::UnboundedSender<(u32, Way)>>>,
}

#[derive(Default)]
struct Book {
    chats: Vec<Chat>,
    by_conversation: BTreeMap<String, usize>,
    loads: BTreeMap<usize, u32>,
    highest_load: u32,
    codes: BTreeMap<String, u64>,
}

impl Roster {
    /// An empty one.
    pub fn new(ledger: Arc<Ledger>) -> Arc<Self> {
        Arc::new(Self {
            ledger,
            chats: Mutex::default(),
            changed: Notify::new(),
            deliveries: Mutex::default(),
        })
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a chat whose start is due at `due`, and gives its number.
    pub fn enter(&self, due: Duration) -> usize {
        let mut book = self.book();
        book.chats.push(Chat {
            due,
            acked: None,
            offered: None,
            placed: None,
            place: None,
            removed: None,
        });
        book.chats.len() - 1
    }

    /// Looks at a chat.
    pub fn chat(&self, number: usize) -> Option<Chat> {
        self.book().chats.get(number).cloned()
    }

    /// All chats.
    pub fn chats(&self) -> Vec<Chat> {
        self.book().chats.clone()
    }

    /// How many chats an agent holds now.
    pub fn placed_count(&self) -> usize {
        self.book().by_conversation.len()
    }

    /// The most chats that one agent held at once.
    pub fn highest_load(&self) -> u32 {
        self.book().highest_load
    }

    /// Codes of refusals, with how often each came.
    pub fn refusals(&self) -> BTreeMap<String, u64> {
        self.book().codes.clone()
    }

    /// Waits until a condition on the whole roster holds.
    pub async fn until(&self, mut condition: impl FnMut(&Self) -> bool) {
        loop {
            let mut bell = Box::pin(self.changed.notified());
            bell.as_mut().enable();
            if condition(self) {
                return;
            }
            bell.await;
        }
    }
}

fn numbered(id: &str, letter: char) -> Option<&str> {
    id.strip_prefix(letter)
        .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Witness for Roster {
    fn written(&self, id: &str) {
        if let Some(number) = numbered(id, 'm').and_then(|number| number.parse().ok()) {
            self.ledger.written(number);
        }
    }

    fn acked(&self, id: &str) {
        if let Some(number) = numbered(id, 'm').and_then(|number| number.parse().ok()) {
            self.ledger.acked(number);
        } else if let Some(number) = numbered(id, 's').and_then(|n| n.parse::<usize>().ok()) {
            let now = self.ledger.now();
            if let Some(chat) = self.book().chats.get_mut(number) {
                chat.acked.get_or_insert(now);
            }
            self.changed.notify_waiters();
        }
    }

    fn refused(&self, _id: Option<&str>, code: &str) {
        self.ledger.refused();
        *self.book().codes.entry(code.to_owned()).or_default() += 1;
    }

    fn message(&self, way: Way, text: &str) {
        if let Some(chat) = self.ledger.delivered(way, text) {
            let listener = self
                .deliveries
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(listener) = &*listener {
                // Whoever listened may have heard enough.
                listener.send((chat, way)).ok();
            }
        }
    }

    fn repeated(&self) {
        self.ledger.repeated();
    }

    fn offered(&self, _agent: usize, contact: &str) {
        let now = self.ledger.now();
        let Some(number) = numbered(contact, 'V').and_then(|n| n.parse::<usize>().ok()) else {
            return;
        };
        if let Some(chat) = self.book().chats.get_mut(number) {
            chat.offered.get_or_insert(now);
        }
        self.changed.notify_waiters();
    }

    fn placed(&self, agent: usize, contact: &str, conversation: &str) {
        let now = self.ledger.now();
        let Some(number) = numbered(contact, 'V').and_then(|n| n.parse::<usize>().ok()) else {
            return;
        };
        let mut book = self.book();
        let Some(chat) = book.chats.get_mut(number) else {
            return;
        };
        chat.placed.get_or_insert(now);
        chat.place = Some((agent, conversation.to_owned()));
        if book
            .by_conversation
            .insert(conversation.to_owned(), number)
            .is_none()
        {
            let load = book.loads.entry(agent).or_default();
            *load += 1;
            let load = *load;
            book.highest_load = book.highest_load.max(load);
        }
        drop(book);
        self.changed.notify_waiters();
    }

    fn removed(&self, agent: usize, conversation: &str) {
        let now = self.ledger.now();
        let mut book = self.book();
        if let Some(number) = book.by_conversation.remove(conversation) {
            if let Some(chat) = book.chats.get_mut(number) {
                chat.place = None;
                chat.removed = Some(now);
            }
            if let Some(load) = book.loads.get_mut(&agent) {
                *load = load.saturating_sub(1);
            }
        }
        drop(book);
        self.changed.notify_waiters();
    }
}
