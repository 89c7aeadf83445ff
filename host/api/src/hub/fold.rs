//! From committed effects to the picture, and from the picture's changes to whom they concern.

use std::{mem, sync::Arc};

use frontdesk_core::{
    AgentId, AgentRecord, Conversation, ConversationId, Effect, Link, Message, Offer, Party,
    Record, Seq, Timestamp, script::Offered,
};
use frontdesk_engine::ports::ContactNotice;
use frontdesk_wire::{Text, console::Event};

use super::{
    contact::{ContactItem, Visitor},
    directory::Directory,
    link::Who,
    notices,
    picture::{Open, State, ThreadKey, holder, open_offer},
    shown::{before, shows_on_desk, shows_on_floor, waits},
    stream::{Added, Body, OfferDraft},
};
use crate::view;

/// Folds one input's effects. Order: conversations that appear, then messages (to whoever held the
/// conversation until now), then what became of the conversations, then the rest as it happened.
pub(super) fn fold(state: &mut State, directory: &Directory, _at: Timestamp, effects: &[Effect]) {
    let mut fold = Fold {
        state,
        directory,
        desks: Vec::new(),
        told: Vec::new(),
        offered: Vec::new(),
    };
    for effect in effects {
        if let Effect::Save(Record::Conversation(conversation)) = effect {
            fold.appear(conversation, before(conversation, effects));
        }
    }
    for effect in effects {
        if let Effect::Append(message) = effect {
            fold.append(message);
        }
    }
    for effect in effects {
        if let Effect::Save(Record::Conversation(conversation)) = effect {
            fold.become_of(conversation);
        }
    }
    for effect in effects {
        fold.happen(effect);
    }
    fold.finish();
}

struct Fold<'a> {
    state: &'a mut State,
    directory: &'a Directory,
    /// Agents who changed.
    desks: Vec<AgentId>,
    /// What visitors are to be told.
    told: Vec<(ThreadKey, Vec<ContactNotice>)>,
    /// What visitors may choose from now on.
    offered: Vec<(ThreadKey, ConversationId, Arc<[Offered]>)>,
}

impl Fold<'_> {
    fn appear(&mut self, conversation: &Conversation, head: Seq) {
        let id = conversation.id;
        if conversation.state.is_closed() || self.state.conversations.contains_key(&id) {
            return;
        }
        // What an agent begins lies on their desk from the start, and never waits.
        let begun_by = holder(&conversation.state);
        let line = self.state.line(&conversation.queue);
        line.waiting += u32::from(begun_by.is_none());
        let position = line.waiting;
        let mut open = Open::new(conversation.clone(), head);
        open.position = begun_by.is_none().then_some(position);
        let key = open.key();
        self.state.conversations.insert(id, open);
        if let Some(agent) = conversation.state.agent() {
            self.load(agent, id, true);
        }
        let visitor = self.state.threads.entry(key.clone());
        let visitor = visitor.or_insert_with(|| Visitor::new(self.directory));
        visitor.conversation = Some(id);
        if self.directory.is_stream(&conversation.channel) && visitor.seats.is_empty() {
            self.state.look_at(Who::Contact(key.clone()));
        }
        let told = notices::state(conversation, position, self.directory);
        let offered = notices::offered(conversation);
        if !offered.is_empty() {
            self.offered.push((key.clone(), id, offered.into()));
        }
        self.notice(key, ContactNotice::State(told));
        if let Some(agent) = begun_by {
            self.lay_on_desk(agent, id);
        }
        self.floor_changed(id);
    }

    fn append(&mut self, message: &Message) {
        let id = message.conversation;
        let Some(open) = self.state.conversations.get_mut(&id) else {
            return;
        };
        let shared = Arc::new(message.clone());
        open.appended(&shared);
        let key = open.key();
        let agent = open.holder().cloned();
        if self
            .state
            .threads
            .get(&key)
            .is_some_and(|visitor| !visitor.seats.is_empty())
        {
            self.notice(key, notices::message(message, self.directory, message.at));
        }
        if let Some(agent) = agent
            && let Some(desk) = self.state.agents.get_mut(&agent)
            && desk.records(self.directory)
        {
            let message = view::message(message, self.directory);
            let event = Event::MessageAdded {
                conversation: Text(id),
                message,
            };
            self.state.tell(self.directory, &agent, &event);
        }
    }

    fn become_of(&mut self, after: &Conversation) {
        let id = after.id;
        let Some(open) = self.state.conversations.get_mut(&id) else {
            return;
        };
        let before = mem::replace(&mut open.conversation, after.clone());
        if before == *after {
            return;
        }
        let key = open.key();
        self.seat_of_load(&before, after);
        self.line_of(&before, after);
        if notices::differ(&before.state, &after.state) {
            self.notice_state(id, &key);
        }
        let offered = notices::offered(after);
        if notices::offered(&before) != offered {
            self.offered.push((key.clone(), id, offered.into()));
        }
        if after.agent_read > before.agent_read {
            self.notice(
                key.clone(),
                ContactNotice::Read {
                    seq: after.agent_read,
                },
            );
        }
        self.desk_of(&before, after);
        self.offer_of(&before, after);
        if after.state.is_closed() {
            self.close(id, &key);
        } else if shows_on_floor(&before, after) {
            self.floor_changed(id);
        }
    }

    /// The slots that a conversation takes, and the offer that was on a desk.
    fn seat_of_load(&mut self, before: &Conversation, after: &Conversation) {
        self.state.shelve(before, after);
        if before.state.agent() != after.state.agent() {
            if let Some(agent) = before.state.agent() {
                self.load(agent, before.id, false);
            }
            if let Some(agent) = after.state.agent() {
                self.load(agent, after.id, true);
            }
        }
        let (was, is) = (open_offer(before), open_offer(after));
        if let Some(was) = was
            && is.is_none_or(|is| is.id != was.id)
            && let Some(desk) = self.state.agents.get_mut(&was.agent)
        {
            desk.offers.remove(&was.id);
        }
    }

    /// How many wait.
    fn line_of(&mut self, before: &Conversation, after: &Conversation) {
        let (was, is) = (waits(&before.state), waits(&after.state));
        if was == is {
            return;
        }
        let line = self.state.line(&after.queue);
        line.waiting = if is {
            line.waiting + 1
        } else {
            line.waiting.saturating_sub(1)
        };
        if let Some(open) = self.state.conversations.get_mut(&after.id) {
            // A place among others is known only once the queue was looked at.
            open.position = None;
            open.estimate = None;
        }
    }

    /// What the holder's desk shows.
    fn desk_of(&mut self, before: &Conversation, after: &Conversation) {
        let (id, directory) = (after.id, self.directory);
        let (was, is) = (holder(&before.state), holder(&after.state));
        if was == is {
            if let Some(agent) = is
                && shows_on_desk(before, after)
            {
                self.conversation_changed(agent, id);
            }
            return;
        }
        if let Some(agent) = was {
            let reason = if after.state.is_closed() {
                "closed"
            } else {
                "requeued"
            };
            let reason = reason.to_owned();
            let event = Event::ConversationRemoved {
                conversation: Text(id),
                reason,
            };
            self.state.tell(directory, agent, &event);
        }
        if let Some(agent) = is {
            self.lay_on_desk(agent, id);
        }
    }

    /// Shows a conversation on the desk of the agent who has it from now on.
    fn lay_on_desk(&mut self, agent: &AgentId, id: ConversationId) {
        let directory = self.directory;
        let Some(open) = self.state.conversations.get_mut(&id) else {
            return;
        };
        let added = Added {
            conversation: open.view(directory),
            head: open.head,
            opening: open.opening.take(),
        };
        if let Some(desk) = self.state.agents.get_mut(agent)
            && desk.records(directory)
        {
            desk.push(directory, Body::Added(Arc::new(added)));
        }
    }

    /// What the agent sees who is offered it, and was before.
    fn offer_of(&mut self, before: &Conversation, after: &Conversation) {
        let (was, is) = (open_offer(before), open_offer(after));
        if let Some(is) = is
            && was.is_some_and(|was| was.id == is.id)
        {
            self.show_offer(&is, Body::OfferChanged);
        }
    }

    fn close(&mut self, id: ConversationId, key: &ThreadKey) {
        self.state.conversations.remove(&id);
        if let Some(visitor) = self.state.threads.get_mut(key) {
            if visitor.conversation == Some(id) {
                visitor.conversation = None;
            }
            if visitor.conversation.is_none() && visitor.seats.is_empty() {
                self.state.threads.remove(key);
            }
        }
        let event = Event::FloorConversationClosed {
            conversation: Text(id),
        };
        self.state.tell_supervisors(self.directory, |_| Some(event));
    }

    fn happen(&mut self, effect: &Effect) {
        match effect {
            Effect::Save(Record::Agent(record)) => self.agent_saved(record),
            Effect::PresentOffer { offer, .. } => {
                if let Some(desk) = self.state.agents.get_mut(&offer.agent) {
                    desk.offers.insert(offer.id, offer.clone());
                    self.show_offer(offer, Body::OfferPresented);
                }
            }
            Effect::WithdrawOffer {
                offer,
                agent,
                reason,
                ..
            } => {
                if let Some(desk) = self.state.agents.get_mut(agent) {
                    desk.offers.remove(offer);
                }
                let reason = view::withdrawal(*reason).to_owned();
                let event = Event::OfferWithdrawn {
                    offer: Text(*offer),
                    reason,
                };
                self.state.tell(self.directory, agent, &event);
            }
            Effect::ShowTyping {
                conversation,
                party,
                on,
            } => {
                self.typing(*conversation, party, *on);
            }
            Effect::LinkChanged { agent, link } => self.link(agent, *link),
            Effect::ContactLinkChanged {
                conversation,
                connected,
            } => {
                self.contact_link(*conversation, *connected);
            }
            Effect::Save(
                Record::Conversation(_)
                | Record::Counters(_)
                | Record::Queue(_)
                | Record::Script(_),
            )
            | Effect::Forget(_)
            | Effect::Ask { .. }
            | Effect::Append(_)
            | Effect::Log(_)
            | Effect::Dispatch(_)
            | Effect::QueueChanged(_) => {}
        }
    }

    fn agent_saved(&mut self, record: &AgentRecord) {
        let plan = self.directory.capacity_of(&record.id);
        let Some(desk) = self.state.agents.get_mut(&record.id) else {
            return;
        };
        let capacity = record.capacity_override.unwrap_or(plan);
        let seen = desk.presence != record.presence
            || desk.presence_since != record.presence_since
            || desk.capacity != capacity
            || desk.stops_new != record.stops_new;
        desk.presence = record.presence.clone();
        desk.presence_since = record.presence_since;
        desk.capacity = capacity;
        desk.stops_new = record.stops_new;
        if seen {
            self.desk_changed(&record.id);
        }
    }

    fn show_offer(&mut self, offer: &Offer, event: fn(Arc<OfferDraft>) -> Body) {
        let directory = self.directory;
        if let Some(open) = self.state.conversations.get(&offer.conversation)
            && let Some(desk) = self.state.agents.get_mut(&offer.agent)
            && desk.records(directory)
        {
            let draft = OfferDraft::new(offer, open, directory);
            desk.push(directory, event(Arc::new(draft)));
        }
    }

    fn typing(&mut self, id: ConversationId, party: &Party, on: bool) {
        let Some(open) = self.state.conversations.get(&id) else {
            return;
        };
        match party {
            Party::Agent(_) => {
                let key = open.key();
                self.notice(key, ContactNotice::Typing { on });
            }
            Party::Contact => {
                let Some(agent) = open.holder().cloned() else {
                    return;
                };
                let event = Event::ContactTyping {
                    conversation: Text(id),
                    on,
                };
                self.state.tell(self.directory, &agent, &event);
            }
        }
    }

    fn link(&mut self, agent: &AgentId, link: Link) {
        if let Some(desk) = self.state.agents.get_mut(agent) {
            desk.link = link;
            self.desk_changed(agent);
        }
    }

    fn contact_link(&mut self, id: ConversationId, connected: bool) {
        let Some(open) = self.state.conversations.get_mut(&id) else {
            return;
        };
        open.connected = connected;
        if let Some(agent) = open.holder().cloned() {
            self.conversation_changed(&agent, id);
        } else if let Some(offer) = open_offer(&open.conversation) {
            self.show_offer(&offer, Body::OfferChanged);
        }
        self.floor_changed(id);
    }

    fn load(&mut self, agent: &AgentId, id: ConversationId, holds: bool) {
        let Some(desk) = self.state.agents.get_mut(agent) else {
            return;
        };
        if holds {
            desk.holds.insert(id);
        } else {
            desk.holds.remove(&id);
        }
        self.desk_changed(agent);
    }

    fn desk_changed(&mut self, agent: &AgentId) {
        if !self.desks.contains(agent) {
            self.desks.push(agent.clone());
        }
    }

    fn conversation_changed(&mut self, agent: &AgentId, id: ConversationId) {
        let Some(open) = self.state.conversations.get(&id) else {
            return;
        };
        let event = Event::ConversationChanged {
            conversation: open.view(self.directory),
        };
        self.state.tell(self.directory, agent, &event);
    }

    fn floor_changed(&mut self, id: ConversationId) {
        let directory = self.directory;
        self.state.tell_supervisors(directory, |state| {
            let open = state.conversations.get(&id)?;
            Some(Event::FloorConversationChanged {
                conversation: open.view(directory),
            })
        });
    }

    fn notice_state(&mut self, id: ConversationId, key: &ThreadKey) {
        let Some(open) = self.state.conversations.get(&id) else {
            return;
        };
        if waits(&open.conversation.state) && open.position.is_none() {
            return;
        }
        let position = open.position.unwrap_or_default();
        let told = notices::state(&open.conversation, position, self.directory);
        self.notice(key.clone(), ContactNotice::State(told));
    }

    fn notice(&mut self, key: ThreadKey, notice: ContactNotice) {
        match self.told.iter_mut().find(|(thread, _)| *thread == key) {
            Some((_, notices)) => notices.push(notice),
            None => self.told.push((key, vec![notice])),
        }
    }

    fn finish(self) {
        let Self {
            state,
            directory,
            desks,
            told,
            offered,
        } = self;
        for agent in desks {
            let Some(desk) = state.agents.get(&agent) else {
                continue;
            };
            if desk.stream.is_some() {
                let event = Event::MeChanged {
                    me: desk.view(directory),
                };
                state.tell(directory, &agent, &event);
            }
            state.tell_supervisors(directory, |state| {
                let desk = state.agents.get(&agent)?;
                Some(Event::AgentChanged {
                    agent: desk.view(directory),
                })
            });
        }
        for (thread, notices) in told {
            if let Some(visitor) = state.threads.get_mut(&thread) {
                visitor.tell(notices);
            }
        }
        // Behind what was said: a choice belongs to it.
        for (thread, conversation, choices) in offered {
            if let Some(visitor) = state.threads.get_mut(&thread) {
                visitor.hand(&ContactItem::Choices(conversation, choices));
            }
        }
    }
}
