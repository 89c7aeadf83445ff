//! What a script is made of.

use alloc::{boxed::Box, collections::BTreeMap, string::String, sync::Arc, vec::Vec};
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::test::{Measure, NumberTest, TextTest};
use crate::{
    ids::{Name, QueueId, ScheduleId},
    language::Language,
    limits,
    plan::SkillStep,
    time::Span,
    wording::Wording,
};

/// An object's name in its script: 1 to 21 letters, digits, `_` and `-`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Tag(Arc<str>);

/// Why a text is not a [`Tag`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tag is 1 to 21 letters, digits, '_' and '-'")]
pub struct TagError;

impl Tag {
    /// Checks `text` and makes a tag of it.
    pub fn new(text: &str) -> Result<Self, TagError> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if (1..=limits::TAG_BYTES).contains(&text.len()) && text.bytes().all(is_plain) {
            Ok(Self(text.into()))
        } else {
            Err(TagError)
        }
    }

    /// The text of the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Tag {
    type Error = TagError;

    fn try_from(text: String) -> Result<Self, TagError> {
        Self::new(&text)
    }
}

impl FromStr for Tag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        Self::new(text)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// A script: where it begins, and its objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The first object.
    pub start: Tag,
    /// All of them.
    pub objects: BTreeMap<Tag, Object>,
}

/// One thing that a script does, decides or waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Object {
    /// Goes by opening hours.
    Schedule(ScheduleExits),
    /// Says something.
    Message(Say),
    /// Says something to a contact who has waited in a queue for so long. Only a [`Forward`] and another
    /// of these lead here.
    WaitMessage(WaitMessage),
    /// Gives the conversation a variable.
    SetVariable(SetVariable),
    /// Goes by what is known of the contact.
    TestVariable(TestVariable),
    /// Goes by how a queue stands.
    TestQueue(TestQueue),
    /// Goes by the contact's language.
    Language(LanguageExits),
    /// Lets the contact choose.
    Menu(Menu),
    /// Asks outside whether the contact is a known customer.
    CheckCustomer(CheckCustomer),
    /// Asks a server on the web, and keeps what it answers as variables.
    HttpCall(HttpCall),
    /// Lets a component talk with the contact.
    PluginCall(PluginCall),
    /// Takes a message for whoever is there later.
    OfflineForm(OfflineForm),
    /// Asks how it was.
    Survey(Survey),
    /// Lets the contact wait in a queue.
    Forward(Forward),
    /// Goes on elsewhere.
    Goto(Tag),
    /// Ends the conversation, with a last word if there is one.
    End(Wording),
}

/// See [`Object::Schedule`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleExits {
    /// Which.
    pub schedule: ScheduleId,
    /// While it is open.
    pub open: Tag,
    /// While it is closed.
    pub closed: Tag,
    /// On dates with a treatment, by its name, open or closed.
    pub exceptions: BTreeMap<Name, Tag>,
}

/// See [`Object::Message`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// What. It may hold placeholders.
    pub text: Wording,
    /// Then.
    pub next: Tag,
}

/// See [`Object::WaitMessage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitMessage {
    /// How long after the contact came into the queue.
    pub at: Span,
    /// Said again after each such time; none: once.
    pub again: Option<Span>,
    /// What.
    pub text: Wording,
    /// What instead, if `text` speaks of the wait and it cannot be estimated.
    pub unknown: Wording,
    /// The wait message that comes after it.
    pub next: Option<Tag>,
}

/// See [`Object::SetVariable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetVariable {
    /// The variable's name, with its underscore.
    pub name: Box<str>,
    /// Its value.
    pub value: ValueFrom,
    /// Then.
    pub next: Tag,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueFrom {
    /// The script.
    Text(Box<str>),
    /// What is known of the contact under this name; the empty text if nothing is.
    Fact(Box<str>),
}

/// See [`Object::TestVariable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestVariable {
    /// `_name` of a variable, or what is on the contact's card: `name`, `account_number`, a form's field.
    pub name: Box<str>,
    /// The question.
    pub test: TextTest,
    /// If so.
    pub yes: Tag,
    /// If not, or if it is not known.
    pub no: Tag,
}

/// See [`Object::TestQueue`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestQueue {
    /// Which.
    pub queue: QueueId,
    /// What of it.
    pub measure: Measure,
    /// The question.
    pub test: NumberTest,
    /// If so.
    pub yes: Tag,
    /// If not.
    pub no: Tag,
}

/// See [`Object::Language`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageExits {
    /// By language; any region of it, unless the region has an exit of its own.
    pub languages: BTreeMap<Language, Tag>,
    /// Any other, or none that is known.
    pub otherwise: Tag,
}

/// See [`Object::Menu`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menu {
    /// The question.
    pub text: Wording,
    /// What may be chosen, 1 to [`limits::MENU_CHOICES`].
    pub choices: Vec<Choice>,
    /// What is said to an answer that is none of them, before the menu is shown again.
    pub again: Wording,
    /// How often it is shown again.
    pub retries: u8,
    /// After as many answers that are none of them, and one more.
    pub otherwise: Tag,
    /// Where it goes on without an answer, and after how long; none: it waits.
    pub timeout: Option<(Span, Tag)>,
}

/// One thing that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it is called.
    pub label: Wording,
    /// Where it leads.
    pub to: Tag,
}

/// See [`Object::CheckCustomer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckCustomer {
    /// How long the answer may take.
    pub within: Span,
    /// One customer.
    pub found: Tag,
    /// Several, so nobody knows which.
    pub many: Tag,
    /// Nobody.
    pub none: Tag,
    /// No answer.
    pub error: Tag,
}

/// See [`Object::HttpCall`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpCall {
    /// The name of the call as it is configured: where it goes and who may know.
    pub call: Name,
    /// What is sent, by name; a value may hold placeholders.
    pub fields: BTreeMap<Box<str>, Box<str>>,
    /// Where in the answer (JSON pointer, RFC 6901) the value of each variable is.
    pub keep: BTreeMap<Box<str>, Box<str>>,
    /// How long the answer may take.
    pub within: Span,
    /// It answered.
    pub next: Tag,
    /// It did not, or said no.
    pub error: Tag,
}

/// See [`Object::PluginCall`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginCall {
    /// The connector's name.
    pub connector: Name,
    /// How long each of its answers may take.
    pub within: Span,
    /// Where it goes on if the contact says no more, and after how long; none: it waits.
    pub timeout: Option<(Span, Tag)>,
    /// It hands over.
    pub next: Tag,
    /// It is done with the contact.
    pub end: Tag,
    /// It did not answer in time, or failed.
    pub error: Tag,
}

/// See [`Object::OfflineForm`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineForm {
    /// What asks for the message.
    pub text: Wording,
    /// What is said once it is kept.
    pub thanks: Wording,
    /// Where it goes on without a message, and after how long; none: it waits.
    pub timeout: Option<(Span, Tag)>,
    /// The message is kept.
    pub next: Tag,
    /// It could not be kept.
    pub error: Tag,
}

/// See [`Object::Survey`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// The question.
    pub text: Wording,
    /// What an answer is.
    pub scale: Scale,
    /// What is said to an answer.
    pub thanks: Wording,
    /// Where it goes on without an answer, and after how long; none: it waits.
    pub timeout: Option<(Span, Tag)>,
    /// Then, whatever the answer was.
    pub next: Tag,
}

/// In what a contact says how it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// How satisfied they are: 1 to 5.
    Satisfaction,
    /// How likely they recommend us: 0 to 10.
    Recommendation,
}

impl Scale {
    /// Every answer there is.
    pub const fn scores(self) -> core::ops::RangeInclusive<u8> {
        match self {
            Self::Satisfaction => 1..=5,
            Self::Recommendation => 0..=10,
        }
    }
}

/// See [`Object::Forward`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The queue. What it does with a newcomer whom it cannot serve holds here too.
    pub queue: QueueId,
    /// The priority of this conversation in it; none: the queue's.
    pub priority: Option<u8>,
    /// What is required of agents, step by step; empty: what channel and queue require.
    pub steps: Vec<SkillStep>,
    /// The first wait message.
    pub in_queue: Option<Tag>,
    /// Where it goes on if nobody has accepted, and after how long.
    pub after: Option<(Span, Tag)>,
    /// What a contact may choose instead of waiting, with each wait message.
    pub skip: Option<Choice>,
    /// Where it goes on if the queue refuses it; none: the conversation ends.
    pub refused: Option<Tag>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_short_and_plain_and_may_have_capitals() {
        for text in ["a", "Greeting_2", "skip-queue", "123456789012345678901"] {
            assert_eq!(Tag::new(text).unwrap().as_str(), text);
        }
        for text in ["", "a b", "ü", "a.b", "1234567890123456789012"] {
            assert_eq!(Tag::new(text), Err(TagError), "{text:?}");
        }
    }
}
