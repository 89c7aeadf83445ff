//! An agent's console as the protocol wants one: folds snapshot and events, resumes by cursor,
//! sends unanswered commands again under the same ids. Written against `frontdesk_wire::console`.

mod desk;
mod life;

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Result;
use frontdesk_wire::{
    Text,
    console::{ClientFrame, Command, Cursor, FloorView},
    view::{AgentView, ConversationView, MessageView, OfferView, PresenceView, QueueSummary},
};
use tokio::{
    sync::mpsc::{self, UnboundedSender},
    task::JoinHandle,
};

use self::life::Life;
use crate::{
    outbox::Outbox, socket::Target, visitor::PATIENCE, watched::Watched, witness::Witness,
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

fn json(frame: &ClientFrame) -> String {
    // A frame of strings and numbers always has a JSON form.
    serde_json::to_string(frame).unwrap_or_default()
}
