//! An agent's console as the protocol wants one: folds snapshot and events, resumes by cursor,
//! sends unanswered commands again under the same ids. Written against `frontdesk_wire::console`.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anyhow::Result;
use frontdesk_wire::{
    Text,
    console::{
        ClientFrame, Command, Cursor, Event, FloorView, HeldConversation, ServerFrame, Snapshot,
    },
    view::{
        AgentView, AuthorView, ContentView, ConversationView, MessageView, OfferView, PresenceView,
        QueueSummary, StateView,
    },
};
use rand::Rng as _;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::JoinHandle,
    time::sleep,
};

use crate::{
    ledger::Way,
    outbox::Outbox,
    socket::{Heard, Socket, Target},
    visitor::PATIENCE,
    watched::Watched,
    witness::Witness,
};

/// What an agent is made with.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub struct AgentSetup {
    /// The number the witness knows it by.
    pub number: usize,
    /// Where the socket goes; its cookie is the session.
    pub target: Target,
    /// Whether it connects again by itself when the socket is lost.
    pub reconnects: bool,
    /// Whether it accepts every offer at once.
    pub accepts: bool,
    /// Whether it finishes every wrap-up at once, with the first disposition.
    pub finishes: bool,
    /// Whether it remembers every message, not only the last place.
    pub remembers: bool,
    /// Who hears what it sees.
    pub witness: Arc<dyn Witness>,
}

/// A conversation on the desk.
#[derive(Clone, Debug)]
pub struct Held {
    /// The conversation.
    pub conversation: ConversationView,
    /// Its messages, in the order they were seen, when the agent remembers.
    pub messages: Vec<MessageView>,
    /// The last message's place.
    pub last_seq: u32,
    /// Whether the contact types.
    pub contact_types: bool,
}

/// All that a console shows.
#[derive(Debug, Default)]
pub struct AgentState {
    /// Snapshot or resume is complete.
    pub connected: bool,
    /// How many times it has connected.
    pub connects: u32,
    /// Where the stream stands.
    pub cursor: Option<Cursor>,
    /// The agent.
    pub me: Option<AgentView>,
    /// Open offers, by id.
    pub offers: BTreeMap<String, OfferView>,
    /// Conversations held, by id.
    pub held: BTreeMap<String, Held>,
    /// Conversations held before.
    pub left: BTreeMap<String, Held>,
    /// Queues, by name.
    pub queues: BTreeMap<String, QueueSummary>,
    /// Everything, for supervisors.
    pub floor: Option<FloorView>,
    /// Commands not answered yet.
    pub pending: Outbox,
    /// Commands done, with the message's place.
    pub done: Vec<(String, Option<u32>)>,
    /// Commands refused: id and code.
    pub refused: Vec<(Option<String>, String)>,
    /// Refusals for now: id and code. What they concern is sent again.
    pub delayed: Vec<(String, String)>,
    /// Whatever broke the protocol.
    pub faults: Vec<String>,
    /// Close codes, in order.
    pub closes: Vec<Option<u16>>,
    /// How often a connection was resumed by its cursor.
    pub resumes: u32,
}

enum Order {
    Flush,
    Again(String),
    Drop,
}

/// An agent at a console. Dropping it drops its socket.
pub struct Agent {
    orders: UnboundedSender<Order>,
    state: Arc<Watched<AgentState>>,
    task: JoinHandle<()>,
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Agent {
    /// Lets one loose: it connects at once.
    pub fn connect(setup: AgentSetup) -> Self {
        let state = Arc::new(Watched::default());
        let (orders, inbox) = mpsc::unbounded_channel();
        let life = Life {
            setup,
            state: Arc::clone(&state),
            inbox,
            orders: orders.clone(),
        };
        Self {
            orders,
            state,
            task: tokio::spawn(life.live()),
        }
    }

    /// What it knows.
    pub fn state(&self) -> &Watched<AgentState> {
        &self.state
    }

    /// Gives a command, and again until it is answered.
    pub fn command(&self, id: &str, command: Command) {
        self.state.change(|state| state.command(id, command));
        drop(self.orders.send(Order::Flush));
    }

    /// Becomes available.
    pub fn available(&self, id: &str) {
        self.command(
            id,
            Command::SetPresence {
                presence: PresenceView::Available {},
            },
        );
    }

    /// Writes to a contact.
    pub fn say(&self, id: &str, conversation: &str, text: &str) {
        if let Ok(conversation) = conversation.parse().map(Text) {
            self.command(
                id,
                Command::SendMessage {
                    conversation,
                    text: text.to_owned(),
                    translation: None,
                },
            );
        }
    }

    /// Ends a talk.
    pub fn end(&self, id: &str, conversation: &str) {
        if let Ok(conversation) = conversation.parse().map(Text) {
            self.command(id, Command::EndConversation { conversation });
        }
    }

    /// Loses the socket; comes back if it is one that does.
    pub fn drop_socket(&self) {
        drop(self.orders.send(Order::Drop));
    }

    /// Waits for a condition on what it knows.
    pub async fn until<R>(
        &self,
        what: &str,
        condition: impl FnMut(&AgentState) -> Option<R>,
    ) -> Result<R> {
        self.state.until(what, PATIENCE, condition).await
    }

    /// Waits until snapshot or resume is complete.
    pub async fn connected(&self) -> Result<()> {
        self.until("a connected agent", |state| state.connected.then_some(()))
            .await
    }

    /// Waits until every command has been answered.
    pub async fn settled(&self) -> Result<()> {
        self.until("answers to all commands", |state| {
            state.pending.is_empty().then_some(())
        })
        .await
    }
}

struct Life {
    setup: AgentSetup,
    state: Arc<Watched<AgentState>>,
    inbox: UnboundedReceiver<Order>,
    orders: UnboundedSender<Order>,
}

type Frames = Vec<(Option<String>, String)>;

impl Life {
    async fn live(mut self) {
        let mut failures = 0_u32;
        loop {
            if let Ok(mut socket) = Socket::open(&self.setup.target).await {
                let code = self.talk(&mut socket, &mut failures).await;
                self.state.change(|state| {
                    state.connected = false;
                    state.closes.push(code);
                });
            }
            if !self.setup.reconnects {
                return;
            }
            let cap = 50_u64.saturating_mul(1 << failures.min(5)).min(1_000);
            failures += 1;
            let wait = rand::rng().random_range(5..=cap);
            sleep(Duration::from_millis(wait)).await;
        }
    }

    /// One connection, from hello to its end.
    async fn talk(&mut self, socket: &mut Socket, failures: &mut u32) -> Option<u16> {
        let resume = self.state.change(|state| {
            state.connects += 1;
            state.cursor.clone()
        });
        let hello = json(&ClientFrame::Hello {
            protocol: 1,
            resume,
        });
        if socket.say(hello).await.is_err() {
            return None;
        }
        loop {
            let told = tokio::select! {
                heard = socket.hear() => match heard {
                    Heard::Text(text) => match self.take(&text) {
                        Ok(frames) => frames,
                        Err(fault) => {
                            self.state.change(|state| state.faults.push(fault));
                            return None;
                        }
                    },
                    Heard::End(code) => return code,
                },
                order = self.inbox.recv() => match order {
                    Some(Order::Flush) => self.state.change(AgentState::due),
                    Some(Order::Again(id)) => self.state.change(|state| {
                        state.pending.again(&id);
                        state.due()
                    }),
                    Some(Order::Drop) | None => return None,
                },
            };
            if self.state.read(|state| state.connected) {
                *failures = 0;
            }
            for (id, json) in told {
                if socket.say(json).await.is_err() {
                    return None;
                }
                if let Some(id) = id {
                    self.setup.witness.written(&id);
                }
            }
        }
    }

    fn take(&self, text: &str) -> Result<Frames, String> {
        let frame = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
        match frame {
            ServerFrame::Snapshot {
                cursor, snapshot, ..
            } => self.snapshot(cursor, *snapshot),
            ServerFrame::Resumed { .. } => Ok(self.state.change(|state| {
                state.connected = true;
                state.resumes += 1;
                state.due()
            })),
            ServerFrame::Event { seq, event } => {
                self.state.change(|state| state.step(seq))?;
                self.event(*event)
            }
            ServerFrame::Done { id, seq } => {
                self.setup.witness.acked(&id);
                self.state.change(|state| {
                    state.pending.answered(&id);
                    if self.setup.remembers {
                        state.done.push((id, seq));
                    }
                });
                Ok(Frames::new())
            }
            ServerFrame::Refused { id, problem } => {
                self.refused(id, problem.code, problem.retry_after_ms);
                Ok(Frames::new())
            }
            ServerFrame::Ping => Ok(vec![(None, json(&ClientFrame::Pong {}))]),
        }
    }

    fn refused(&self, id: Option<String>, code: String, retry_ms: Option<u64>) {
        if let (Some(wait), Some(id)) = (retry_ms, &id) {
            self.state
                .change(|state| state.delayed.push((id.clone(), code)));
            let (orders, id) = (self.orders.clone(), id.clone());
            tokio::spawn(async move {
                sleep(Duration::from_millis(wait)).await;
                drop(orders.send(Order::Again(id)));
            });
            return;
        }
        self.setup.witness.refused(id.as_deref(), &code);
        self.state.change(|state| {
            if let Some(id) = &id {
                state.pending.answered(id);
            }
            state.refused.push((id, code));
        });
    }

    fn snapshot(&self, cursor: Cursor, snapshot: Snapshot) -> Result<Frames, String> {
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

    fn event(&self, event: Event) -> Result<Frames, String> {
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
    fn due(&mut self) -> Frames {
        if self.connected {
            self.pending.due(self.connects)
        } else {
            Frames::new()
        }
    }

    fn command(&mut self, id: &str, command: Command) {
        self.pending.push(
            id,
            json(&ClientFrame::Command {
                id: id.to_owned(),
                command,
            }),
        );
    }

    fn step(&mut self, seq: u64) -> Result<(), String> {
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

fn json(frame: &ClientFrame) -> String {
    // A frame of strings and numbers always has a JSON form.
    serde_json::to_string(frame).unwrap_or_default()
}
