//! The outbox: messages on their way to a channel's component, in order within a conversation, until
//! they are taken, refused for good, or have been tried often enough. Each is durable before it is
//! tried and leaves the outbox in a commit of its own, so a crash repeats it under the same
//! reference rather than lose it.

use std::sync::Arc;

use frontdesk_core::{
    ChannelId, ConversationId, Effect, Floor, Message, Record, Seq, ThreadId, Timestamp,
};
use frontdesk_store::{Batch, Store, StoreError, keys, records};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::{
    courier::Courier,
    couriers::Couriers,
    mailbox::MessagePlace,
    ports::{ChannelFeatures, Dispatch},
};

/// A message in the outbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) channel: ChannelId,
    pub(crate) thread: ThreadId,
    pub(crate) message: Message,
    #[serde(default)]
    pub(crate) contact_wrote_at: Option<Timestamp>,
    /// Whether it confirms that the contact gets no more messages: the one that leaves all the same.
    #[serde(default)]
    pub(crate) confirms_stop: bool,
}

impl Entry {
    /// The entry for a message that the core has dispatched among these effects: perhaps the last word of a
    /// conversation that has closed with it.
    pub(crate) fn of(floor: &Floor, effects: &[Effect], message: &Message) -> Option<Self> {
        let closed = || {
            effects.iter().find_map(|effect| {
                let Effect::Save(Record::Conversation(it)) = effect else {
                    return None;
                };
                (it.id == message.conversation).then_some(it)
            })
        };
        let open = floor.conversation(message.conversation);
        let conversation = open.or_else(closed)?;
        let (channel, thread) = (conversation.channel.clone(), conversation.thread.clone());
        Some(Self {
            channel,
            thread,
            message: message.clone(),
            contact_wrote_at: conversation.contact_wrote_at,
            confirms_stop: false,
        })
    }

    /// Adds the entry to a batch.
    pub(crate) fn stage(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let key = keys::outbox(&self.channel, self.message.conversation, self.message.seq);
        records::stage(batch, key, self)
    }

    pub(crate) fn place(&self) -> MessagePlace {
        MessagePlace {
            channel: self.channel.clone(),
            conversation: self.message.conversation,
            seq: self.message.seq,
        }
    }

    pub(crate) fn dispatch(self, attempt: u32) -> Dispatch {
        let Self {
            channel,
            thread,
            message,
            contact_wrote_at,
            confirms_stop: _,
        } = self;
        let reference = format!("{}.{}", message.conversation, message.seq);
        Dispatch {
            reference,
            channel,
            thread,
            message,
            contact_wrote_at,
            attempt,
            files: Vec::new(),
        }
    }

    /// Since when the message waits.
    pub(crate) fn since(&self) -> Timestamp {
        self.message.at
    }
}

/// The task's side of the outbox: begins rounds, and ends them.
pub(crate) struct Outbox {
    couriers: Couriers,
    rounds: JoinSet<()>,
}

impl Outbox {
    pub(crate) fn new(couriers: Couriers) -> Self {
        Self {
            couriers,
            rounds: JoinSet::new(),
        }
    }

    /// Takes up what an earlier run left.
    pub(crate) async fn resume(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        let left = records::load_all::<Entry>(store, keys::outbox_all()).await?;
        for (_, entry) in &left {
            self.post(entry);
        }
        Ok(())
    }

    /// Sends a durable entry on its way. Where its channel has no component, it waits for one.
    pub(crate) fn post(&mut self, entry: &Entry) {
        while self.rounds.try_join_next().is_some() {}
        let courier = self.couriers.of(&entry.channel);
        if !courier.has_component() {
            tracing::warn!(channel = %entry.channel, "a message waits for a channel that has no component");
        }
        if courier.push(entry) {
            let conversation = entry.message.conversation;
            self.rounds.spawn(courier.round(conversation));
        }
    }

    /// Whether anything of a channel is on its way.
    pub(crate) fn is_waiting(&self, channel: &ChannelId) -> bool {
        self.courier(channel).waiting() > 0
    }

    /// Whether at most one message of a channel is on its way.
    pub(crate) fn is_last(&self, channel: &ChannelId) -> bool {
        self.courier(channel).waiting() <= 1
    }

    /// The channel's courier.
    pub(crate) fn courier(&self, channel: &ChannelId) -> Arc<Courier> {
        self.couriers.of(channel)
    }

    /// Characters beyond which a text leaves in parts.
    pub(crate) fn chars_max(&self, channel: &ChannelId) -> usize {
        let component = self.courier(channel).component();
        let features = component.map_or_else(Arc::<ChannelFeatures>::default, |c| c.features());
        usize::try_from(features.max_chars).unwrap_or(usize::MAX)
    }

    /// What waits of a conversation, in order.
    pub(crate) fn waiting_of(&self, channel: &ChannelId, conversation: ConversationId) -> Vec<Seq> {
        self.courier(channel).waiting_of(conversation)
    }

    /// Ends every round; what was not sent stays in the outbox for the next run.
    pub(crate) async fn stop(&mut self) {
        self.rounds.shutdown().await;
    }
}
