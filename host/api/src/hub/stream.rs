//! One agent's ordered events: numbered, kept for a while to resume from, handed to each console.

use std::{collections::VecDeque, sync::Arc};

use frontdesk_core::{Message, Offer, Seq};
use frontdesk_wire::{
    console::Event,
    view::{ConversationView, OfferView},
};
use tokio::{sync::mpsc, time::Instant};

use super::{
    console::{ConsoleItem, Draft},
    directory::{Bounds, Directory},
    picture::{Open, Preview},
};
use crate::{auth::session::SessionHash, view};

/// What an event says, without its number: written once, shared by every console and by the ring.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// JSON.
    Ready(Arc<str>),
    /// A conversation that comes onto the desk; its messages are read when it is sent.
    Added(Arc<Added>),
    /// A new offer.
    OfferPresented(Arc<OfferDraft>),
    /// An open offer, as it is now.
    OfferChanged(Arc<OfferDraft>),
}

/// A conversation as it came onto a desk.
#[derive(Debug)]
pub(crate) struct Added {
    pub(crate) conversation: ConversationView,
    /// Messages up to here belong to the event; later ones are events of their own.
    pub(crate) head: Seq,
    /// All of them, when they are few.
    pub(crate) opening: Option<Vec<Arc<Message>>>,
}

/// An offer as it is shown.
#[derive(Debug)]
pub(crate) struct OfferDraft {
    pub(crate) offer: OfferView,
    /// What the contact said is only in the store, up to here: it is read when the offer is sent.
    pub(crate) unread: Option<Seq>,
}

impl OfferDraft {
    pub(super) fn new(offer: &Offer, open: &Open, directory: &Directory) -> Self {
        let unread = matches!(open.preview, Preview::InStore).then_some(open.head);
        Self {
            offer: view::offer(offer, open, directory),
            unread,
        }
    }
}

impl Body {
    /// The event as JSON.
    pub(super) fn of(event: &Event) -> Option<Self> {
        serde_json::to_string(event)
            .ok()
            .map(|json| Self::Ready(json.into()))
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Ready(json) => json.len(),
            Self::Added(_) | Self::OfferPresented(_) | Self::OfferChanged(_) => 1_024,
        }
    }
}

/// A connected console.
pub(crate) struct Seat {
    pub(super) id: u64,
    pub(super) session: SessionHash,
    pub(super) items: mpsc::Sender<ConsoleItem>,
}

/// An agent's events from some moment on.
pub(crate) struct Stream {
    ring: VecDeque<Body>,
    bytes: usize,
    pub(super) last_seq: u64,
    pub(super) seats: Vec<Seat>,
    /// Since when no console is connected.
    pub(super) deserted: Option<Instant>,
}

impl Stream {
    pub(super) fn new(last_seq: u64) -> Self {
        Self {
            ring: VecDeque::new(),
            bytes: 0,
            last_seq,
            seats: Vec::new(),
            deserted: None,
        }
    }

    /// Numbers an event, keeps it, and hands it to every console. A console that does not keep up
    /// loses its seat.
    pub(super) fn push(&mut self, body: Body, bounds: &Bounds) {
        self.last_seq += 1;
        let seq = self.last_seq;
        let left = self.seats.len();
        self.seats.retain(|seat| {
            seat.items
                .try_send(ConsoleItem::Event {
                    seq,
                    body: body.clone(),
                })
                .is_ok()
        });
        if self.seats.is_empty() && left > 0 {
            self.deserted = Some(Instant::now());
        }
        self.bytes += body.bytes();
        self.ring.push_back(body);
        while self.ring.len() > bounds.ring_events_max || self.bytes > bounds.ring_bytes_max {
            let Some(old) = self.ring.pop_front() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(old.bytes());
        }
    }

    /// Forgets what was; no cursor from before can be resumed.
    pub(super) fn begin_anew(&mut self) {
        self.ring.clear();
        self.bytes = 0;
        self.last_seq += 1;
    }

    /// Hands every console a picture. One that does not keep up loses its seat.
    pub(super) fn show(&mut self, draft: &Arc<Draft>) {
        let left = self.seats.len();
        self.seats.retain(|seat| {
            let item = ConsoleItem::Snapshot(draft.clone());
            seat.items.try_send(item).is_ok()
        });
        if self.seats.is_empty() && left > 0 {
            self.deserted = Some(Instant::now());
        }
    }

    /// The events after `seq`, if all of them are still here.
    pub(super) fn after(&self, seq: u64) -> Option<Vec<(u64, Body)>> {
        let first = self.last_seq.saturating_sub(self.ring.len() as u64);
        let known = (first..=self.last_seq).contains(&seq);
        let skip = usize::try_from(seq.checked_sub(first)?).ok()?;
        let missed = || {
            (seq + 1..)
                .zip(self.ring.iter().skip(skip).cloned())
                .collect()
        };
        known.then(missed)
    }

    /// Whether it has been without a console for so long that recording it is a waste.
    pub(super) fn is_stale(&self, bounds: &Bounds) -> bool {
        self.deserted
            .is_some_and(|since| since.elapsed() >= bounds.stream_kept)
    }
}
