//! Who answered a person last: asked first when they write again, where a queue says so.

use frontdesk_core::{ConversationState, Input, Span};
use frontdesk_store::{Key, StoreError, keys, records::LastEnded};

use crate::{addresses::on_channel, commit::Group, floor_task::FloorTask};

impl FloorTask {
    /// Puts on the card who answered this person last, on any of their addresses, if a queue asks for it.
    pub(crate) async fn recall_last_agent(
        &self,
        input: &mut Input,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let (Input::ContactWrote {
            channel,
            thread,
            contact,
            ..
        }
        | Input::ConversationOpened {
            channel,
            thread,
            contact,
            ..
        }) = input
        else {
            return Ok(());
        };
        let mut queues = self.floor.plan().queues.values();
        let is_asked_for = queues.any(|queue| queue.last_agent.within > Span::ZERO);
        let open = self.floor.open_on(channel, thread);
        let open = open.and_then(|id| self.floor.conversation(id));
        let goes_on =
            open.is_some_and(|open| !matches!(open.state, ConversationState::WrapUp { .. }));
        if !is_asked_for || goes_on {
            return Ok(());
        }
        let mut threads = vec![(channel.clone(), thread.clone())];
        if let Some(id) = contact.person
            && let Some(person) = self.person_at(id, flying).await?
        {
            threads.extend(person.identities.iter().filter_map(on_channel));
        }
        for (channel, thread) in threads {
            let key = keys::last_ended(&channel, &thread);
            if key.as_bytes().len() > Key::BYTES_MAX {
                continue;
            }
            if let Some(last) = self.as_staged::<LastEnded>(&key, flying).await?
                && let Some(agent) = last.agent
                && contact
                    .last_agent
                    .as_ref()
                    .is_none_or(|(_, until)| *until < last.until)
            {
                contact.last_agent = Some((agent, last.until));
            }
        }
        Ok(())
    }
}
