//! What goes out to a provider, and what its channel can do.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use frontdesk_core::{ChannelId, DeliveryReason, Media, Message, ThreadId, Timestamp};

/// A channel component that takes messages to a provider (SMS, social).
#[async_trait]
pub trait Outbound: Send + Sync + 'static {
    /// Hands one message to the channel's component. The same message may come again after a crash
    /// or an unknown outcome: [`Dispatch::reference`] stays the same.
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault>;

    /// What the channel can do.
    fn features(&self) -> Arc<ChannelFeatures> {
        Arc::default()
    }

    /// The bytes of a file that a contact sent, by the handle the component gave it; at most
    /// `bytes_max`.
    async fn file(&self, _handle: &str, _bytes_max: usize) -> Result<Vec<u8>, FileFault> {
        Err(FileFault::NotThere)
    }
}

/// Why a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// The provider has it no more, or never had.
    #[error("the file is not there any more")]
    NotThere,
    /// It is longer than is handed on.
    #[error("the file is too large")]
    TooLarge,
    /// Not now: why, for the operator.
    #[error("{0}")]
    Unavailable(String),
}

/// What a channel can do: what the console and the outbox go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelFeatures {
    /// Characters of one message of the provider's; longer texts are sent in parts.
    pub max_chars: u32,
    /// How the length of a text is counted while it is typed.
    pub counting: Counting,
    /// Whether it is told that a message was delivered.
    pub delivered: bool,
    /// Whether it is told that a message was read.
    pub read: bool,
    /// Whether it is told that the contact types.
    pub typing: bool,
    /// None: an answer may be sent at any time.
    pub window: Option<ReplyWindow>,
    /// Texts for when the window is closed.
    pub templates: Vec<ChannelTemplate>,
    /// Whether an agent may write first.
    pub can_initiate: bool,
    /// What kind of address a contact has, such as `phone`.
    pub address: String,
    /// How long two messages to the same contact must be apart.
    pub contact_pace: Duration,
    /// How long any two messages must be apart.
    pub pace: Duration,
    /// Files that agents may send; none: it takes none.
    pub files: Option<FileRules>,
}

/// Which files a channel takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRules {
    /// Bytes of one.
    pub bytes_max: u32,
    /// Content types: `image/png`, or `image/*` for all of them; empty: any.
    pub types: Vec<String>,
}

impl FileRules {
    /// Whether a file of this content type is taken.
    pub fn takes(&self, mime: &str) -> bool {
        let is_it = |known: &String| match known.strip_suffix('*') {
            Some(family) => mime.starts_with(family),
            None => known == mime,
        };
        self.types.is_empty() || self.types.iter().any(is_it)
    }
}

impl Default for ChannelFeatures {
    /// A plain text at any time, and no more.
    fn default() -> Self {
        Self {
            max_chars: 5_000,
            counting: Counting::Characters,
            delivered: false,
            read: false,
            typing: false,
            window: None,
            templates: Vec::new(),
            can_initiate: false,
            address: "address".to_owned(),
            contact_pace: Duration::ZERO,
            pace: Duration::ZERO,
            files: None,
        }
    }
}

/// How the length of a text is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// In characters.
    Characters,
    /// In SMS segments.
    Sms,
}

/// For how long after the contact's last message answers are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyWindow {
    /// Any text.
    pub open: Duration,
    /// A person's text, where that is taken for longer.
    pub extended: Option<Duration>,
}

/// A text that the provider has approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelTemplate {
    /// The provider's name for it.
    pub name: String,
    /// Its language, as the provider writes it.
    pub language: String,
    /// What the contact reads; `{{1}}`, `{{2}}` .. stand for values.
    pub text: String,
}

/// One message on its way to a contact.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// Our reference, stable over retries: `cnv_17.4`.
    pub reference: String,
    /// The channel.
    pub channel: ChannelId,
    /// The contact's address there.
    pub thread: ThreadId,
    /// What to send.
    pub message: Message,
    /// When the contact wrote last.
    pub contact_wrote_at: Option<Timestamp>,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// The files of an agent's message, where the provider finds them.
    pub files: Vec<OutgoingFile>,
}

/// A file on its way to a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// What it is shown as.
    pub media: Media,
    /// A public address, signed and good for some days.
    pub url: String,
    /// Its content type.
    pub mime: String,
    /// Its name.
    pub name: String,
    /// How long it is.
    pub bytes: u32,
}

/// The address opens the file, and the name can be a person's.
impl std::fmt::Debug for OutgoingFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutgoingFile({:?}, {} bytes)", self.media, self.bytes)
    }
}

/// The component's positive answer.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    /// The provider's ids for the message, one for each part; none if it gave none.
    pub provider_ids: Vec<String>,
}

/// Why a send did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendFault {
    /// May work later; wait at least this long if the provider said so.
    #[error("{message}")]
    Transient {
        /// What happened, for the operator.
        message: String,
        /// The provider's wish.
        retry_after: Option<Duration>,
    },
    /// Will never work: goes to the dead letters.
    #[error("{}", reason.message)]
    Permanent {
        /// Why, for the operator and the agent.
        reason: DeliveryReason,
    },
    /// The provider may have it: nobody knows. It is not tried again by itself, and waits among the dead
    /// letters until a report settles it or somebody decides.
    #[error("{message}")]
    Uncertain {
        /// Why nobody knows.
        message: String,
    },
    /// The component itself failed over this message: a trap, a limit, an answer that is none. It is
    /// tried once more; the second time the message goes to the dead letters.
    #[error("{message}")]
    Component {
        /// What happened, for the operator.
        message: String,
    },
}
