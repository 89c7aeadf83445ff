//! Consoles: seats at an agent's stream.

use std::sync::Arc;

use frontdesk_core::{AgentId, Seq};
use frontdesk_wire::{
    console::{Cursor, Event, FloorView},
    view::{AgentView, ConversationView, QueueSummary, Role},
};
use tokio::{sync::mpsc, time::Instant};

use super::{
    Hub,
    directory::Directory,
    link::Who,
    picture::{Desk, State},
    stream::{Body, OfferDraft, Seat, Stream},
};
use crate::{api::lock, auth::session::SessionHash, view};

/// Open conversations in a supervisor's snapshot.
const FLOOR_CONVERSATIONS: usize = 500;

/// On its way to one console.
#[derive(Clone, Debug)]
pub(crate) enum ConsoleItem {
    /// An event of the agent's stream.
    Event {
        /// Its number.
        seq: u64,
        /// What it says.
        body: Body,
    },
    /// Everything, anew.
    Snapshot(Arc<Draft>),
    /// The session has ended.
    SignedOut,
    /// The gateway stops.
    GoingAway,
}

/// A console's seat. Given up when dropped.
pub(crate) struct ConsoleSeat {
    hub: Arc<Hub>,
    agent: AgentId,
    id: u64,
    /// Ends when the console did not keep up.
    pub(crate) items: mpsc::Receiver<ConsoleItem>,
}

/// How a console's stream begins.
pub(crate) enum Greeting {
    /// It goes on where it was, with these events.
    Resumed(Vec<(u64, Body)>),
    /// It begins with a picture.
    Snapshot(Box<Draft>),
}

/// A snapshot without its messages, which are read from the store.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) cursor: Cursor,
    pub(crate) me: AgentView,
    pub(crate) queues: Vec<QueueSummary>,
    pub(crate) offers: Vec<OfferDraft>,
    pub(crate) held: Vec<HeldDraft>,
    pub(crate) floor: Option<Arc<FloorView>>,
}

/// A held conversation without its messages.
#[derive(Debug)]
pub(crate) struct HeldDraft {
    pub(crate) conversation: ConversationView,
    /// Messages up to here belong to the snapshot; later ones come as events.
    pub(crate) head: Seq,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoSeat {
    /// The plan has no such agent.
    Unknown,
    /// As many consoles as there may be.
    Full,
    /// The gateway stops.
    Closing,
}

impl Hub {
    /// Gives a console its seat and says how its stream begins. Every later event reaches the seat.
    pub(crate) fn seat_console(
        self: &Arc<Self>,
        agent: &AgentId,
        session: SessionHash,
        resume: Option<&Cursor>,
    ) -> Result<(ConsoleSeat, Greeting), NoSeat> {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        let directory = &*self.directory();
        let (give, items) = mpsc::channel(directory.bounds.console_queue);
        if state.closing {
            return Err(NoSeat::Closing);
        }
        let id = state.seat();
        let desk = state.agents.get_mut(agent).ok_or(NoSeat::Unknown)?;
        let stream = desk
            .stream
            .get_or_insert_with(|| Stream::new(desk.last_seq));
        if stream.seats.len() >= directory.bounds.consoles_per_agent {
            return Err(NoSeat::Full);
        }
        stream.seats.push(Seat {
            id,
            session,
            items: give,
        });
        stream.deserted = None;
        let here = resume.filter(|cursor| cursor.epoch == self.epoch());
        let missed = here.and_then(|cursor| stream.after(cursor.seq));
        if directory.role_of(agent) >= Role::Supervisor {
            state.supervisors.insert(agent.clone());
        }
        state.look_at(Who::Agent(agent.clone()));
        let greeting = if let Some(missed) = missed {
            Greeting::Resumed(missed)
        } else {
            let floor = state.floor_for(directory, agent);
            let draft = state.draft(directory, agent, self.epoch(), floor);
            Greeting::Snapshot(Box::new(draft))
        };
        drop(guard);
        Ok((
            ConsoleSeat {
                hub: self.clone(),
                agent: agent.clone(),
                id,
                items,
            },
            greeting,
        ))
    }

    /// Ends the consoles of a session.
    pub(crate) fn sign_out(&self, agent: &AgentId, session: &SessionHash) {
        let mut state = lock(&self.state);
        let Some(stream) = state
            .agents
            .get_mut(agent)
            .and_then(|desk| desk.stream.as_mut())
        else {
            return;
        };
        stream.seats.retain(|seat| {
            let ends = seat.session == *session;
            if ends {
                // A console that is too far behind to be told is closed all the same.
                let _ = seat.items.try_send(ConsoleItem::SignedOut);
            }
            !ends
        });
        state.left(agent);
    }
}

impl Drop for ConsoleSeat {
    fn drop(&mut self) {
        let mut state = lock(&self.hub.state);
        if let Some(stream) = state
            .agents
            .get_mut(&self.agent)
            .and_then(|d| d.stream.as_mut())
        {
            stream.seats.retain(|seat| seat.id != self.id);
        }
        state.left(&self.agent);
    }
}

impl State {
    /// A console of this agent has gone.
    fn left(&mut self, agent: &AgentId) {
        if let Some(stream) = self
            .agents
            .get_mut(agent)
            .and_then(|desk| desk.stream.as_mut())
            && stream.seats.is_empty()
        {
            stream.deserted.get_or_insert_with(Instant::now);
        }
        self.look_at(Who::Agent(agent.clone()));
    }

    pub(super) fn close_consoles(&mut self) {
        for desk in self.agents.values_mut() {
            for seat in desk
                .stream
                .iter_mut()
                .flat_map(|stream| stream.seats.drain(..))
            {
                let _ = seat.items.try_send(ConsoleItem::GoingAway);
            }
        }
    }

    /// Hands an event to an agent's consoles; nothing happens when nobody records.
    pub(super) fn tell(&mut self, directory: &Directory, agent: &AgentId, event: &Event) {
        if let Some(desk) = self.agents.get_mut(agent)
            && desk.records(directory)
            && let Some(body) = Body::of(event)
        {
            desk.push(directory, body);
        } else {
            self.forget_stale(agent);
        }
    }

    /// Hands an event to every supervisor. It is made only if there is one.
    pub(super) fn tell_supervisors(
        &mut self,
        directory: &Directory,
        event: impl FnOnce(&Self) -> Option<Event>,
    ) {
        if self.supervisors.is_empty() {
            return;
        }
        let Some(body) = event(self).and_then(|event| Body::of(&event)) else {
            return;
        };
        let Self {
            supervisors,
            agents,
            ..
        } = self;
        supervisors.retain(|supervisor| {
            let desk = agents
                .get_mut(supervisor)
                .filter(|desk| desk.stream.is_some());
            let Some(desk) = desk else { return false };
            let records = desk.records(directory);
            if records {
                desk.push(directory, body.clone());
            }
            records
        });
    }

    fn forget_stale(&mut self, agent: &AgentId) {
        if self
            .agents
            .get(agent)
            .is_some_and(|desk| desk.stream.is_none())
        {
            self.supervisors.remove(agent);
        }
    }

    /// What a supervisor sees of everyone; `None` for others.
    fn floor_for(&self, directory: &Directory, agent: &AgentId) -> Option<Arc<FloorView>> {
        let is_supervisor = directory.role_of(agent) >= Role::Supervisor;
        is_supervisor.then(|| Arc::new(self.floor_view(directory)))
    }

    /// Every agent and the open conversations.
    pub(super) fn floor_view(&self, directory: &Directory) -> FloorView {
        FloorView {
            agents: self
                .agents
                .values()
                .map(|desk| desk.view(directory))
                .collect(),
            conversations: self
                .conversations
                .values()
                .take(FLOOR_CONVERSATIONS)
                .map(|open| open.view(directory))
                .collect(),
        }
    }

    pub(super) fn draft(
        &self,
        directory: &Directory,
        agent: &AgentId,
        epoch: &str,
        floor: Option<Arc<FloorView>>,
    ) -> Draft {
        let desk = self.agents.get(agent);
        let is_supervisor = directory.role_of(agent) >= Role::Supervisor;
        let queues = (!is_supervisor).then(|| directory.queues_of(agent));
        let offers = desk.into_iter().flat_map(|desk| desk.offers.values());
        let offers = offers.filter_map(|offer| {
            self.conversations
                .get(&offer.conversation)
                .map(|open| OfferDraft::new(offer, open, directory))
        });
        let held = desk.into_iter().flat_map(Desk::held);
        let held = held.filter_map(|id| self.conversations.get(id));
        let held = held
            .filter(|open| open.holder() == Some(agent))
            .map(|open| HeldDraft {
                conversation: open.view(directory),
                head: open.head,
            });
        let seq = desk
            .and_then(|desk| desk.stream.as_ref())
            .map_or(0, |stream| stream.last_seq);
        Draft {
            cursor: Cursor {
                epoch: epoch.to_owned(),
                seq,
            },
            me: desk.map_or_else(|| view::stranger(agent, directory), |d| d.view(directory)),
            queues: self.summaries(directory, queues),
            offers: offers.collect(),
            held: held.collect(),
            floor,
        }
    }
}

impl Desk {
    /// Whether events are recorded for this desk. A stream that nobody has looked at for a while is
    /// given up; its number skips one, so that no old cursor fits the next stream.
    pub(super) fn records(&mut self, directory: &Directory) -> bool {
        match &self.stream {
            Some(stream) if stream.is_stale(&directory.bounds) => {
                self.last_seq = stream.last_seq + 1;
                self.stream = None;
                false
            }
            Some(_) => true,
            None => false,
        }
    }

    pub(super) fn push(&mut self, directory: &Directory, body: Body) {
        if let Some(stream) = &mut self.stream {
            stream.push(body, &directory.bounds);
        }
    }
}
