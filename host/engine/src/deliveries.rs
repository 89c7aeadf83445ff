//! What becomes of a message to a contact: taken by the provider, refused, or not known. What its
//! provider reports of it is in `reports`.

use frontdesk_core::{
    Cause, ConversationId, DeliveryReason, DeliveryState, MessageDelivery, Seq, Timestamp,
};
use frontdesk_store::{Key, StoreError, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    commit::Group,
    courier::shortened,
    dead_letters::DeadLetter,
    early::Early,
    floor_task::FloorTask,
    handle::{Refusal, Status},
    mailbox::{Answer, MessagePlace},
};

/// Ids of one message that are taken note of: what a component's answer may have at most.
const PARTS_MAX: usize = 64;
/// Bytes of an id: so many parts still fit into one record.
const ID_BYTES: usize = 512;
/// Characters of a provider's code.
const CODE_CHARS: usize = 64;

/// How a message left the outbox.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// The provider took it.
    Sent {
        /// What it calls it.
        ids: Vec<String>,
        /// When it was handed over: before the provider's own time for it.
        began: Timestamp,
    },
    /// It waits among the dead letters, because of this.
    Dead {
        /// Failed or uncertain.
        state: DeliveryState,
        reason: DeliveryReason,
        letter: Box<DeadLetter>,
    },
    /// It was held back, for this reason, and nobody needs to decide anything.
    HeldBack(DeliveryReason),
}

/// The message that a provider's id stands for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) conversation: ConversationId,
    pub(crate) seq: Seq,
    /// When it was handed over.
    pub(crate) began: Timestamp,
}

impl FloorTask {
    /// A message has left the outbox.
    pub(crate) async fn ended(
        &mut self,
        which: &MessagePlace,
        end: End,
        reply: Answer<()>,
        flying: Option<&mut Group>,
    ) {
        if *self.status.borrow() == Status::StorageLow {
            return self.answer(reply, Err(Refusal::StorageLow), flying);
        }
        match self.stage_end(which, end, flying.as_deref()).await {
            Ok(()) => self.staged.answer(reply, Ok(())),
            Err(error) => self.fail(&error),
        }
    }

    async fn stage_end(
        &mut self,
        which: &MessagePlace,
        end: End,
        flying: Option<&Group>,
    ) -> Result<(), StoreError> {
        let now = self.tick();
        let (channel, conversation, seq) = (&which.channel, which.conversation, which.seq);
        let key = keys::delivery(conversation, seq);
        // A report by our own reference may have come before this.
        let before = self.as_staged::<MessageDelivery>(&key, flying).await?;
        let outbox = keys::outbox(channel, conversation, seq);
        self.staged.batch().delete(outbox);
        match end {
            End::Sent { ids, began } => {
                let delivery = self.taken(which, ids, began, before, flying).await?;
                self.stage_delivery(conversation, seq, delivery)?;
            }
            End::Dead {
                state,
                reason,
                letter,
            } => {
                if !has_come(before.as_ref(), state) {
                    let key = keys::dead_letter(channel, conversation, seq);
                    records::stage(self.staged.batch(), key, &*letter)?;
                    let courier = self.outbox.courier(channel);
                    self.staged.once_durable(move || courier.died(1));
                }
                self.stage_failure(which, before, MessageDelivery::ended(now, state, reason))?;
            }
            End::HeldBack(reason) => {
                let failed = MessageDelivery::ended(now, DeliveryState::Failed, reason);
                self.stage_failure(which, before, failed)?;
            }
        }
        if self.outbox.is_last(channel) {
            // No id that comes from here on can be of a message that is on its way.
            self.forget_early_reports(channel);
        }
        Ok(())
    }

    /// A report that knows more than the courier stays.
    fn stage_failure(
        &mut self,
        which: &MessagePlace,
        before: Option<MessageDelivery>,
        failed: MessageDelivery,
    ) -> Result<(), StoreError> {
        if before.is_some_and(|before| before.state > failed.state) {
            return Ok(());
        }
        self.stage_delivery(which.conversation, which.seq, failed)
    }

    /// The provider took the message: its ids stand for it from here on, and what was reported of them
    /// before anybody knew is taken in.
    async fn taken(
        &mut self,
        which: &MessagePlace,
        ids: Vec<String>,
        began: Timestamp,
        before: Option<MessageDelivery>,
        flying: Option<&Group>,
    ) -> Result<MessageDelivery, StoreError> {
        let MessagePlace {
            channel,
            conversation,
            seq,
        } = which;
        let fits = |id: &String| {
            let key = keys::provider_id(channel, id);
            id.len() <= ID_BYTES && key.as_bytes().len() <= Key::BYTES_MAX
        };
        let ids: Vec<String> = ids.into_iter().filter(fits).take(PARTS_MAX).collect();
        let boxed = ids.iter().map(|id| id.as_str().into());
        let mut delivery = MessageDelivery::sent(self.now, boxed);
        if let Some(before) = before {
            take_over(&mut delivery, before);
        }
        for id in ids {
            let key = keys::early_report(channel, &id);
            if let Some(early) = self.as_staged::<Early>(&key, flying).await? {
                delivery.report(early.at, Some(&id), early.state, early.reason);
                self.forget_early_report(channel, &key);
            }
            let known = Known {
                conversation: *conversation,
                seq: *seq,
                began,
            };
            let key = keys::provider_id(channel, &id);
            records::stage(self.staged.batch(), key, &known)?;
        }
        for is_read in [false, true] {
            let key = keys::early_report_up_to(channel, *conversation, is_read);
            let early = self.as_staged::<Early>(&key, flying).await?;
            if let Some(early) = early.filter(|early| early.until >= Some(began)) {
                delivery.report(early.at, None, early.state, None);
            }
        }
        Ok(delivery)
    }

    pub(crate) fn stage_delivery(
        &mut self,
        conversation: ConversationId,
        seq: Seq,
        delivery: MessageDelivery,
    ) -> Result<(), StoreError> {
        let key = keys::delivery(conversation, seq);
        records::stage(self.staged.batch(), key, &delivery)?;
        self.staged.delivery(conversation, seq, delivery);
        Ok(())
    }
}

/// Whether a message is known to have come through, although its courier says that it failed or that
/// nobody knows.
fn has_come(before: Option<&MessageDelivery>, state: DeliveryState) -> bool {
    before.is_some_and(|before| before.state > state && before.state != DeliveryState::Failed)
}

/// Takes over what was reported before the answer came.
fn take_over(delivery: &mut MessageDelivery, before: MessageDelivery) {
    if before.parts.is_empty() {
        delivery.report(before.at, None, before.state, before.reason);
        return;
    }
    for (id, state) in before.parts {
        delivery.report(before.at, Some(&id), state, before.reason.clone());
    }
}

/// A reason at a length that a record can carry.
pub(crate) fn bounded(reason: DeliveryReason) -> DeliveryReason {
    let code = reason
        .code
        .map(|code| match code.char_indices().nth(CODE_CHARS) {
            Some((end, _)) => code.get(..end).unwrap_or_default().into(),
            None => code,
        });
    DeliveryReason {
        cause: reason.cause,
        message: shortened(reason.message.into()).into(),
        code,
    }
}

/// Why a message to somebody who has opted out is held back.
pub(crate) fn opted_out() -> DeliveryReason {
    DeliveryReason {
        cause: Cause::OptedOut,
        message: "the contact has asked for no more messages".into(),
        code: None,
    }
}
