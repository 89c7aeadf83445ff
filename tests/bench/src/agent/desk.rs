//! What a console makes of snapshots and events: the desk as an agent sees it, and what a quick one does at once.

use frontdesk_wire::{
    console::{ClientFrame, Command, Cursor, Event, HeldConversation, Snapshot},
    view::{
        AgentView, AuthorView, ContentView, ConversationView, MessageView, OfferView, StateView,
    },
};

use super::{
    AgentState, Held, json,
    life::{Frames, Life},
};
use crate::ledger::Way;

impl Life {
    pub(super) fn snapshot(&self, cursor: Cursor, snapshot: Snapshot) -> Result<Frames, String> {
        self.state.change(|state| {
            state.cursor = Some(cursor);
            state.me = Some(snapshot.me);
            state.queues = snapshot
                .queues
                .into_iter()
                .map(|queue| (queue.id.0.to_string(), queue))
                .collect();
            state.floor = snapshot.floor;
            state.offers.clear();
            let before = std::mem::take(&mut state.held);
            state.left.extend(before);
            for held in snapshot.conversations {
                self.hold(state, held)?;
            }
            for offer in snapshot.offers {
                self.offer(state, offer);
            }
            state.connected = true;
            Ok(state.due())
        })
    }

    pub(super) fn event(&self, event: Event) -> Result<Frames, String> {
        self.state.change(|state| {
            match event {
                Event::MeChanged { me } => state.me = Some(me),
                Event::OfferPresented { offer } => self.offer(state, offer),
                Event::OfferChanged { .. }
                | Event::TranslationChanged { .. }
                | Event::PluginsChanged => {}
                Event::OfferWithdrawn { offer, .. } => {
                    state.offers.remove(&offer.0.to_string());
                }
                Event::ConversationAdded { held } => self.hold(state, held)?,
                Event::ConversationChanged { conversation } => self.changed(state, conversation),
                Event::ConversationRemoved { conversation, .. } => {
                    let id = conversation.0.to_string();
                    self.setup.witness.removed(self.setup.number, &id);
                    if let Some(held) = state.held.remove(&id).filter(|_| self.setup.remembers) {
                        state.left.insert(id, held);
                    }
                }
                Event::MessageAdded {
                    conversation,
                    message,
                } => {
                    self.message(state, &conversation.0.to_string(), message)?;
                }
                Event::DeliveryChanged {
                    conversation,
                    seq,
                    delivery,
                } => {
                    let held = state.held.get_mut(&conversation.0.to_string());
                    let messages = held.into_iter().flat_map(|held| &mut held.messages);
                    for message in messages.filter(|message| message.seq == seq) {
                        message.delivery = Some(delivery.clone());
                    }
                }
                Event::ContactTyping { conversation, on } => {
                    if let Some(held) = state.held.get_mut(&conversation.0.to_string()) {
                        held.contact_types = on;
                    }
                }
                Event::QueueChanged { queue } => {
                    state.queues.insert(queue.id.0.to_string(), queue);
                }
                Event::AgentChanged { agent } => state.agent_changed(agent),
                Event::FloorConversationChanged { conversation } => {
                    state.floor_conversation(conversation);
                }
                Event::FloorConversationClosed { conversation } => {
                    if let Some(floor) = &mut state.floor {
                        floor.conversations.retain(|known| known.id != conversation);
                    }
                }
                Event::SignedOut => state.faults.push("signed out".to_owned()),
            }
            Ok(state.due())
        })
    }

    fn offer(&self, state: &mut AgentState, offer: OfferView) {
        let contact = offer
            .conversation
            .contact
            .name
            .as_deref()
            .unwrap_or_default();
        self.setup.witness.offered(self.setup.number, contact);
        if self.setup.accepts {
            state.command(
                &format!("accept-{}", offer.id.0),
                Command::AcceptOffer { offer: offer.id },
            );
        }
        state.offers.insert(offer.id.0.to_string(), offer);
    }

    fn hold(&self, state: &mut AgentState, added: HeldConversation) -> Result<(), String> {
        let id = added.conversation.id.0.to_string();
        let name = added.conversation.contact.name.clone().unwrap_or_default();
        state
            .offers
            .retain(|_, offer| offer.conversation.id != added.conversation.id);
        let known = state.held.remove(&id).or_else(|| state.left.remove(&id));
        let mut held = known.unwrap_or_else(|| Held {
            conversation: added.conversation.clone(),
            messages: Vec::new(),
            last_seq: added.messages.first().map_or(0, |message| message.seq - 1),
            contact_types: false,
        });
        held.conversation = added.conversation.clone();
        self.setup.witness.placed(self.setup.number, &name, &id);
        state.held.insert(id.clone(), held);
        for message in added.messages {
            let Some(held) = state.held.get_mut(&id) else {
                break;
            };
            if message.seq > held.last_seq {
                self.message(state, &id, message)?;
                continue;
            }
            // Known: but how far it has come may have changed meanwhile.
            let mut known = held.messages.iter_mut();
            if let Some(known) = known.find(|known| known.seq == message.seq) {
                known.delivery = message.delivery;
            }
        }
        self.changed(state, added.conversation);
        Ok(())
    }

    fn changed(&self, state: &mut AgentState, conversation: ConversationView) {
        if self.setup.finishes && matches!(conversation.state, StateView::WrapUp { .. }) {
            let finish = Command::FinishWrapUp {
                conversation: conversation.id,
                disposition: conversation.dispositions.first().cloned(),
                note: None,
            };
            state.command(&format!("finish-{}", conversation.id.0), finish);
        }
        if let Some(held) = state.held.get_mut(&conversation.id.0.to_string()) {
            held.conversation = conversation;
        }
    }

    fn message(
        &self,
        state: &mut AgentState,
        id: &str,
        message: MessageView,
    ) -> Result<(), String> {
        let Some(held) = state.held.get_mut(id) else {
            return Err(format!("a message of {id}, which is not held"));
        };
        if message.seq <= held.last_seq {
            self.setup.witness.repeated();
            state
                .faults
                .push(format!("{id}: message {} came again", message.seq));
            return Ok(());
        }
        if message.seq != held.last_seq + 1 {
            return Err(format!(
                "{id}: message {} came after {}",
                message.seq, held.last_seq
            ));
        }
        held.last_seq = message.seq;
        if let (AuthorView::Contact, ContentView::Text { text, .. }) =
            (&message.author, &message.content)
        {
            self.setup.witness.message(Way::ToAgent, text);
        }
        if self.setup.remembers {
            held.messages.push(message);
        }
        Ok(())
    }
}

impl AgentState {
    pub(super) fn due(&mut self) -> Frames {
        if self.connected {
            self.pending.due(self.connects)
        } else {
            Frames::new()
        }
    }

    pub(super) fn command(&mut self, id: &str, command: Command) {
        self.pending.push(
            id,
            json(&ClientFrame::Command {
                id: id.to_owned(),
                command,
            }),
        );
    }

    pub(super) fn step(&mut self, seq: u64) -> Result<(), String> {
        let Some(cursor) = &mut self.cursor else {
            return Err("an event came before a snapshot".to_owned());
        };
        if seq != cursor.seq + 1 {
            return Err(format!("event {seq} came after {}", cursor.seq));
        }
        cursor.seq = seq;
        Ok(())
    }

    fn agent_changed(&mut self, agent: AgentView) {
        if let Some(floor) = &mut self.floor {
            floor.agents.retain(|known| known.id != agent.id);
            floor.agents.push(agent);
        }
    }

    fn floor_conversation(&mut self, conversation: ConversationView) {
        if let Some(floor) = &mut self.floor {
            match floor
                .conversations
                .iter_mut()
                .find(|known| known.id == conversation.id)
            {
                Some(known) => *known = conversation,
                None => floor.conversations.push(conversation),
            }
        }
    }
}
