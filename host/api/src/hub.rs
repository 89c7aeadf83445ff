//! Who sees what, as soon as it is durable.
//!
//! The hub keeps a picture of everything open, folded from committed effects, and the list of sockets
//! that look at it. It decides nothing: what happened comes from the engine, in order, and is handed
//! to exactly those whom it concerns. Work is in proportion to the change, never to the number of
//! agents or conversations. The lock is never held across an await.

mod console;
mod contact;
mod directory;
mod fold;
mod line;
mod link;
mod notices;
mod picture;
mod replan;
mod room;
mod shown;
mod stream;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use frontdesk_core::{
    Agent, AgentId, ContactCard, Conversation, ConversationId, ConversationState, Effect,
    MessageDelivery, MessageTranslation, PersonId, QueueId, QueueView, Record, RoutingPlan,
    ScriptId, Seq, Timestamp, script::Tag,
};
use frontdesk_engine::{
    ports::{Outlet, Picture},
    translation::Between,
};
use frontdesk_wire::{
    Text,
    console::Event,
    view::{AgentView, ConversationView, QueueSummary},
};
use rand::CryptoRng;
use tokio::sync::mpsc;

use self::picture::State;
pub(crate) use self::{
    console::{ConsoleItem, ConsoleSeat, Draft, Greeting, HeldDraft, NoSeat},
    contact::{Bundle, ContactItem, ContactSeat},
    directory::Directory,
    link::Who,
    notices::{ended_by, message as told, state as contact_state},
    picture::{Desk, Line, Open, Preview, preview_of},
    stream::{Added, Body, OfferDraft},
};
use crate::{api::lock, config::ApiConfig, view};

/// The sockets' side of the engine.
pub struct Hub {
    directory: RwLock<Arc<Directory>>,
    /// What is to be shown once a plan that was submitted is durable.
    prepared: Mutex<Option<Arc<Directory>>>,
    state: Mutex<State>,
    /// Of this run: a console's cursor from another run cannot be resumed.
    epoch: String,
    chores: Mutex<Option<mpsc::UnboundedReceiver<Who>>>,
    closings: mpsc::UnboundedSender<ConversationId>,
    endings: Mutex<Option<mpsc::UnboundedReceiver<ConversationId>>>,
}

/// A conversation's script, and the object of it at which the conversation is.
pub(crate) type InScript = (ScriptId, Tag);

impl Hub {
    /// A hub without a picture yet: the engine brings it.
    pub fn new(config: &ApiConfig, chance: &mut (dyn CryptoRng + Send)) -> Self {
        let (due, chores) = mpsc::unbounded_channel();
        let (closings, endings) = mpsc::unbounded_channel();
        Self {
            directory: RwLock::new(Arc::new(Directory::new(config))),
            prepared: Mutex::new(None),
            state: Mutex::new(State::new(due)),
            epoch: format!("{:016x}", chance.next_u64()),
            chores: Mutex::new(Some(chores)),
            closings,
            endings: Mutex::new(Some(endings)),
        }
    }

    /// Tells every socket that the gateway stops: they close with 1001, and their clients come back.
    /// To be called before the engine is stopped.
    pub fn close_all(&self) {
        let mut state = lock(&self.state);
        state.closing = true;
        state.close_consoles();
        state.close_contacts();
    }

    /// Names, titles, roles as they are configured.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        self.directory
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From the commit of this configuration's plan on, it is what is shown.
    pub(crate) fn prepare(&self, config: &ApiConfig) {
        *lock(&self.prepared) = Some(Arc::new(Directory::new(config)));
    }

    /// The plan was refused.
    pub(crate) fn forget_prepared(&self) {
        lock(&self.prepared).take();
    }

    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Links to look at; handed out once.
    pub(crate) fn take_chores(&self) -> Option<mpsc::UnboundedReceiver<Who>> {
        lock(&self.chores).take()
    }

    /// Conversations as they close; handed out once.
    pub(crate) fn take_endings(&self) -> Option<mpsc::UnboundedReceiver<ConversationId>> {
        lock(&self.endings).take()
    }

    /// An agent as they stand.
    pub(crate) fn agent(&self, agent: &AgentId) -> Option<AgentView> {
        let directory = self.directory();
        lock(&self.state)
            .agents
            .get(agent)
            .map(|desk| desk.view(&directory))
    }

    /// Every agent, by id.
    pub(crate) fn agents(&self) -> Vec<AgentView> {
        let directory = self.directory();
        lock(&self.state)
            .agents
            .values()
            .map(|desk| desk.view(&directory))
            .collect()
    }

    /// The queues among `of`, or all.
    pub(crate) fn queues(&self, of: Option<&[QueueId]>) -> Vec<QueueSummary> {
        lock(&self.state).summaries(&self.directory(), of)
    }

    /// Where conversations are in their scripts.
    pub(crate) fn in_scripts(&self) -> Vec<InScript> {
        let state = lock(&self.state);
        let open = state.conversations.values();
        let runs = open.filter_map(|open| open.conversation.script.as_deref());
        let waiting = runs.filter(|run| run.is_waiting());
        waiting
            .map(|run| (run.script.clone(), run.at.clone()))
            .collect()
    }

    /// An open conversation.
    pub(crate) fn conversation(&self, id: ConversationId) -> Option<ConversationView> {
        let directory = self.directory();
        lock(&self.state)
            .conversations
            .get(&id)
            .map(|open| open.view(&directory))
    }

    /// Open conversations, newest first, beginning behind `before`.
    pub(crate) fn open_conversations(
        &self,
        holder: Option<&AgentId>,
        before: Option<ConversationId>,
        limit: usize,
    ) -> Vec<ConversationView> {
        let state = lock(&self.state);
        let directory = self.directory();
        let view = |id: &ConversationId| state.conversations.get(id).map(|o| o.view(&directory));
        let is_next = |id: &&ConversationId| before.is_none_or(|before| **id < before);
        if let Some(agent) = holder {
            let desk = state.agents.get(agent);
            let held: Vec<_> = desk.into_iter().flat_map(Desk::held).collect();
            let ids = held.into_iter().rev().filter(is_next);
            ids.filter_map(view).take(limit).collect()
        } else {
            let ids = state.conversations.keys().rev().filter(is_next);
            ids.filter_map(view).take(limit).collect()
        }
    }

    /// What waits in queues from which an agent may take by hand and is offered to nobody, the longest
    /// first.
    pub(crate) fn waiting_for(&self, agent: &AgentId, limit: usize) -> Vec<ConversationView> {
        let state = lock(&self.state);
        let directory = self.directory();
        let since = |open: &Open| match &open.conversation.state {
            ConversationState::Queued { since, .. } => Some(*since),
            ConversationState::Scripted { .. }
            | ConversationState::Offered { .. }
            | ConversationState::Assigned { .. }
            | ConversationState::Parked { .. }
            | ConversationState::WrapUp { .. }
            | ConversationState::Closed(_) => None,
        };
        let theirs = state.conversations.values().filter_map(|open| {
            let since = since(open)?;
            let may = directory.may_take_from(agent, &open.conversation.queue);
            may.then_some((since, open))
        });
        let mut waiting: Vec<_> = theirs.collect();
        // Stable: of two who came at the same moment, the one with the smaller id is first.
        waiting.sort_by_key(|(since, _)| *since);
        let first = waiting.into_iter().take(limit);
        first.map(|(_, open)| open.view(&directory)).collect()
    }

    /// Plugins changed: who may see them asks again.
    pub(crate) fn plugins_changed(&self) {
        let mut state = lock(&self.state);
        let directory = self.directory();
        state.tell_supervisors(&directory, |_| Some(Event::PluginsChanged));
    }

    /// Whether an agent is the one who holds, or is offered, an open conversation. `None`: not open.
    pub(crate) fn is_held_by(&self, id: ConversationId, agent: &AgentId) -> Option<bool> {
        let state = lock(&self.state);
        let open = state.conversations.get(&id)?;
        Some(open.conversation.state.agent() == Some(agent))
    }

    /// The languages on both sides of an open conversation that this agent answers; `None`: they do
    /// not, or there is nothing to translate with.
    pub(crate) fn between(&self, id: ConversationId, agent: &AgentId) -> Option<Between> {
        let directory = self.directory();
        let state = lock(&self.state);
        let open = state.conversations.get(&id)?;
        (open.holder() == Some(agent)).then_some(())?;
        directory.parties.between(&open.conversation, agent)
    }

    /// An open conversation as the core keeps it, if this agent answers it.
    pub(crate) fn answered_by(&self, id: ConversationId, agent: &AgentId) -> Option<Conversation> {
        let state = lock(&self.state);
        let open = state.conversations.get(&id)?;
        (open.holder() == Some(agent)).then(|| open.conversation.clone())
    }

    /// What is known of the contact of an open conversation.
    pub(crate) fn contact_of(&self, id: ConversationId) -> Option<ContactCard> {
        let state = lock(&self.state);
        let open = state.conversations.get(&id)?;
        Some(open.conversation.contact.clone())
    }

    /// Whether this agent holds a conversation of the person's.
    pub(crate) fn serves(&self, agent: &AgentId, person: PersonId) -> bool {
        let state = lock(&self.state);
        let Some(desk) = state.agents.get(agent) else {
            return false;
        };
        let mut held = desk.holds.iter();
        held.any(|id| {
            let open = state.conversations.get(id);
            open.is_some_and(|open| open.conversation.contact.person == Some(person))
        })
    }
}

impl Outlet for Hub {
    fn restored(&self, _at: Timestamp, picture: &Picture) {
        lock(&self.state).restore(&self.directory(), picture);
    }

    fn committed(&self, at: Timestamp, effects: &[Effect]) {
        fold::fold(&mut lock(&self.state), &self.directory(), at, effects);
        for effect in effects {
            if let Effect::Save(Record::Conversation(conversation)) = effect
                && conversation.state.is_closed()
            {
                // Nobody listens once the gateway stops.
                let _ = self.closings.send(conversation.id);
            }
        }
    }

    fn delivery_changed(&self, conversation: ConversationId, seq: Seq, delivery: &MessageDelivery) {
        let mut state = lock(&self.state);
        let open = state.conversations.get(&conversation);
        let Some(agent) = open.and_then(Open::holder).cloned() else {
            return;
        };
        let event = Event::DeliveryChanged {
            conversation: Text(conversation),
            seq: seq.0,
            delivery: view::delivery(delivery),
        };
        state.tell(&self.directory(), &agent, &event);
    }

    fn translation_changed(
        &self,
        conversation: ConversationId,
        seq: Seq,
        translation: &MessageTranslation,
    ) {
        let mut state = lock(&self.state);
        let open = state.conversations.get(&conversation);
        let Some(agent) = open.and_then(Open::holder).cloned() else {
            return;
        };
        let event = Event::TranslationChanged {
            conversation: Text(conversation),
            seq: seq.0,
            translation: view::translation(translation),
        };
        state.tell(&self.directory(), &agent, &event);
    }

    fn queue_changed(&self, view: &QueueView) {
        line::queue_changed(&mut lock(&self.state), &self.directory(), view);
    }

    fn replanned(&self, _at: Timestamp, plan: &RoutingPlan, agents: &[Agent]) {
        let mut state = lock(&self.state);
        let before = self.directory();
        let prepared = lock(&self.prepared).take();
        // A plan that nobody prepared changes what is routed, and no name or title.
        let next = match prepared {
            Some(next) if next.is_of(plan) => next,
            Some(_) | None => Arc::new(before.with_plan(plan)),
        };
        *self
            .directory
            .write()
            .unwrap_or_else(PoisonError::into_inner) = next.clone();
        state.replan(&before, &next, agents, &self.epoch);
    }
}

impl State {
    fn summaries(&self, directory: &Directory, of: Option<&[QueueId]>) -> Vec<QueueSummary> {
        let wanted = |queue: &QueueId| of.is_none_or(|of| of.contains(queue));
        let queues = self.queues.iter().filter(|(queue, _)| wanted(queue));
        queues
            .map(|(queue, line)| view::queue(queue, line, directory))
            .collect()
    }
}
