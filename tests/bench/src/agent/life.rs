//! A console's connections, one after the other: hello, what it hears, what it sends again.

use std::{sync::Arc, time::Duration};

use frontdesk_wire::console::{ClientFrame, ServerFrame};
use rand::Rng as _;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender},
    time::sleep,
};

use super::{AgentSetup, AgentState, Order, json};
use crate::{
    socket::{Heard, Socket},
    watched::Watched,
};

/// The agent's own task.
pub(super) struct Life {
    pub(super) setup: AgentSetup,
    pub(super) state: Arc<Watched<AgentState>>,
    pub(super) inbox: UnboundedReceiver<Order>,
    pub(super) orders: UnboundedSender<Order>,
}

pub(super) type Frames = Vec<(Option<String>, String)>;

impl Life {
    pub(super) async fn live(mut self) {
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
                Ok(self.state.change(|state| {
                    state.pending.answered(&id);
                    if self.setup.remembers {
                        state.done.push((id, seq));
                    }
                    state.due()
                }))
            }
            ServerFrame::Refused { id, problem } => {
                Ok(self.refused(id, problem.code, problem.retry_after_ms))
            }
            ServerFrame::Ping => Ok(vec![(None, json(&ClientFrame::Pong {}))]),
        }
    }

    fn refused(&self, id: Option<String>, code: String, retry_ms: Option<u64>) -> Frames {
        if let (Some(wait), Some(id)) = (retry_ms, &id) {
            self.state
                .change(|state| state.delayed.push((id.clone(), code)));
            let (orders, id) = (self.orders.clone(), id.clone());
            tokio::spawn(async move {
                sleep(Duration::from_millis(wait)).await;
                drop(orders.send(Order::Again(id)));
            });
            return Frames::new();
        }
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
