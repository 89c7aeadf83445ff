//! A disk that fills up, or fails.

use frontdesk_core::Input;
use frontdesk_store::StoreError;

use crate::{
    floor_task::FloorTask,
    handle::{Refusal, Status},
};

impl FloorTask {
    /// Why new work is not taken now, if so. Upkeep goes on: it ends work rather than begins it.
    pub(crate) fn refusal(&self, input: &Input) -> Option<Refusal> {
        let is_new_work = matches!(
            input,
            Input::ConversationOpened { .. }
                | Input::ContactWrote { .. }
                | Input::AgentWrote { .. }
                | Input::AgentStarted { .. }
        );
        let low = *self.status.borrow() == Status::StorageLow;
        (is_new_work && low).then_some(Refusal::StorageLow)
    }

    pub(crate) fn check_space(&mut self) {
        match self.store.free_space() {
            Ok(free) => self.set_low(free.is_some_and(|free| free < self.limits.reserve_bytes)),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot tell how full the disk is"
            ),
        }
    }

    pub(crate) fn set_low(&mut self, low: bool) {
        let next = if low {
            Status::StorageLow
        } else {
            Status::Ready
        };
        let changed = self.status.send_if_modified(|status| {
            let is_open = matches!(status, Status::Ready | Status::StorageLow);
            let changes = is_open && *status != next;
            if changes {
                *status = next;
            }
            changes
        });
        if changed && low {
            tracing::warn!(
                "the disk is nearly full: no new messages are taken until there is room"
            );
        } else if changed {
            tracing::info!("there is room on the disk again: new messages are taken");
        }
    }

    /// Something that is kept cannot be read or made: going on would build on a guess.
    pub(crate) fn fail(&mut self, error: &StoreError) {
        let error = error as &dyn std::error::Error;
        tracing::error!(
            error,
            "the store failed: the gateway ends, to go on from what is durable"
        );
        self.status.send_replace(Status::Failed);
    }
}
