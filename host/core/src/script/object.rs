//! What a script is made of.

use alloc::{
    boxed::Box,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};
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

/// An exit of an object, as a configuration calls it.
pub(super) struct Way<'s> {
    pub(super) exit: String,
    pub(super) to: &'s Tag,
    /// Whether somebody acts, or time passes, on the way.
    pub(super) takes_time: bool,
    /// Whether it leads to a wait message, and to nothing else.
    pub(super) is_in_queue: bool,
}

fn way<'s>(exit: &str, to: &'s Tag) -> Way<'s> {
    Way {
        exit: exit.into(),
        to,
        takes_time: false,
        is_in_queue: false,
    }
}

fn slow<'s>(exit: &str, to: &'s Tag) -> Way<'s> {
    Way {
        takes_time: true,
        ..way(exit, to)
    }
}

fn in_queue<'s>(exit: &str, to: &'s Tag) -> Way<'s> {
    Way {
        is_in_queue: true,
        ..slow(exit, to)
    }
}

fn timeout(timeout: Option<&(Span, Tag)>) -> impl Iterator<Item = Way<'_>> {
    timeout.into_iter().map(|(_, to)| slow("timeout", to))
}

impl Object {
    /// What kind of object it is, as a configuration calls it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Schedule(_) => "schedule",
            Self::Message(_) => "message",
            Self::WaitMessage(_) => "wait_message",
            Self::SetVariable(_) => "set_variable",
            Self::TestVariable(_) => "test_variable",
            Self::TestQueue(_) => "test_queue",
            Self::Language(_) => "language",
            Self::Menu(_) => "menu",
            Self::CheckCustomer(_) => "check_customer",
            Self::HttpCall(_) => "http_call",
            Self::PluginCall(_) => "plugin_call",
            Self::OfflineForm(_) => "offline_form",
            Self::Survey(_) => "survey",
            Self::Forward(_) => "forward",
            Self::Goto(_) => "goto",
            Self::End(_) => "end",
        }
    }

    /// How long it waits for the contact, and where it goes on then.
    pub(super) const fn timeout(&self) -> Option<&(Span, Tag)> {
        match self {
            Self::Menu(it) => it.timeout.as_ref(),
            Self::PluginCall(it) => it.timeout.as_ref(),
            Self::OfflineForm(it) => it.timeout.as_ref(),
            Self::Survey(it) => it.timeout.as_ref(),
            Self::Schedule(_)
            | Self::Message(_)
            | Self::WaitMessage(_)
            | Self::SetVariable(_)
            | Self::TestVariable(_)
            | Self::TestQueue(_)
            | Self::Language(_)
            | Self::CheckCustomer(_)
            | Self::HttpCall(_)
            | Self::Forward(_)
            | Self::Goto(_)
            | Self::End(_) => None,
        }
    }

    /// Every exit.
    pub(super) fn ways(&self) -> Vec<Way<'_>> {
        match self {
            Self::Schedule(it) => {
                let exceptions = it.exceptions.iter();
                let exceptions =
                    exceptions.map(|(name, to)| way(&format!("exceptions.{name}"), to));
                let usual = [way("open", &it.open), way("closed", &it.closed)];
                usual.into_iter().chain(exceptions).collect()
            }
            Self::Message(it) => vec![way("next", &it.next)],
            Self::WaitMessage(it) => it.next.iter().map(|to| in_queue("next", to)).collect(),
            Self::SetVariable(it) => vec![way("next", &it.next)],
            Self::TestVariable(it) => vec![way("yes", &it.yes), way("no", &it.no)],
            Self::TestQueue(it) => vec![way("yes", &it.yes), way("no", &it.no)],
            Self::Language(it) => {
                let languages = it.languages.iter();
                let languages = languages.map(|(tag, to)| way(&format!("languages.{tag}"), to));
                languages.chain([way("else", &it.otherwise)]).collect()
            }
            Self::Menu(it) => it.ways(),
            // The answer comes at once as a rule, so a round through this needs another wait.
            Self::CheckCustomer(it) => [
                ("found", &it.found),
                ("many", &it.many),
                ("none", &it.none),
                ("error", &it.error),
            ]
            .map(|(exit, to)| way(exit, to))
            .into(),
            Self::HttpCall(it) => vec![way("next", &it.next), way("error", &it.error)],
            Self::PluginCall(it) => {
                let usual = [
                    way("next", &it.next),
                    way("end", &it.end),
                    way("error", &it.error),
                ];
                usual
                    .into_iter()
                    .chain(timeout(it.timeout.as_ref()))
                    .collect()
            }
            // Whoever gets to these says something first.
            Self::OfflineForm(it) => {
                let usual = [slow("next", &it.next), slow("error", &it.error)];
                usual
                    .into_iter()
                    .chain(timeout(it.timeout.as_ref()))
                    .collect()
            }
            Self::Survey(it) => [slow("next", &it.next)]
                .into_iter()
                .chain(timeout(it.timeout.as_ref()))
                .collect(),
            Self::Forward(it) => it.ways(),
            Self::Goto(to) => vec![way("to", to)],
            Self::End(_) => Vec::new(),
        }
    }
}

impl Menu {
    fn ways(&self) -> Vec<Way<'_>> {
        let numbered = self.choices.iter().enumerate();
        let chosen = numbered.map(|(n, choice)| {
            let number = (n + 1).to_string();
            slow(&format!("choices {number}"), &choice.to)
        });
        chosen
            .chain([slow("else", &self.otherwise)])
            .chain(timeout(self.timeout.as_ref()))
            .collect()
    }
}

impl Forward {
    fn ways(&self) -> Vec<Way<'_>> {
        let waits = self.in_queue.iter().map(|to| in_queue("in_queue", to));
        let after = self.after.iter().map(|(_, to)| slow("after", to));
        let skip = self.skip.iter().map(|skip| slow("skip", &skip.to));
        let refused = self.refused.iter().map(|to| way("refused", to));
        waits.chain(after).chain(skip).chain(refused).collect()
    }
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
