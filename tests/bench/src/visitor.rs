//! A visitor as the protocol wants one: keeps its token, resumes, sends again what has no
//! acknowledgement, drops what it has seen. Written against `channels/webchat/PROTOCOL.md`.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use anyhow::Result;
use rand::Rng as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::JoinHandle,
    time::sleep,
};

use crate::{
    ledger::Way,
    outbox::Outbox,
    socket::{Heard, Socket, Target},
    watched::Watched,
    witness::Witness,
};

/// How long a test waits for anything: far beyond what it should take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How many of the last frames a visitor remembers.
const HEARD: usize = 20;

/// What a visitor is made with.
#[derive(Clone)]
pub struct VisitorSetup {
    /// Where the socket goes.
    pub target: Target,
    /// Whether it connects again by itself when the socket is lost.
    pub reconnects: bool,
    /// Whether it remembers every message, not only the last place, and has one frame under way at a time, as the widget.
    pub remembers: bool,
    /// Who hears what it sees.
    pub witness: Arc<dyn Witness>,
}

/// Where the conversation stands, as the gateway last said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing heard yet.
    #[default]
    Unknown,
    /// No conversation.
    None,
    /// Waiting.
    Queued {
        /// Place in the queue.
        position: u32,
        /// Since when.
        since: u64,
    },
    /// Answered.
    Assigned {
        /// By whom.
        agent: String,
    },
    /// Over.
    Ended {
        /// By whom.
        by: String,
    },
}

/// A message as this visitor saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The conversation.
    pub conversation: String,
    /// Its place.
    pub seq: u32,
    /// The sender's id, if it was the visitor's own.
    pub id: Option<String>,
    /// `visitor`, `agent` or `system`.
    pub from: String,
    /// The text, or the notice's name.
    pub text: String,
}

/// An acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acked {
    /// The frame's id.
    pub id: String,
    /// The conversation.
    pub conversation: String,
    /// The message's place; none for a start or an end.
    pub seq: Option<u32>,
}

/// All that a visitor knows.
#[derive(Debug, Default)]
pub struct VisitorState {
    /// The resume is complete: a `state` came after `welcome`.
    pub connected: bool,
    /// How many times it has connected.
    pub connects: u32,
    /// The token of the last `welcome`.
    pub token: Option<String>,
    /// The conversation.
    pub conversation: Option<String>,
    /// The last message's place there.
    pub last_seq: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Sent and not yet answered, oldest first.
    pub pending: Outbox,
    /// Everything acknowledged.
    pub acked: Vec<Acked>,
    /// Every message, when it remembers.
    pub seen: Vec<Seen>,
    /// Refusals for good: the frame's id and the code.
    pub refused: Vec<(Option<String>, String)>,
    /// Whether the agent types.
    pub agent_types: bool,
    /// Refusals for now: id and code. What they concern is sent again.
    pub delayed: Vec<(String, String)>,
    /// Whatever broke the protocol: a gap, a frame that cannot be read.
    pub faults: Vec<String>,
    /// The last frames heard, when it remembers: what led to a fault.
    pub heard: VecDeque<String>,
    /// Close codes, in order.
    pub closes: Vec<Option<u16>>,
}

enum Order {
    /// Send what is in the outbox and was not sent yet.
    Flush,
    /// Send if connected, else forget.
    Passing(String),
    /// Send again what was put off.
    Again(String),
    /// Lose the socket without a word.
    Drop,
}

/// A visitor. Dropping it drops its socket.
pub struct Visitor {
    orders: UnboundedSender<Order>,
    state: Arc<Watched<VisitorState>>,
    task: JoinHandle<()>,
}

impl Drop for Visitor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Visitor {
    /// Lets one loose: it connects at once.
    pub fn connect(setup: VisitorSetup) -> Self {
        Self::resume(setup, VisitorState::default())
    }

    /// Lets one loose that already knows something: a reloaded page, a second tab.
    pub fn resume(setup: VisitorSetup, known: VisitorState) -> Self {
        let state = Arc::new(Watched::default());
        state.change(|state| {
            *state = known;
            state.pending.in_turn = setup.remembers;
        });
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
    pub fn state(&self) -> &Watched<VisitorState> {
        &self.state
    }

    fn order(&self, order: Order) {
        // The other end only goes away together with this visitor.
        drop(self.orders.send(order));
    }

    fn frame(&self, id: &str, frame: &Value) {
        self.state
            .change(|state| state.pending.push(id, frame.to_string()));
        self.order(Order::Flush);
    }

    /// Asks for a conversation.
    pub fn start(&self, id: &str, name: &str, account: Option<&str>) {
        let fields = json!({});
        self.frame(
            id,
            &json!({"t":"start","id":id,"name":name,"account":account,"fields":fields,"text":null}),
        );
    }

    /// Writes.
    pub fn say(&self, id: &str, text: &str) {
        self.frame(id, &json!({"t":"message","id":id,"text":text}));
    }

    /// Ends the conversation.
    pub fn end(&self, id: &str) {
        self.frame(id, &json!({"t":"end","id":id}));
    }

    /// Begins or stops typing.
    pub fn typing(&self, on: bool) {
        self.order(Order::Passing(json!({"t":"typing","on":on}).to_string()));
    }

    /// Loses the socket; comes back if it is one that does.
    pub fn drop_socket(&self) {
        self.order(Order::Drop);
    }

    /// Waits for a condition on what it knows.
    pub async fn until<R>(
        &self,
        what: &str,
        condition: impl FnMut(&VisitorState) -> Option<R>,
    ) -> Result<R> {
        self.state.until(what, PATIENCE, condition).await
    }

    /// Waits until the resume is complete.
    pub async fn connected(&self) -> Result<()> {
        self.until("a connected visitor", |state| state.connected.then_some(()))
            .await
    }

    /// Waits until everything sent has been answered.
    pub async fn settled(&self) -> Result<()> {
        self.until("answers to all frames", |state| {
            state.pending.is_empty().then_some(())
        })
        .await
    }
}

struct Life {
    setup: VisitorSetup,
    state: Arc<Watched<VisitorState>>,
    inbox: UnboundedReceiver<Order>,
    orders: UnboundedSender<Order>,
}

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
                if code == Some(4001) {
                    self.state.change(|state| state.token = None);
                }
            }
            if !self.setup.reconnects {
                return;
            }
            // The widget's rule with a tenth of its times: a test should not wait for politeness.
            let cap = 50_u64.saturating_mul(1 << failures.min(5)).min(1_000);
            failures += 1;
            let wait = rand::rng().random_range(5..=cap);
            sleep(Duration::from_millis(wait)).await;
        }
    }

    /// One connection, from hello to its end.
    async fn talk(&mut self, socket: &mut Socket, failures: &mut u32) -> Option<u16> {
        let hello = self.state.read(|state| {
            json!({
                "t": "hello", "v": 1, "token": state.token, "conversation": state.conversation,
                "after": state.last_seq, "locale": "en",
            })
        });
        if self.setup.remembers {
            self.state
                .change(|state| state.heard.push_back(format!("> {hello}")));
        }
        if socket.say(hello.to_string()).await.is_err() {
            return None;
        }
        loop {
            let told = tokio::select! {
                heard = socket.hear() => match heard {
                    Heard::Text(text) => self.take(&text),
                    Heard::End(code) => return code,
                },
                order = self.inbox.recv() => match order {
                    Some(order) => self.obey(order),
                    None => return None,
                },
            };
            if self.state.read(|state| state.connected) {
                *failures = 0;
            }
            match told {
                Told::Nothing => {}
                Told::Say(frames) => {
                    for (id, json) in frames {
                        if socket.say(json).await.is_err() {
                            return None;
                        }
                        if let Some(id) = id {
                            self.setup.witness.written(&id);
                        }
                    }
                }
                Told::Leave => return None,
            }
        }
    }

    fn obey(&self, order: Order) -> Told {
        match order {
            Order::Flush => self.state.change(VisitorState::due),
            Order::Passing(json) if self.state.read(|state| state.connected) => {
                Told::Say(vec![(None, json)])
            }
            Order::Passing(_) => Told::Nothing,
            Order::Again(id) => self.state.change(|state| {
                state.pending.again(&id);
                state.due()
            }),
            Order::Drop => Told::Leave,
        }
    }

    fn take(&self, text: &str) -> Told {
        if self.setup.remembers {
            self.state.change(|state| {
                state.heard.push_back(text.to_owned());
                if state.heard.len() > HEARD {
                    state.heard.pop_front();
                }
            });
        }
        let frame = match serde_json::from_str::<FromHost>(text) {
            Ok(frame) => frame,
            Err(error) => {
                self.state
                    .change(|state| state.faults.push(format!("{error}: {text}")));
                return Told::Nothing;
            }
        };
        match frame {
            FromHost::Welcome { token } => self.state.change(|state| {
                state.token = Some(token);
                state.connects += 1;
            }),
            FromHost::Ping {} => return Told::Say(vec![(None, r#"{"t":"pong"}"#.to_owned())]),
            FromHost::Ack {
                id,
                conversation,
                seq,
            } => return self.acked(id, conversation, seq),
            FromHost::Message {
                seq,
                id,
                from,
                text,
                notice,
            } => {
                return self.message(Seen {
                    conversation: String::new(),
                    seq,
                    id,
                    from,
                    text: text.or(notice).unwrap_or_default(),
                });
            }
            FromHost::State {
                state: name,
                conversation,
                position,
                since,
                agent,
                by,
            } => {
                let stage = match name.as_str() {
                    "queued" => Stage::Queued { position, since },
                    "assigned" => Stage::Assigned { agent },
                    "ended" => Stage::Ended { by },
                    _ => Stage::None,
                };
                return self.stand(stage, conversation);
            }
            FromHost::Typing { on } => self.state.change(|state| state.agent_types = on),
            FromHost::Read {} | FromHost::Wait {} => {}
            FromHost::Refused { id, code, retry_ms } => return self.refused(id, code, retry_ms),
        }
        Told::Nothing
    }

    fn acked(&self, id: String, conversation: String, seq: Option<u32>) -> Told {
        self.setup.witness.acked(&id);
        self.state.change(|state| {
            state.pending.answered(&id);
            state.enter(&conversation);
            if self.setup.remembers {
                state.acked.push(Acked {
                    id,
                    conversation,
                    seq,
                });
            }
            state.due()
        })
    }

    fn message(&self, mut seen: Seen) -> Told {
        let next = self.state.read(|state| state.last_seq + 1);
        if seen.seq < next {
            self.setup.witness.repeated();
            return Told::Nothing;
        }
        if seen.seq > next {
            let came = seen.seq;
            self.state.change(|state| {
                let before = state.story();
                state.faults.push(format!(
                    "message {came} came, {next} was due, after\n{before}"
                ));
            });
            return Told::Leave;
        }
        if seen.from == "agent" {
            self.setup.witness.message(Way::ToVisitor, &seen.text);
        }
        self.state.change(|state| {
            state.last_seq = seen.seq;
            if self.setup.remembers {
                seen.conversation = state.conversation.clone().unwrap_or_default();
                if state.faults.is_empty() && state.has_seen(&seen) {
                    let what = format!("message {} of {} again", seen.seq, seen.conversation);
                    state.faults.push(what + ", after\n" + &state.story());
                }
                state.seen.push(seen);
            }
        });
        Told::Nothing
    }

    fn stand(&self, stage: Stage, conversation: Option<String>) -> Told {
        self.state.change(|state| {
            if let Some(conversation) = conversation {
                state.enter(&conversation);
            }
            state.stage = stage;
            state.connected = true;
            state.due()
        })
    }

    fn refused(&self, id: Option<String>, code: String, retry_ms: Option<u64>) -> Told {
        if let (Some(wait), Some(id)) = (retry_ms, &id) {
            self.state
                .change(|state| state.delayed.push((id.clone(), code)));
            let (orders, id) = (self.orders.clone(), id.clone());
            tokio::spawn(async move {
                sleep(Duration::from_millis(wait)).await;
                drop(orders.send(Order::Again(id)));
            });
            Told::Nothing
        } else {
            self.setup.witness.refused(id.as_deref(), &code);
            self.state.change(|state| {
                if let Some(id) = &id {
                    state.pending.answered(id);
                }
                state.refused.push((id, code));
                state.due()
            })
        }
    }
}

enum Told {
    Nothing,
    Say(Vec<(Option<String>, String)>),
    Leave,
}

impl VisitorState {
    fn due(&mut self) -> Told {
        if self.connected {
            Told::Say(self.pending.due(self.connects))
        } else {
            Told::Nothing
        }
    }

    fn has_seen(&self, message: &Seen) -> bool {
        let same =
            |seen: &&Seen| (&seen.conversation, seen.seq) == (&message.conversation, message.seq);
        self.seen.iter().rev().any(|seen| same(&seen))
    }

    /// The last frames heard, one a line.
    pub fn story(&self) -> String {
        self.heard
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Another conversation than the known one begins at its first message.
    fn enter(&mut self, conversation: &str) {
        if self.conversation.as_deref() != Some(conversation) {
            if self.conversation.is_some() {
                self.last_seq = 0;
            }
            self.conversation = Some(conversation.to_owned());
            for seen in self
                .seen
                .iter_mut()
                .filter(|seen| seen.conversation.is_empty())
            {
                conversation.clone_into(&mut seen.conversation);
            }
        }
    }

    #[must_use]
    /// What a second tab or a reloaded page begins with.
    pub fn known(&self) -> Self {
        Self {
            token: self.token.clone(),
            conversation: self.conversation.clone(),
            last_seq: self.last_seq,
            ..Self::default()
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum FromHost {
    Welcome {
        token: String,
    },
    Ping {},
    Ack {
        id: String,
        conversation: String,
        seq: Option<u32>,
    },
    Message {
        seq: u32,
        #[serde(default)]
        id: Option<String>,
        from: String,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        notice: Option<String>,
    },
    State {
        state: String,
        #[serde(default)]
        conversation: Option<String>,
        #[serde(default)]
        position: u32,
        #[serde(default)]
        since: u64,
        #[serde(default)]
        agent: String,
        #[serde(default)]
        by: String,
    },
    Typing {
        on: bool,
    },
    Read {},
    Wait {},
    Refused {
        id: Option<String>,
        code: String,
        retry_ms: Option<u64>,
    },
}
