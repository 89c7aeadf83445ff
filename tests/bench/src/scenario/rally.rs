//! A closed loop: in each chat one message is on its way, and whoever receives it answers.

use std::sync::PoisonError;

use anyhow::Result;
use frontdesk_test_bench::ledger::Way;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::stage::Stage;

/// Ping-pong in every chat, as fast as it goes.
pub(super) struct Rally<'a> {
    stage: &'a Stage,
    deliveries: UnboundedReceiver<(u32, Way)>,
}

impl<'a> Rally<'a> {
    /// Serves in the first `chats` chats.
    pub(super) fn begin(stage: &'a Stage, chats: usize) -> Result<Self> {
        let (listener, deliveries) = unbounded_channel();
        let mut place = stage
            .roster
            .deliveries
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *place = Some(listener);
        drop(place);
        for chat in 0..chats {
            stage.send(chat, Way::ToAgent, stage.ledger.now())?;
        }
        Ok(Self { stage, deliveries })
    }

    /// The next message that arrived.
    pub(super) async fn next(&mut self) -> Option<(u32, Way)> {
        self.deliveries.recv().await
    }

    /// Sends one back.
    pub(super) fn answer(&self, (chat, way): (u32, Way)) -> Result<()> {
        let back = match way {
            Way::ToAgent => Way::ToVisitor,
            Way::ToVisitor => Way::ToAgent,
        };
        let now = self.stage.ledger.now();
        self.stage.send(usize::try_from(chat)?, back, now)
    }
}
