//! Visitors: every tab of one visitor hears the same, in the same order.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use frontdesk_core::{ConversationId, Seq, Span, script::Offered};
use frontdesk_engine::ports::{ContactNotice, ContactState};
use tokio::sync::{OnceCell, mpsc};

use super::{
    Hub,
    directory::Directory,
    link::Who,
    notices,
    picture::{State, ThreadKey},
};
use crate::{api::lock, socket::rate::Rate};

/// On its way to one contact's socket.
#[derive(Clone, Debug)]
pub(crate) enum ContactItem {
    /// Things to tell.
    Tell(Arc<Bundle>),
    /// How long they will probably wait: the host's own word, which no component has to know.
    Wait(ConversationId, Option<Span>),
    /// What they may choose, as their script says: the host's own word, too.
    Choices(ConversationId, Arc<[Offered]>),
    /// The gateway stops.
    GoingAway,
}

/// What one commit has to tell one visitor. Rendered once, by whichever of the visitor's tabs comes
/// first, and shared.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) notices: Vec<ContactNotice>,
    pub(crate) rendered: OnceCell<Box<[Utf8Bytes]>>,
}

/// A visitor's sockets and their open conversation.
pub(crate) struct Visitor {
    pub(super) seats: Vec<(u64, mpsc::Sender<ContactItem>)>,
    pub(super) conversation: Option<ConversationId>,
    rate: Arc<Rate>,
}

/// A contact's seat. Given up when dropped.
pub(crate) struct ContactSeat {
    hub: Arc<Hub>,
    thread: ThreadKey,
    id: u64,
    /// Ends when the socket did not keep up.
    pub(crate) items: mpsc::Receiver<ContactItem>,
    /// How fast this visitor may send, all tabs together.
    pub(crate) rate: Arc<Rate>,
    /// Where the visitor's open conversation stood at that moment.
    pub(crate) standing: Option<Standing>,
}

/// Where an open conversation stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) conversation: ConversationId,
    /// Messages up to here are to be replayed; later ones come to the seat.
    pub(crate) head: Seq,
    pub(crate) state: ContactState,
    /// How long they will probably wait.
    pub(crate) estimate: Option<Span>,
    /// What they may choose.
    pub(crate) offered: Arc<[Offered]>,
    /// Up to where the agent has read.
    pub(crate) agent_read: Seq,
}

impl Visitor {
    pub(super) fn new(directory: &Directory) -> Self {
        let bounds = &directory.bounds;
        Self {
            seats: Vec::new(),
            conversation: None,
            rate: Arc::new(Rate::new(bounds.frames_per_s, bounds.frames_burst)),
        }
    }

    /// Tells every tab.
    pub(super) fn tell(&mut self, notices: Vec<ContactNotice>) {
        if self.seats.is_empty() || notices.is_empty() {
            return;
        }
        self.hand(&ContactItem::Tell(Arc::new(Bundle {
            notices,
            rendered: OnceCell::new(),
        })));
    }

    /// Hands something to every tab. One that does not keep up loses its seat.
    pub(super) fn hand(&mut self, item: &ContactItem) {
        self.seats
            .retain(|(_, items)| items.try_send(item.clone()).is_ok());
    }
}

impl Hub {
    /// Gives a contact's socket its seat. Everything later than its standing reaches the seat. `None`:
    /// the visitor has as many sockets as they may, or the gateway stops.
    pub(crate) fn seat_contact(self: &Arc<Self>, thread: ThreadKey) -> Option<ContactSeat> {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        let directory = &*self.directory();
        let (give, items) = mpsc::channel(directory.bounds.contact_queue);
        if state.closing {
            return None;
        }
        let id = state.seat();
        let visitor = state
            .threads
            .entry(thread.clone())
            .or_insert_with(|| Visitor::new(directory));
        if visitor.seats.len() >= directory.bounds.sockets_per_visitor {
            return None;
        }
        visitor.seats.push((id, give));
        let rate = visitor.rate.clone();
        let standing = visitor
            .conversation
            .and_then(|id| state.standing(directory, id));
        if standing.is_some() {
            state.look_at(Who::Contact(thread.clone()));
        }
        drop(guard);
        Some(ContactSeat {
            hub: self.clone(),
            thread,
            id,
            items,
            rate,
            standing,
        })
    }

    /// A visitor's open conversation.
    pub(crate) fn open_on(&self, thread: &ThreadKey) -> Option<ConversationId> {
        lock(&self.state).threads.get(thread)?.conversation
    }
}

impl Drop for ContactSeat {
    fn drop(&mut self) {
        let mut state = lock(&self.hub.state);
        let Some(visitor) = state.threads.get_mut(&self.thread) else {
            return;
        };
        visitor.seats.retain(|(id, _)| *id != self.id);
        if visitor.conversation.is_some() {
            state.look_at(Who::Contact(self.thread.clone()));
        } else if visitor.seats.is_empty() {
            state.threads.remove(&self.thread);
        }
    }
}

impl State {
    #[expect(
        clippy::iter_over_hash_type,
        reason = "everyone is told the same, in any order"
    )]
    pub(super) fn close_contacts(&mut self) {
        for visitor in self.threads.values_mut() {
            for (_, items) in visitor.seats.drain(..) {
                let _ = items.try_send(ContactItem::GoingAway);
            }
        }
    }

    fn standing(&self, directory: &Directory, id: ConversationId) -> Option<Standing> {
        let open = self.conversations.get(&id)?;
        let line = self.queues.get(&open.conversation.queue);
        let last = line.map_or(1, |line| line.waiting).max(1);
        let position = open.position.unwrap_or(last);
        Some(Standing {
            conversation: id,
            head: open.head,
            state: notices::state(&open.conversation, position, directory),
            estimate: open.estimate,
            offered: notices::offered(&open.conversation).into(),
            agent_read: open.conversation.agent_read,
        })
    }
}
