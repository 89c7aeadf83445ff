//! Where a conversation stands in its script, as it is kept.

use alloc::{boxed::Box, collections::BTreeMap, sync::Arc, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use super::object::{Scale, Script, Tag};
use crate::{
    conversation::{Conversation, ConversationState},
    ids::{Name, ScriptId, ScriptVersion},
    language::Language,
    plan::SkillStep,
    time::Timestamp,
};

/// A conversation's way through its script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptRun {
    /// The script's name.
    pub script: ScriptId,
    /// Which of the kept ones it is: the one that was in force when the conversation began.
    pub version: ScriptVersion,
    /// The object at which it is, or from which it waits in a queue.
    pub at: Tag,
    /// How many objects it has come to.
    pub passed: u32,
    /// Since when it has waited in queues: its age in the next one.
    pub waiting_since: Option<Timestamp>,
    /// How often something outside was asked.
    pub asked: u32,
    /// What it waits for.
    pub pending: Pending,
    /// What the contact's page may show them as choices at this moment.
    #[serde(default)]
    pub offered: Vec<Offered>,
}

/// Something that a contact may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What they say by choosing it, in their language.
    pub text: Box<str>,
    /// Whether they leave their line by it.
    pub leaves_line: bool,
}

/// What a script waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pending {
    /// Nothing: it is on its way, or somebody has taken the conversation out of its hands.
    Nothing,
    /// The contact's words.
    Words {
        /// Until when, if not for ever.
        until: Option<Timestamp>,
    },
    /// The contact's choice.
    Choice {
        /// Until when, if not for ever.
        until: Option<Timestamp>,
        /// How many answers were none of the choices.
        wrong: u8,
    },
    /// An answer from outside.
    Answer {
        /// The question's number in this conversation: [`ScriptRun::asked`].
        ask: u32,
        /// Until when.
        until: Timestamp,
        /// What the contact said that it is about; none: nothing.
        said: Option<Box<str>>,
    },
    /// An agent, in a queue.
    Agent {
        /// Since when, in this queue.
        entered: Timestamp,
        /// The next wait message, and when it is due.
        message: Option<(Tag, Timestamp)>,
        /// When it goes on without one.
        until: Option<Timestamp>,
    },
}

/// What a script asked of the agents of a queue for one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// Its priority; none: the queue's.
    pub priority: Option<u8>,
    /// What is required, step by step; empty: what channel and queue require.
    pub steps: Vec<SkillStep>,
}

/// A version of a script that is kept for the conversations that began with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptRecord {
    /// Which.
    pub version: ScriptVersion,
    /// The script's name.
    pub name: ScriptId,
    /// What it was.
    pub script: Arc<Script>,
}

/// How a conversation left an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Exit {
    /// By the only way there is.
    Next,
    /// The schedule was open.
    Open,
    /// The schedule was closed.
    Closed,
    /// The date had this treatment.
    Exception(Name),
    /// The test held.
    Yes,
    /// It did not.
    No,
    /// The contact speaks this language.
    Language(Language),
    /// None of the others fitted.
    Else,
    /// The contact chose the one with this number, from 1.
    Choice(u8),
    /// The contact did not choose in time.
    Timeout,
    /// One customer.
    Found,
    /// Several customers.
    Many,
    /// No customer.
    None,
    /// There was no answer.
    Error,
    /// The queue refused it.
    Refused,
    /// Nobody accepted in time.
    After,
    /// The contact did not want to wait.
    Skip,
    /// An agent has accepted it.
    Agent,
    /// Somebody handed it on by hand.
    HandedOn,
    /// The contact left, or it was closed.
    Left,
    /// It had come to more objects than a conversation may, so it waits in its channel's queue.
    TooLong,
    /// The conversation ended here.
    End,
}

/// As a configuration calls it.
impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Exception(name) => return write!(f, "exceptions.{name}"),
            Self::Language(language) => return write!(f, "languages.{language}"),
            Self::Choice(number) => return write!(f, "choices {number}"),
            Self::Next => "next",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Else => "else",
            Self::Timeout => "timeout",
            Self::Found => "found",
            Self::Many => "many",
            Self::None => "none",
            Self::Error => "error",
            Self::Refused => "refused",
            Self::After => "after",
            Self::Skip => "skip",
            Self::Agent => "agent",
            Self::HandedOn => "handed_on",
            Self::Left => "left",
            Self::TooLong => "too_long",
            Self::End => "end",
        };
        f.write_str(word)
    }
}

/// What a script asks outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether the conversation's contact is a customer.
    Customer,
    /// What a server on the web says.
    Http {
        /// The call's name.
        call: Name,
        /// What it is asked with, by name.
        fields: BTreeMap<Box<str>, Box<str>>,
        /// Which values are wanted: variables, and where each is in the answer (JSON pointer, RFC 6901).
        keep: BTreeMap<Box<str>, Box<str>>,
    },
    /// What a component does after what was said last.
    Plugin {
        /// The connector's name.
        connector: Name,
    },
    /// To keep a message of the contact's for later.
    Message {
        /// What they wrote.
        text: Box<str>,
    },
    /// To keep how it was.
    Rating {
        /// In what it is said.
        scale: Scale,
        /// How it was.
        score: u8,
    },
}

impl Question {
    /// What may answer it, in words.
    pub const fn answers(&self) -> &'static [&'static str] {
        match self {
            Self::Customer => &["found", "many", "none", "error"],
            Self::Http { .. } | Self::Message { .. } | Self::Rating { .. } => &["done", "error"],
            Self::Plugin { .. } => &["hand_over", "end", "error"],
        }
    }
}

/// What the answer was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They are this one customer.
    Found,
    /// They may be several.
    Many,
    /// They are none.
    None,
    /// It could not be said, or done.
    Failed,
    /// It is done; these variables have values now.
    Done(BTreeMap<Box<str>, Box<str>>),
    /// What a component does, in this order.
    Acts(Vec<PluginAct>),
}

/// One thing that a component does for a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PluginAct {
    /// Says this.
    Say(Box<str>),
    /// Gives a variable a value.
    Set(Box<str>, Box<str>),
    /// Hands over, perhaps for this queue.
    HandOver(Option<Box<str>>),
    /// Is done with the contact.
    End,
}

impl ScriptRun {
    /// At the beginning of a script.
    pub(super) fn new(script: ScriptId, version: ScriptVersion, start: Tag) -> Self {
        Self {
            script,
            version,
            at: start,
            passed: 0,
            waiting_since: None,
            asked: 0,
            pending: Pending::Nothing,
            offered: Vec::new(),
        }
    }

    /// Whether the script waits for something.
    pub fn is_waiting(&self) -> bool {
        self.pending != Pending::Nothing
    }

    /// Somebody has taken the conversation out of the script's hands.
    pub(super) fn let_go(run: &mut Option<Box<Self>>) {
        if let Some(run) = run {
            run.pending = Pending::Nothing;
            run.offered = Vec::new();
        }
    }
}

/// When something of a conversation's script is due without anybody's doing.
pub(crate) fn next(conversation: &Conversation) -> Option<Timestamp> {
    let pending = &conversation.script.as_ref()?.pending;
    match (&conversation.state, pending) {
        (
            ConversationState::Scripted { .. },
            Pending::Choice { until, .. } | Pending::Words { until },
        ) => *until,
        (ConversationState::Scripted { .. }, Pending::Answer { until, .. }) => Some(*until),
        (ConversationState::Queued { .. }, Pending::Agent { message, until, .. }) => {
            let message = message.as_ref().map(|(_, at)| *at);
            [message, *until].into_iter().flatten().min()
        }
        (_, _) => None,
    }
}
