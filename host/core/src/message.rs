//! One entry of a conversation's transcript.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    conversation::EndedBy,
    ids::{AgentId, ConversationId, Seq},
    time::Timestamp,
    translation::TranslatedFrom,
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
    /// Files, with or without a text.
    Files {
        /// The text; empty if there is none.
        text: Box<str>,
        /// At least one, at most [`crate::limits::ATTACHMENTS`].
        attachments: Vec<Attachment>,
    },
    /// A text that the channel's provider has approved, with its values.
    Template {
        /// What the contact reads.
        text: Box<str>,
        /// The provider's name for it.
        name: Box<str>,
        /// Its language, as the provider writes it.
        language: Box<str>,
        /// What stands for its placeholders, in order.
        values: Vec<Box<str>>,
    },
    /// A text that the agent wrote in another language than the contact's.
    Translated {
        /// What the contact reads.
        text: Box<str>,
        /// What the agent wrote, and how it became that.
        from: Box<TranslatedFrom>,
    },
}

impl Content {
    /// What a person wrote; none: nobody wrote it.
    pub const fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text)
            | Self::Files { text, .. }
            | Self::Template { text, .. }
            | Self::Translated { text, .. } => Some(text),
            Self::Notice(_) => None,
        }
    }

    /// Files that came with it.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Files { attachments, .. } => attachments,
            Self::Text(_) | Self::Template { .. } | Self::Translated { .. } | Self::Notice(_) => {
                &[]
            }
        }
    }
}

/// A file. The bytes of one that a contact sent stay with the provider until somebody looks at it; those of
/// an agent's are kept by the gateway.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is shown as.
    pub media: Media,
    /// How the channel's component finds it again, or the gateway its own. Never shown.
    pub handle: Box<str>,
    /// Its content type, as the provider told it or the bytes of an agent's file did.
    pub mime: Option<Box<str>>,
    /// Its name.
    pub name: Option<Box<str>>,
    /// How long it is said to be.
    pub bytes: Option<u32>,
}

/// A handle can be an address that opens the file, and a name can be a person's.
impl core::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Attachment({:?})", self.media)
    }
}

/// What a file is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Media {
    /// A picture.
    Image,
    /// Sound, such as a voice message.
    Audio,
    /// A film.
    Video,
    /// A small picture that stands for a word.
    Sticker,
    /// Anything else.
    Document,
}

impl core::fmt::Debug for Content {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Files { text, attachments } => {
                write!(f, "Files({} bytes, {attachments:?})", text.len())
            }
            Self::Template { name, .. } => write!(f, "Template({name})"),
            Self::Translated { text, from } => {
                write!(f, "Translated({} bytes, {from:?})", text.len())
            }
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
    /// The contact is reminded that an answer is awaited.
    AnswerAwaited,
    /// The conversation ended.
    Ended(EndedBy),
    /// The contact wants no more messages.
    Stopped(StoppedBy),
    /// The contact wants messages again.
    Resumed(StoppedBy),
}

/// Who said that a contact wants no more messages, or wants them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoppedBy {
    /// The contact, by a word (STOP, START).
    Contact,
    /// The channel's provider: its own list, or a blocked sender.
    Provider,
    /// An agent, whom the contact told.
    Agent(AgentId),
}
