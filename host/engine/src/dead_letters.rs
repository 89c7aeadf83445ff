//! Messages that could not be sent: looked at, sent again, or given up.

use frontdesk_core::{ChannelId, ConversationId, Message, Seq, ThreadId, Timestamp};
use frontdesk_store::{Page, StoreError, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    handle::{Engine, Refusal},
    mailbox::{Fate, Letter, MessagePlace},
    outbox::Entry,
};

/// A message that could not be sent, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DeadLetter {
    pub(crate) entry: Entry,
    pub(crate) reason: String,
    pub(crate) attempts: u32,
    pub(crate) at: Timestamp,
}

/// A message that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMessage {
    /// The channel.
    pub channel: ChannelId,
    /// The contact's address there.
    pub thread: ThreadId,
    /// The message, whole.
    pub message: Message,
    /// Why it could not be sent, in the component's words.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was given up.
    pub at: Timestamp,
}

impl From<DeadLetter> for DeadMessage {
    fn from(letter: DeadLetter) -> Self {
        let DeadLetter {
            entry,
            reason,
            attempts,
            at,
        } = letter;
        let Entry {
            channel,
            thread,
            message,
            contact_wrote_at: _,
            confirms_stop: _,
        } = entry;
        Self {
            channel,
            thread,
            message,
            reason,
            attempts,
            at,
        }
    }
}

impl Engine {
    /// At most `limit` of a channel's dead letters by conversation and place, beginning behind
    /// `after`.
    pub async fn dead_letters(
        &self,
        channel: &ChannelId,
        after: Option<(ConversationId, Seq)>,
        limit: usize,
    ) -> Result<Vec<DeadMessage>, StoreError> {
        let mut page = Page::first(limit);
        if let Some((conversation, seq)) = after {
            page = page.after(keys::dead_letter(channel, conversation, seq));
        }
        let range = keys::dead_letters_of_channel(channel);
        let read = records::load_page::<DeadLetter>(&*self.store, range, page).await?;
        Ok(read.into_iter().map(|(_, letter)| letter.into()).collect())
    }

    /// One dead letter.
    pub async fn dead_letter(
        &self,
        channel: &ChannelId,
        conversation: ConversationId,
        seq: Seq,
    ) -> Result<Option<DeadMessage>, StoreError> {
        let key = keys::dead_letter(channel, conversation, seq);
        let found = records::load::<DeadLetter>(&*self.store, &key).await?;
        Ok(found.map(Into::into))
    }

    /// Puts a dead letter back into the outbox, under the reference it always had, durably. It goes
    /// on its way behind what waits in its conversation. `false`: there is no such letter.
    pub async fn send_again(
        &self,
        channel: &ChannelId,
        conversation: ConversationId,
        seq: Seq,
    ) -> Result<bool, Refusal> {
        self.end_letter(channel, conversation, seq, Fate::SendAgain)
            .await
    }

    /// Gives a dead letter up, durably. `false`: there is no such letter.
    pub async fn discard(
        &self,
        channel: &ChannelId,
        conversation: ConversationId,
        seq: Seq,
    ) -> Result<bool, Refusal> {
        self.end_letter(channel, conversation, seq, Fate::Discard)
            .await
    }

    async fn end_letter(
        &self,
        channel: &ChannelId,
        conversation: ConversationId,
        seq: Seq,
        what: Fate,
    ) -> Result<bool, Refusal> {
        let which = MessagePlace {
            channel: channel.clone(),
            conversation,
            seq,
        };
        let letter = |reply| Letter::Revive { which, what, reply };
        self.ask(letter).await?
    }
}
