//! One message, until it is taken or never will be.

use std::time::Duration;

use frontdesk_core::{Cause, ConversationId, DeliveryReason, DeliveryState, Seq, ThreadId};
use frontdesk_store::{StoreError, keys, people, records};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};

use super::{Courier, lock, shortened};
use crate::{
    addresses::channel_identity,
    backoff::Backoff,
    dead_letters::DeadLetter,
    deliveries::{End, bounded, opted_out},
    handle::Refusal,
    mailbox::{Letter, MessagePlace},
    outbox::Entry,
    ports::{Outbound, SendFault},
};

/// Tries before a message goes to the dead letters: with the waits below about an hour.
const ATTEMPTS: u32 = 16;
/// Times that one message may make its component fail: then it is the message's end, so that one
/// message cannot have the component left alone for everyone.
const FAILURES: u32 = 2;
const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(1),
    longest: Duration::from_mins(5),
};

impl Courier {
    /// Brings one message to an end: sent, or among the dead letters.
    pub(super) async fn deliver(
        &self,
        conversation: ConversationId,
        seq: Seq,
    ) -> Result<(), Refusal> {
        let key = keys::outbox(&self.channel, conversation, seq);
        let entry = match records::load::<Entry>(&*self.store, &key).await {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(()),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, conversation.id = %conversation, "an outbox entry cannot be read");
                return Ok(());
            }
        };
        let place = entry.place();
        let end = self.try_until_the_end(entry).await;
        self.keep(place, end).await
    }

    /// Tries until the message is taken, or never will be.
    async fn try_until_the_end(&self, entry: Entry) -> End {
        let (conversation, seq) = (entry.message.conversation, entry.message.seq);
        let mut outbound = self.outbound.subscribe();
        // `tries` and `failures` are of the component as it is; `attempt` counts all.
        let (mut attempt, mut tries, mut failures) = (1, 1, 0);
        loop {
            let component = outbound.borrow_and_update().clone();
            let Some(component) = component else {
                // The sender is this courier's own.
                let _ = outbound.changed().await;
                continue;
            };
            self.turn(&*component, &entry.thread).await;
            // The semaphore is never closed.
            let permit = self.sends.acquire().await.ok();
            let began = self.clock.now();
            let sent = match self.has_stopped(&entry).await {
                Ok(true) => return End::HeldBack(opted_out()),
                Ok(false) => component.send(&entry.clone().dispatch(attempt)).await,
                // Whoever may have stopped is not written to.
                Err(error) => Err(unreadable(&error)),
            };
            drop(permit);
            let fault = match sent {
                Ok(receipt) => {
                    let ids = receipt.provider_ids;
                    return End::Sent { ids, began };
                }
                Err(fault) => fault,
            };
            tracing::debug!(channel = %self.channel, conversation.id = %conversation, attempt, "a send failed");
            let (message, asked) = match fault {
                SendFault::Permanent { reason } => {
                    return self.dead(entry, DeliveryState::Failed, reason, attempt);
                }
                SendFault::Uncertain { message } => {
                    let reason = other(message);
                    return self.dead(entry, DeliveryState::Uncertain, reason, attempt);
                }
                SendFault::Transient {
                    message,
                    retry_after,
                } => (message, retry_after),
                SendFault::Component { message } => {
                    failures += 1;
                    (message, None)
                }
            };
            if tries >= ATTEMPTS || failures >= FAILURES {
                return self.dead(entry, DeliveryState::Failed, other(message), attempt);
            }
            let wait = wait(tries, conversation, seq);
            (attempt, tries) = (attempt + 1, tries + 1);
            tokio::select! {
                () = tokio::time::sleep(asked.map_or(wait, |asked| asked.max(wait))) => {}
                _ = outbound.changed() => (tries, failures) = (1, 0),
            }
        }
    }

    /// Waits for a message's turn among those of the channel and those to its contact.
    async fn turn(&self, component: &dyn Outbound, thread: &ThreadId) {
        let features = component.features();
        loop {
            let turn =
                lock(&self.pace).take(Instant::now(), thread, features.pace, features.contact_pace);
            match turn {
                Ok(at) => return sleep_until(at).await,
                Err(at) => sleep_until(at).await,
            }
        }
    }

    /// Whether the contact has asked for no more messages since the message was written.
    async fn has_stopped(&self, entry: &Entry) -> Result<bool, StoreError> {
        if entry.confirms_stop {
            return Ok(false);
        }
        let identity = channel_identity(&entry.channel, &entry.thread);
        let person = people::person_by(&*self.store, &identity).await?;
        Ok(person.is_some_and(|person| person.stopped_at.is_some()))
    }

    fn dead(
        &self,
        entry: Entry,
        state: DeliveryState,
        reason: DeliveryReason,
        attempts: u32,
    ) -> End {
        let (conversation, reason) = (entry.message.conversation, bounded(reason));
        tracing::warn!(channel = %self.channel, conversation.id = %conversation, attempts, ?state, "a message could not be sent: it is among the dead letters");
        let letter = DeadLetter {
            entry,
            reason: shortened(told(&reason)),
            attempts,
            at: self.clock.now(),
        };
        End::Dead {
            state,
            reason,
            letter: Box::new(letter),
        }
    }

    /// Tells the engine how a message left the outbox; waits while the mailbox is full or the disk is.
    async fn keep(&self, which: MessagePlace, end: End) -> Result<(), Refusal> {
        loop {
            let (reply, answer) = oneshot::channel();
            let mailbox = self.mailbox.upgrade().ok_or(Refusal::Stopping)?;
            let letter = Letter::Ended {
                which: which.clone(),
                end: end.clone(),
                reply,
            };
            mailbox.send(letter).await.map_err(|_| Refusal::Stopping)?;
            drop(mailbox);
            match answer.await.map_err(|_| Refusal::Stopping)? {
                Err(Refusal::StorageLow) => tokio::time::sleep(BACKOFF.first).await,
                done => return done,
            }
        }
    }
}

/// The record of a message's contact cannot be read at the moment.
fn unreadable(error: &StoreError) -> SendFault {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a person cannot be looked up"
    );
    SendFault::Transient {
        message: "the record of whether the contact wants messages cannot be read".to_owned(),
        retry_after: None,
    }
}

/// A reason without a kind of its own.
fn other(message: String) -> DeliveryReason {
    DeliveryReason {
        cause: Cause::Other,
        message: shortened(message).into(),
        code: None,
    }
}

/// A reason with the provider's code, for who looks it up.
fn told(reason: &DeliveryReason) -> String {
    match &reason.code {
        Some(code) => format!("{} ({code})", reason.message),
        None => reason.message.to_string(),
    }
}

/// How long to wait after a failed try.
fn wait(attempt: u32, conversation: ConversationId, seq: Seq) -> Duration {
    BACKOFF.wait(attempt, conversation.number() << 8 ^ u64::from(seq.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_stay_bounded_and_differ_between_messages() {
        let conversation = |n| ConversationId::new(n).unwrap();
        for attempt in 1..=ATTEMPTS {
            let full = BACKOFF
                .first
                .saturating_mul(1 << (attempt - 1))
                .min(BACKOFF.longest);
            let wait = wait(attempt, conversation(7), Seq(3));
            assert!(
                wait <= full && wait >= full * 3 / 4,
                "{attempt}: {wait:?} of {full:?}"
            );
        }
        assert_ne!(
            wait(5, conversation(7), Seq(3)),
            wait(5, conversation(8), Seq(3))
        );
    }
}
