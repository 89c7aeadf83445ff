//! One entry of a conversation's transcript.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use crate::{
    conversation::EndedBy,
    ids::{AgentId, ConversationId, Seq},
    time::Timestamp,
};

/// One message. Its place in the conversation is [`Message::seq`], given by the core at accept;
/// a provider's own time is not used for order.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// 1, 2, 3 … without holes.
    pub seq: Seq,
    /// When the core accepted it.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Author,
    /// What it says.
    pub content: Content,
    /// The sender's own id for it, as given: web chat's client id, a provider's message id.
    pub client_id: Option<Box<str>>,
}

/// A message body is private, so `Debug` shows everything but the text.
impl core::fmt::Debug for Message {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "Message({}#{} {:?} {:?})",
            self.conversation, self.seq, self.author, self.content
        )
    }
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Author {
    /// The contact.
    Contact,
    /// An agent.
    Agent(AgentId),
    /// The gateway itself: see [`Notice`].
    System,
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Plain text, never markup.
    Text(Box<str>),
    /// Something that happened, worded by whoever shows it, in the reader's language.
    Notice(Notice),
}

impl core::fmt::Debug for Content {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Notice(notice) => notice.fmt(f),
        }
    }
}

/// What happened, as a transcript entry that contact and agent both see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// An agent accepted.
    AgentJoined(AgentId),
    /// The conversation went back to its queue.
    Requeued,
    /// The conversation ended.
    Ended(EndedBy),
}
