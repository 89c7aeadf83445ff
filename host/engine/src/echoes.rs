//! Messages to contacts that a provider tells of: its echo of one of ours, or one that was written past
//! the gateway, in the provider's own inbox.

use frontdesk_core::{ChannelId, Content, ConversationId, DeliveryState, Input, Seq, ThreadId};
use frontdesk_store::{Key, StoreError, keys, records};

use crate::{
    commit::{Group, outcome},
    deliveries::Known,
    early::Early,
    floor_task::FloorTask,
    handle::{Echo, Mark, Refusal, Status},
    mailbox::Answer,
    outbox::Entry,
};

impl FloorTask {
    /// Takes note of it, once.
    pub(crate) async fn echo(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        mark: Mark,
        echo: Echo,
        reply: Answer<()>,
        flying: Option<&mut Group>,
    ) {
        if *self.status.borrow() == Status::StorageLow {
            return self.answer(reply, Err(Refusal::StorageLow), flying);
        }
        match self
            .stage_echo(channel, thread, mark, echo, flying.as_deref())
            .await
        {
            Ok(()) => self.answer(reply, Ok(()), flying),
            Err(error) => self.fail(&error),
        }
    }

    async fn stage_echo(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        mark: Mark,
        echo: Echo,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let known = keys::provider_id(channel, &echo.provider_id);
        let early = keys::early_report(channel, &echo.provider_id);
        if !mark.fits() || early.as_bytes().len() > Key::BYTES_MAX {
            return Ok(());
        }
        if let Some(reference) = &echo.reference {
            return self.own(channel, reference, known, flying).await;
        }
        // Known already: it is ours, and this is no news.
        if self.as_staged::<Known>(&known, flying).await?.is_some() {
            return Ok(());
        }
        let Some(conversation) = self.floor.open_on(channel, thread) else {
            return Ok(());
        };
        let waiting = self.outbox.waiting_of(channel, conversation);
        let is_early = self.as_staged::<Early>(&early, flying).await?.is_some();
        if is_early && !waiting.is_empty() {
            return Ok(());
        }
        if self
            .is_on_its_way(channel, conversation, waiting, &echo.text, flying)
            .await?
        {
            let report = Early {
                channel: channel.clone(),
                state: DeliveryState::Sent,
                reason: None,
                at: self.tick(),
                until: None,
            };
            return self.keep_early_report(early, &report);
        }
        if self.known(&mark, flying).await?.is_some() {
            return Ok(());
        }
        let now = self.tick();
        let input = Input::WrittenElsewhere {
            conversation,
            content: Content::Text(echo.text.into()),
            client_id: None,
        };
        match self.floor.apply(now, input) {
            Ok(effects) => {
                let outcome = outcome(now, &effects);
                self.take(now, effects)?;
                self.staged.mark(mark, outcome)
            }
            // A talk that is over, an empty text: nothing is to be shown.
            Err(rejection) => {
                tracing::debug!(%rejection, "a message written elsewhere is not shown");
                Ok(())
            }
        }
    }

    /// A message of ours by its reference: the provider has it, and calls it so from here on.
    async fn own(
        &mut self,
        channel: &ChannelId,
        reference: &str,
        id: Key,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let Some((conversation, seq)) = self.ours(channel, reference, flying).await? else {
            return Ok(());
        };
        if self.as_staged::<Known>(&id, flying).await?.is_none() {
            let known = Known {
                conversation,
                seq,
                began: self.tick(),
            };
            records::stage(self.staged.batch(), id, &known)?;
        }
        let sent = (DeliveryState::Sent, None);
        self.reported(channel, (conversation, seq), None, sent, flying)
            .await
            .map(drop)
    }

    /// Whether a message of ours with this text is on its way there: its echo can be quicker than the
    /// answer that brings its id.
    async fn is_on_its_way(
        &self,
        channel: &ChannelId,
        conversation: ConversationId,
        waiting: Vec<Seq>,
        text: &str,
        flying: Option<&Group>,
    ) -> Result<bool, StoreError> {
        let text = text.trim();
        let chars_max = self.outbox.chars_max(channel);
        for seq in waiting {
            let key = keys::outbox(channel, conversation, seq);
            let Some(entry) = self.as_staged::<Entry>(&key, flying).await? else {
                continue;
            };
            let written = entry.message.content.text().unwrap_or_default().trim();
            // A long one is echoed part by part.
            let is_long = written.chars().count() > chars_max;
            if written == text || (is_long && !text.is_empty() && written.contains(text)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
