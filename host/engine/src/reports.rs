//! What providers report on messages of ours, in whatever order it comes.

use frontdesk_core::{
    ChannelId, Conversation, ConversationId, DeliveryReason, DeliveryState, MessageDelivery, Seq,
    ThreadId, Timestamp,
};
use frontdesk_store::{Key, StoreError, keys, records};

use crate::{
    commit::Group,
    dead_letters::DeadLetter,
    deliveries::{Known, bounded},
    early::Early,
    floor_task::FloorTask,
    handle::{Engine, Refusal, Status},
    mailbox::{Answer, Letter},
    outbox::Entry,
    ports::{DeliveryReport, ReportSubject},
};

/// Places of a conversation that one report up to a moment is looked up for.
const WATERMARK_MESSAGES: u32 = 1_000;
/// Messages in a row that have come as far already: those before them have too.
const SETTLED_MESSAGES: u32 = 16;

impl Engine {
    /// Takes in what a provider reports of a message of ours. `false`: nothing of ours is meant, or
    /// nothing is new.
    pub async fn report(
        &self,
        channel: &ChannelId,
        thread: &ThreadId,
        report: DeliveryReport,
    ) -> Result<bool, Refusal> {
        let letter = |reply| Letter::Report {
            channel: channel.clone(),
            thread: thread.clone(),
            report,
            reply,
        };
        self.ask(letter).await?
    }
}

impl FloorTask {
    /// A provider reports. Answers whether anything is new.
    pub(crate) async fn report(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        report: DeliveryReport,
        reply: Answer<bool>,
        flying: Option<&mut Group>,
    ) {
        if *self.status.borrow() == Status::StorageLow {
            return self.answer(reply, Err(Refusal::StorageLow), flying);
        }
        let taken = self
            .stage_report(channel, thread, report, flying.as_deref())
            .await;
        match taken {
            Ok(taken) => self.answer(reply, Ok(taken), flying),
            Err(error) => self.fail(&error),
        }
    }

    async fn stage_report(
        &mut self,
        channel: &ChannelId,
        thread: &ThreadId,
        report: DeliveryReport,
        flying: Option<&Group>,
    ) -> Result<bool, StoreError> {
        let DeliveryReport {
            subject,
            state,
            reason,
        } = report;
        let what = (state, reason.map(bounded));
        match subject {
            ReportSubject::ProviderId(id) => self.reported_by_id(channel, &id, what, flying).await,
            ReportSubject::Reference(reference) => {
                match self.ours(channel, &reference, flying).await? {
                    Some(place) => self.reported(channel, place, None, what, flying).await,
                    None => Ok(false),
                }
            }
            ReportSubject::UpTo(until) => match self.floor.open_on(channel, thread) {
                Some(conversation) => {
                    self.reported_up_to(channel, conversation, until, state, flying)
                        .await
                }
                None => Ok(false),
            },
        }
    }

    async fn reported_by_id(
        &mut self,
        channel: &ChannelId,
        id: &str,
        (state, reason): (DeliveryState, Option<DeliveryReason>),
        flying: Option<&Group>,
    ) -> Result<bool, StoreError> {
        let (known, early) = (
            keys::provider_id(channel, id),
            keys::early_report(channel, id),
        );
        if early.as_bytes().len() > Key::BYTES_MAX {
            return Ok(false);
        }
        if let Some(known) = self.as_staged::<Known>(&known, flying).await? {
            let place = (known.conversation, known.seq);
            return self
                .reported(channel, place, Some(id), (state, reason), flying)
                .await;
        }
        // Only while something is on its way can the id be of a message of ours.
        if !self.outbox.is_waiting(channel) {
            return Ok(false);
        }
        let before = self.as_staged::<Early>(&early, flying).await?;
        if before.is_some_and(|before| before.state >= state) {
            return Ok(false);
        }
        let report = Early {
            channel: channel.clone(),
            state,
            reason,
            at: self.tick(),
            until: None,
        };
        self.keep_early_report(early, &report)?;
        Ok(true)
    }

    /// The message with this reference, if it is one that went out by this channel, or is to: a
    /// provider speaks for its own only, and of nothing else is anything kept.
    pub(crate) async fn ours(
        &self,
        channel: &ChannelId,
        reference: &str,
        flying: Option<&Group>,
    ) -> Result<Option<(ConversationId, Seq)>, StoreError> {
        let Some((conversation, seq)) = place(reference) else {
            return Ok(None);
        };
        if !self.is_on(channel, conversation, flying).await? {
            return Ok(None);
        }
        let delivery = keys::delivery(conversation, seq);
        let outbox = keys::outbox(channel, conversation, seq);
        let dead = keys::dead_letter(channel, conversation, seq);
        let is_ours = self
            .as_staged::<MessageDelivery>(&delivery, flying)
            .await?
            .is_some()
            || self.as_staged::<Entry>(&outbox, flying).await?.is_some()
            || self.as_staged::<DeadLetter>(&dead, flying).await?.is_some();
        Ok(is_ours.then_some((conversation, seq)))
    }

    async fn is_on(
        &self,
        channel: &ChannelId,
        conversation: ConversationId,
        flying: Option<&Group>,
    ) -> Result<bool, StoreError> {
        if let Some(open) = self.floor.conversation(conversation) {
            return Ok(open.channel == *channel);
        }
        let key = keys::closed_conversation(conversation);
        let closed = self.as_staged::<Conversation>(&key, flying).await?;
        Ok(closed.is_some_and(|closed| closed.channel == *channel))
    }

    pub(crate) async fn reported(
        &mut self,
        channel: &ChannelId,
        (conversation, seq): (ConversationId, Seq),
        part: Option<&str>,
        (state, reason): (DeliveryState, Option<DeliveryReason>),
        flying: Option<&Group>,
    ) -> Result<bool, StoreError> {
        let now = self.tick();
        let key = keys::delivery(conversation, seq);
        let known = self.as_staged::<MessageDelivery>(&key, flying).await?;
        let mut delivery = known.unwrap_or(MessageDelivery {
            state: DeliveryState::Uncertain,
            at: now,
            reason: None,
            parts: Vec::new(),
        });
        let before = delivery.clone();
        let is_news = delivery.report(now, part, state, reason);
        if delivery == before {
            return Ok(false);
        }
        if !is_news {
            // One part of several has come further: there is nothing to show yet.
            records::stage(self.staged.batch(), key, &delivery)?;
            return Ok(true);
        }
        let has_come = delivery.state != DeliveryState::Failed;
        self.stage_delivery(conversation, seq, delivery)?;
        // It has arrived after all: nobody needs to decide about it any more.
        let letter = keys::dead_letter(channel, conversation, seq);
        if has_come
            && self
                .as_staged::<DeadLetter>(&letter, flying)
                .await?
                .is_some()
        {
            self.staged.batch().delete(letter);
            let courier = self.outbox.courier(channel);
            self.staged.once_durable(move || courier.revived());
        }
        Ok(true)
    }

    /// Everything that was sent up to a moment has come as far.
    async fn reported_up_to(
        &mut self,
        channel: &ChannelId,
        conversation: ConversationId,
        until: Timestamp,
        state: DeliveryState,
        flying: Option<&Group>,
    ) -> Result<bool, StoreError> {
        let Some(open) = self.floor.conversation(conversation) else {
            return Ok(false);
        };
        let last = open.last_seq.0;
        let first = last.saturating_sub(WATERMARK_MESSAGES).max(1);
        let (mut taken, mut settled) = (false, 0);
        for seq in (first..=last).rev().map(Seq) {
            let key = keys::delivery(conversation, seq);
            let Some(known) = self.as_staged::<MessageDelivery>(&key, flying).await? else {
                continue;
            };
            // What did not go out, or perhaps did not, was not read with the others.
            let has_gone = !matches!(
                known.state,
                DeliveryState::Failed | DeliveryState::Uncertain
            );
            if !has_gone || self.began(channel, &known, flying).await? > until {
                continue;
            }
            settled = if known.state >= state { settled + 1 } else { 0 };
            if settled >= SETTLED_MESSAGES {
                break;
            }
            let place = (conversation, seq);
            taken |= self
                .reported(channel, place, None, (state, None), flying)
                .await?;
        }
        self.up_to_of_waiting(channel, conversation, until, state, flying)
            .await?;
        Ok(taken)
    }

    /// When a message was handed over.
    async fn began(
        &self,
        channel: &ChannelId,
        delivery: &MessageDelivery,
        flying: Option<&Group>,
    ) -> Result<Timestamp, StoreError> {
        let Some((id, _)) = delivery.parts.first() else {
            return Ok(delivery.at);
        };
        let key = keys::provider_id(channel, id);
        let known = self.as_staged::<Known>(&key, flying).await?;
        Ok(known.map_or(delivery.at, |known| known.began))
    }

    /// What is on its way may have been among those.
    async fn up_to_of_waiting(
        &mut self,
        channel: &ChannelId,
        conversation: ConversationId,
        until: Timestamp,
        state: DeliveryState,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let is_read = match state {
            DeliveryState::Delivered => false,
            DeliveryState::Read => true,
            DeliveryState::Uncertain | DeliveryState::Sent | DeliveryState::Failed => return Ok(()),
        };
        if self.outbox.waiting_of(channel, conversation).is_empty() {
            return Ok(());
        }
        let key = keys::early_report_up_to(channel, conversation, is_read);
        let before = self.as_staged::<Early>(&key, flying).await?;
        if before.is_some_and(|before| before.until >= Some(until)) {
            return Ok(());
        }
        let early = Early {
            channel: channel.clone(),
            state,
            reason: None,
            at: self.tick(),
            until: Some(until),
        };
        self.keep_early_report(key, &early)
    }
}

/// The message with this reference. A provider may hand back one of a part (`cnv_17.4-2`).
fn place(reference: &str) -> Option<(ConversationId, Seq)> {
    let whole = reference.split('-').next()?;
    let (conversation, seq) = whole.split_once('.')?;
    Some((conversation.parse().ok()?, Seq(seq.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_a_message_also_with_the_number_of_a_part() {
        let conversation = ConversationId::new(17).unwrap();
        assert_eq!(place("cnv_17.4"), Some((conversation, Seq(4))));
        assert_eq!(place("cnv_17.4-2"), Some((conversation, Seq(4))));
        for reference in ["", "cnv_17", "cnv_17.", "17.4", "cnv_0.1", "cnv_17.x"] {
            assert_eq!(place(reference), None, "{reference:?}");
        }
    }
}
