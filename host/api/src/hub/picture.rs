//! The hub's picture: conversations, desks, lines and visitors.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use frontdesk_core::{
    Agent, AgentId, Author, ChannelId, Conversation, ConversationId, ConversationState, Link,
    Message, Offer, OfferId, Presence, QueueId, Seq, Span, ThreadId, Timestamp, estimate::Slots,
};
use frontdesk_engine::ports::Picture;
use frontdesk_wire::view::{AgentView, ConversationView};
use tokio::sync::mpsc;

use super::{
    contact::Visitor,
    directory::Directory,
    link::{Told, Who},
    stream::Stream,
};
use crate::view;

/// Messages of a conversation kept at hand while nobody has accepted it: what an agent who accepts
/// sees at once. Longer ones are read from the store.
const OPENING_MESSAGES: usize = 8;
/// Bytes of text in them.
const OPENING_BYTES: usize = 4 * 1024;
/// Characters of the last message shown with an offer.
const PREVIEW_CHARS: usize = 200;

/// Names a contact's thread: their address on a channel.
pub(crate) type ThreadKey = (ChannelId, ThreadId);

/// Everything the hub knows.
pub(crate) struct State {
    pub(crate) conversations: BTreeMap<ConversationId, Open>,
    pub(crate) agents: BTreeMap<AgentId, Desk>,
    pub(crate) queues: BTreeMap<QueueId, Line>,
    pub(crate) threads: HashMap<ThreadKey, Visitor>,
    /// Supervisors whose stream is recorded.
    pub(crate) supervisors: BTreeSet<AgentId>,
    pub(crate) next_seat: u64,
    pub(crate) closing: bool,
    due: mpsc::UnboundedSender<Who>,
}

/// An open conversation.
pub(crate) struct Open {
    pub(crate) conversation: Conversation,
    /// Whether the contact's socket is there, as the agent is shown it.
    pub(crate) connected: bool,
    /// The last message that was shown to anyone.
    pub(crate) head: Seq,
    pub(crate) preview: Preview,
    /// All messages so far, while they are few and nobody holds the conversation.
    pub(crate) opening: Option<Vec<Arc<Message>>>,
    /// The place in line that the contact was told.
    pub(crate) position: Option<u32>,
    /// The probable wait that the contact was told.
    pub(crate) estimate: Option<Span>,
    /// What the engine was told of the contact's sockets.
    pub(crate) told: Told,
}

/// What the contact said last, as an offer shows it.
pub(crate) enum Preview {
    /// Nothing yet.
    Nothing,
    /// Its beginning.
    Text(Box<str>),
    /// It was said before the gateway started.
    InStore,
}

/// An agent and what lies on their desk.
pub(crate) struct Desk {
    pub(crate) agent: AgentId,
    pub(crate) presence: Presence,
    pub(crate) presence_since: Timestamp,
    pub(crate) link: Link,
    pub(crate) capacity: u8,
    /// They finish what they have and want nothing new.
    pub(crate) stops_new: bool,
    /// What takes their capacity: offered, assigned and wrapping up.
    pub(crate) holds: BTreeSet<ConversationId>,
    /// What they have set aside.
    pub(crate) parked: BTreeSet<ConversationId>,
    pub(crate) offers: BTreeMap<OfferId, Offer>,
    /// Recorded while a console is connected, and for a while after.
    pub(crate) stream: Option<Stream>,
    /// The last event's number, of a stream that is not recorded any more.
    pub(crate) last_seq: u64,
    pub(crate) told: Told,
}

/// A queue.
#[derive(Default)]
pub(crate) struct Line {
    /// How many wait at this instant, offered ones included.
    pub(crate) waiting: u32,
    pub(crate) oldest_since: Option<Timestamp>,
    pub(crate) free_slots: u32,
    /// How long the next to come will probably wait.
    pub(crate) estimated_wait: Option<Span>,
    /// What that is estimated from: the slots that serve it, and how long a conversation holds one.
    slots: Option<Slots>,
    handle_time: Option<Span>,
}

impl Line {
    /// Notes what serves it.
    pub(super) fn served(&mut self, slots: Slots, handle_time: Option<Span>) {
        self.slots = Some(slots);
        self.handle_time = handle_time;
    }

    /// What serves it, as far as that is known.
    pub(super) fn serving(&self) -> (Option<Slots>, Option<Span>) {
        (self.slots, self.handle_time)
    }
}

impl State {
    pub(super) fn new(due: mpsc::UnboundedSender<Who>) -> Self {
        Self {
            conversations: BTreeMap::new(),
            agents: BTreeMap::new(),
            queues: BTreeMap::new(),
            threads: HashMap::new(),
            supervisors: BTreeSet::new(),
            next_seat: 0,
            closing: false,
            due,
        }
    }

    /// Takes the Floor as it was restored.
    pub(super) fn restore(&mut self, directory: &Directory, picture: &Picture) {
        for agent in &picture.agents {
            self.agents.insert(agent.id.clone(), Desk::restored(agent));
        }
        for conversation in &picture.conversations {
            let key = (conversation.channel.clone(), conversation.thread.clone());
            let visitor = self
                .threads
                .entry(key)
                .or_insert_with(|| Visitor::new(directory));
            visitor.conversation = Some(conversation.id);
            if let Some(offer) = open_offer(conversation)
                && let Some(desk) = self.agents.get_mut(&offer.agent)
            {
                desk.offers.insert(offer.id, offer);
            }
            if let Some(agent) = parker(&conversation.state)
                && let Some(desk) = self.agents.get_mut(agent)
            {
                desk.parked.insert(conversation.id);
            }
            let streams = directory.is_stream(&conversation.channel);
            self.conversations
                .insert(conversation.id, Open::restored(conversation, !streams));
        }
        for view in &picture.queues {
            super::line::queue_changed(self, directory, view);
        }
    }

    /// Notes what an agent has set aside, or taken up again.
    pub(super) fn shelve(&mut self, before: &Conversation, after: &Conversation) {
        let (was, is) = (parker(&before.state), parker(&after.state));
        if was == is {
            return;
        }
        if let Some(desk) = was.and_then(|agent| self.agents.get_mut(agent)) {
            desk.parked.remove(&after.id);
        }
        if let Some(desk) = is.and_then(|agent| self.agents.get_mut(agent)) {
            desk.parked.insert(after.id);
        }
    }

    /// Has somebody's link looked at.
    pub(super) fn look_at(&self, who: Who) {
        // Without a keeper the gateway is stopping, and links do not matter any more.
        let _ = self.due.send(who);
    }

    pub(super) fn seat(&mut self) -> u64 {
        self.next_seat += 1;
        self.next_seat
    }

    pub(super) fn line(&mut self, queue: &QueueId) -> &mut Line {
        self.queues.entry(queue.clone()).or_default()
    }
}

impl Open {
    /// A conversation that opens at this moment, or goes on after its end: then there are messages up to
    /// `head`.
    pub(super) fn new(conversation: Conversation, head: Seq) -> Self {
        let is_new = head == Seq(0);
        Self {
            conversation,
            connected: true,
            head,
            preview: if is_new {
                Preview::Nothing
            } else {
                Preview::InStore
            },
            opening: is_new.then(Vec::new),
            position: None,
            estimate: None,
            told: Told::up(),
        }
    }

    fn restored(conversation: &Conversation, connected: bool) -> Self {
        Self {
            head: conversation.last_seq,
            conversation: conversation.clone(),
            connected,
            preview: if conversation.last_seq > Seq(0) {
                Preview::InStore
            } else {
                Preview::Nothing
            },
            opening: None,
            position: None,
            estimate: None,
            told: Told::down(),
        }
    }

    pub(super) fn key(&self) -> ThreadKey {
        (
            self.conversation.channel.clone(),
            self.conversation.thread.clone(),
        )
    }

    /// Notes a message.
    pub(super) fn appended(&mut self, message: &Arc<Message>) {
        self.head = message.seq;
        if let Some(text) = preview_of(message) {
            self.preview = Preview::Text(text.into());
        }
        self.keep_opening(message);
    }

    fn keep_opening(&mut self, message: &Arc<Message>) {
        let Some(opening) = &mut self.opening else {
            return;
        };
        let bytes = message.content.text().map_or(0, str::len);
        if opening.len() < OPENING_MESSAGES && bytes <= OPENING_BYTES / OPENING_MESSAGES * 2 {
            opening.push(message.clone());
        } else {
            self.opening = None;
        }
    }

    /// The agent on whose desk it lies: from accept to close.
    pub(super) fn holder(&self) -> Option<&AgentId> {
        holder(&self.conversation.state)
    }

    pub(crate) fn view(&self, directory: &Directory) -> ConversationView {
        view::conversation(&self.conversation, self.connected, directory)
    }
}

impl Desk {
    /// Everything that lies on it, by id: what takes capacity and what is set aside.
    pub(crate) fn held(&self) -> impl Iterator<Item = &ConversationId> {
        self.holds.union(&self.parked)
    }

    pub(super) fn restored(agent: &Agent) -> Self {
        Self {
            agent: agent.id.clone(),
            presence: agent.presence.clone(),
            presence_since: agent.presence_since,
            link: agent.link,
            capacity: agent.capacity,
            stops_new: agent.stops_new,
            holds: agent.holds.keys().copied().collect(),
            parked: BTreeSet::new(),
            offers: BTreeMap::new(),
            stream: None,
            last_seq: 0,
            told: Told::down(),
        }
    }

    pub(crate) fn view(&self, directory: &Directory) -> AgentView {
        view::agent(self, directory)
    }
}

/// What an offer shows of a message: the beginning of what the contact said.
pub(crate) fn preview_of(message: &Message) -> Option<&str> {
    let text = message.content.text()?;
    if message.author != Author::Contact {
        return None;
    }
    let end = text.char_indices().nth(PREVIEW_CHARS);
    text.get(..end.map_or(text.len(), |(end, _)| end))
}

/// The agent on whose desk a conversation in this state lies.
pub(super) fn holder(state: &ConversationState) -> Option<&AgentId> {
    match state {
        ConversationState::Assigned { agent, .. }
        | ConversationState::Parked { agent, .. }
        | ConversationState::WrapUp { agent, .. } => Some(agent),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Closed(_) => None,
    }
}

/// The agent who has set a conversation aside.
const fn parker(state: &ConversationState) -> Option<&AgentId> {
    match state {
        ConversationState::Parked { agent, .. } => Some(agent),
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => None,
    }
}

/// The open offer of a conversation.
pub(super) fn open_offer(conversation: &Conversation) -> Option<Offer> {
    let ConversationState::Offered {
        offer,
        agent,
        offered_at,
        expires,
        ..
    } = &conversation.state
    else {
        return None;
    };
    Some(Offer {
        id: *offer,
        conversation: conversation.id,
        agent: agent.clone(),
        queue: conversation.queue.clone(),
        offered_at: *offered_at,
        expires: *expires,
    })
}
