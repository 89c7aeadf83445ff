//! Channels over a provider's HTTP API.

use crate::{
    Cx, Error, Plugin,
    http::Request,
    types::{Field, Payload},
};

pub use crate::bindings::channel::exports::frontdesk::plugin0_2_0::channel::{
    Attachment, Cause, ChannelCapabilities as Capabilities, Consent, Content, Counting, Delivery,
    DeliveryState, Echo, Event, EventKind, FileRules, FileStep, FilledTemplate, Identity, Inbound,
    Media, Message, Outcome, OutgoingFile, OutgoingFiles, Party, Refusal, Reply, Said, SendStep,
    Subject, Template, Webhook, Window,
};

/// A medium over which contacts and agents exchange messages. Every function is pure: no state
/// outlives a call.
pub trait Channel: Plugin {
    /// What the channel can do; depends on the settings only.
    fn capabilities() -> Capabilities {
        Capabilities::default()
    }

    /// Verifies and reads one call of the provider; no request may follow from it. Verify first:
    /// [`Webhook::verify_hmac`] and its kin. A channel without webhooks leaves it as it is.
    fn receive(_call: &Webhook) -> Result<Inbound, Error> {
        Err(Error::unsupported("this channel takes no webhooks"))
    }

    /// Sends one message by requests through `cx`, and says what became of it. What may be tried again
    /// is an error; what may not is an [`Outcome`]. A channel that only has a socket leaves it as it is.
    fn send(_message: &Message, _cx: &mut Cx) -> Result<Outcome, Error> {
        Err(Error::unsupported(
            "this channel sends over its socket only",
        ))
    }

    /// The request whose answer is the file behind an [`Attachment`]'s handle; others may go before it
    /// through `cx`.
    fn fetch_file(_handle: &str, _cx: &mut Cx) -> Result<Request, Error> {
        Err(Error::unsupported("this channel has no files"))
    }
}

/// A channel that takes texts of 5 000 characters at any time, and no files, reports nothing and never
/// writes first.
impl Default for Capabilities {
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
            contact_pace_ms: 0,
            pace_ms: 0,
            files: None,
        }
    }
}

impl Inbound {
    /// These events, answered with 200 once they are durable.
    pub fn events(events: Vec<Event>) -> Self {
        Self {
            events,
            reply: None,
        }
    }

    /// Nothing happened, and the provider waits for this text (such as a challenge).
    pub fn answer(text: impl Into<String>) -> Self {
        Self {
            events: Vec::new(),
            reply: Some(Reply::new("text/plain; charset=utf-8", text)),
        }
    }

    /// The same, answered with this.
    #[must_use]
    pub fn replied(mut self, reply: Reply) -> Self {
        self.reply = Some(reply);
        self
    }
}

impl Reply {
    /// 200 with a text of this content type.
    pub fn new(content_type: &str, text: impl Into<String>) -> Self {
        Self {
            status: 200,
            headers: vec![Field::new("content-type", content_type)],
            body: Payload::Text(text.into()),
        }
    }
}

impl Event {
    /// Something that happened to `thread`, the contact's address on the channel; `id` is the provider's.
    pub fn new(id: &str, thread: &str, at: f64, kind: EventKind) -> Self {
        Self {
            id: id.to_owned(),
            thread: thread.to_owned(),
            sender: Party {
                id: thread.to_owned(),
                name: None,
                locale: None,
                identities: Vec::new(),
            },
            at,
            kind,
        }
    }

    /// A contact wrote.
    pub fn message(id: &str, thread: &str, at: f64, text: &str) -> Self {
        Self::new(id, thread, at, EventKind::Message(Said::text(text)))
    }

    /// A report on a message of ours.
    pub fn status(id: &str, thread: &str, at: f64, subject: Subject, state: DeliveryState) -> Self {
        let delivery = Delivery {
            subject,
            state,
            reason: None,
        };
        Self::new(id, thread, at, EventKind::Status(delivery))
    }

    /// What the sender calls themselves.
    #[must_use]
    pub fn named(mut self, name: Option<&str>) -> Self {
        self.sender.name = name.map(str::to_owned);
        self
    }

    /// Another address of the sender's that the provider vouches for.
    #[must_use]
    pub fn known_as(mut self, kind: &str, value: &str) -> Self {
        self.sender.identities.push(Identity {
            kind: kind.to_owned(),
            value: value.to_owned(),
        });
        self
    }

    /// The sender's language.
    #[must_use]
    pub fn speaking(mut self, locale: Option<&str>) -> Self {
        self.sender.locale = locale.map(str::to_owned);
        self
    }
}

impl Said {
    /// A text alone.
    pub fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            attachments: Vec::new(),
            reply_to: None,
        }
    }

    /// A file more.
    #[must_use]
    pub fn with(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Whether there is nothing to show.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.attachments.is_empty()
    }
}

impl Attachment {
    /// A file that [`Channel::fetch_file`] finds by this handle.
    pub fn new(media: Media, handle: impl Into<String>) -> Self {
        Self {
            media,
            handle: handle.into(),
            mime: None,
            name: None,
            bytes: None,
        }
    }
}

impl Media {
    /// What a file of this content type is shown as.
    pub fn of(mime: &str) -> Self {
        match mime.split('/').next() {
            Some("image") => Self::Image,
            Some("audio") => Self::Audio,
            Some("video") => Self::Video,
            _ => Self::Document,
        }
    }
}

impl FileRules {
    /// All files that agents may send: what the provider does not carry itself goes as an address in the
    /// text ([`OutgoingFiles::split`]).
    pub const fn any() -> Self {
        Self {
            bytes_max: u32::MAX,
            types: Vec::new(),
        }
    }
}

impl Message {
    /// The text, empty where there are files alone; none: it is a template.
    pub const fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text.as_str()),
            Content::Files(files) => Some(files.text.as_str()),
            Content::Template(_) => None,
        }
    }

    /// The words as they go out and the files beside them, of those that the provider carries; the address
    /// of each other file is a line of the words. None: it is a template.
    pub fn parts(
        &self,
        carries: impl Fn(&OutgoingFile) -> bool,
    ) -> Option<(String, Vec<&OutgoingFile>)> {
        match &self.content {
            Content::Text(text) => Some((text.clone(), Vec::new())),
            Content::Files(files) => Some(files.split(carries)),
            Content::Template(_) => None,
        }
    }
}

impl OutgoingFiles {
    /// The words, with the address of each file that the provider does not carry as a line behind them, and
    /// the files that it does.
    pub fn split(&self, carries: impl Fn(&OutgoingFile) -> bool) -> (String, Vec<&OutgoingFile>) {
        let (beside, inside): (Vec<_>, Vec<_>) = self.files.iter().partition(|file| carries(file));
        let words = Some(self.text.as_str()).filter(|text| !text.is_empty());
        let lines = words
            .into_iter()
            .chain(inside.iter().map(|file| file.url.as_str()));
        (lines.collect::<Vec<_>>().join("\n"), beside)
    }
}

impl Outcome {
    /// The provider took the message and calls it so.
    pub fn sent(provider_id: impl Into<String>) -> Self {
        Self::Sent(vec![provider_id.into()])
    }

    /// It will not be taken: why, for the operator.
    pub fn refused(cause: Cause, message: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(cause, message))
    }
}

impl Refusal {
    /// Why not, for the operator.
    pub fn new(cause: Cause, message: impl Into<String>) -> Self {
        Self {
            cause,
            message: message.into(),
            code: None,
        }
    }

    /// The provider's own code.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}
