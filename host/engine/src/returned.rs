//! A contact writes again after their conversation has ended.

use frontdesk_core::{Conversation, ConversationState, Input, Span};
use frontdesk_store::{Key, StoreError, keys, records::LastEnded};

use crate::{commit::Group, floor_task::FloorTask};

impl FloorTask {
    /// Puts the conversation that ended last on the thread beside what its contact writes now, where the
    /// channel may take it up again. The core decides whether it goes on.
    pub(crate) async fn recall_ended(
        &self,
        input: Input,
        flying: Option<&Group>,
    ) -> Result<Input, StoreError> {
        let Input::ContactWrote {
            into: into @ None,
            channel,
            thread,
            contact,
            content,
            client_id,
        } = input
        else {
            return Ok(input);
        };
        let plan = self.floor.plan().channels.get(&channel);
        let within = plan.map_or(Span::ZERO, |plan| plan.reopen_within);
        let key = keys::last_ended(&channel, &thread);
        let may_go_on = within > Span::ZERO
            && self.floor.open_on(&channel, &thread).is_none()
            && key.as_bytes().len() <= Key::BYTES_MAX;
        let closed = if may_go_on {
            self.ended_under(&key, within, flying).await?
        } else {
            None
        };
        Ok(match closed {
            Some(closed) => Input::ContactReturned {
                closed: Box::new(closed),
                contact,
                content,
                client_id,
            },
            None => Input::ContactWrote {
                into,
                channel,
                thread,
                contact,
                content,
                client_id,
            },
        })
    }

    async fn ended_under(
        &self,
        key: &Key,
        within: Span,
        flying: Option<&Group>,
    ) -> Result<Option<Conversation>, StoreError> {
        let last = self.as_staged::<LastEnded>(key, flying).await?;
        let last = last.filter(|last| self.now.since(last.until) < within);
        let Some(id) = last.and_then(|last| last.conversation) else {
            return Ok(None);
        };
        let key = keys::closed_conversation(id);
        let closed = self.as_staged::<Conversation>(&key, flying).await?;
        Ok(closed.filter(|closed| matches!(closed.state, ConversationState::Closed(_))))
    }
}
