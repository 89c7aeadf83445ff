//! One object of a script.

use std::collections::BTreeMap;

use frontdesk_core::{
    Language, Name, QueueId, ScheduleId, Span, Wording, limits,
    script::{
        Choice, Forward, LanguageExits, Menu, NumberTest, Object, Say, ScheduleExits, SetVariable,
        Tag, TestQueue, TestVariable, TextTest, ValueFrom, WaitMessage,
    },
};

use super::keys::{self, Does};
use crate::{
    node::{Entries, Kind, Node},
    place::Place,
    read::{Special, Table, Text, text_of},
    section::{languages, steps, wording},
};

/// An object being read, and where its exits stand.
pub(super) struct Reader<'t, 'a> {
    pub(super) table: &'t mut Table<'a>,
    pub(super) exits: BTreeMap<String, Place>,
}

/// What an exit names, if nothing is wrong with it.
type Exit = Option<Tag>;

pub(super) fn is_variable(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with('_')
        && (2..=limits::VARIABLE_NAME_BYTES).contains(&name.len())
        && name.chars().all(is_plain)
}

impl Reader<'_, '_> {
    /// The object, if it can be made; what is wrong has been reported.
    pub(super) fn read(&mut self, does: Does) -> Option<Object> {
        match does {
            Does::Schedule => self.schedule(),
            Does::Message => Some(Object::Message(Say {
                text: self.wording(&keys::TEXT),
                next: self.exit(&keys::NEXT)?,
            })),
            Does::WaitMessage => Some(self.wait_message()),
            Does::SetVariable => self.set_variable(),
            Does::TestVariable => self.test_variable(),
            Does::TestQueue => self.test_queue(),
            Does::Language => self.language(),
            Does::Menu => self.menu(),
            Does::CheckCustomer => self.check_customer(),
            Does::HttpCall => self.http_call(),
            Does::PluginCall => self.plugin_call(),
            Does::OfflineForm => self.offline_form(),
            Does::Survey => self.survey(),
            Does::Forward => self.forward(),
            Does::Goto => self.exit(&keys::TO).map(Object::Goto),
            Does::End => Some(Object::End(self.wording(&keys::TEXT))),
        }
    }

    fn schedule(&mut self) -> Option<Object> {
        let schedule = self.name(&keys::SCHEDULE);
        let (open, closed) = (self.exit(&keys::OPEN), self.exit(&keys::CLOSED));
        let mut exceptions = BTreeMap::new();
        for (name, place, node) in self.entries(&keys::EXCEPTIONS) {
            let to = self.tag(&format!("exceptions.{name}"), &node);
            match Name::new(&name) {
                Ok(name) => exceptions.extend(to.map(|to| (name, to))),
                Err(error) => self.table.problem(&place, format!("\"{name}\": {error}")),
            }
        }
        if exceptions.len() > limits::SCRIPT_EXCEPTIONS {
            let place = self.table.place.clone();
            self.table
                .problem(&place, "exceptions has at most six entries");
        }
        Some(Object::Schedule(ScheduleExits {
            schedule: ScheduleId(schedule?),
            open: open?,
            closed: closed?,
            exceptions,
        }))
    }

    fn wait_message(&mut self) -> Object {
        let every = self.table.integer(&keys::EVERY_S);
        Object::WaitMessage(WaitMessage {
            at: Span::seconds(self.table.integer(&keys::AT_S)),
            again: (every > 0).then(|| Span::seconds(every)),
            text: self.wording(&keys::TEXT),
            unknown: self.wording(&keys::UNKNOWN),
            next: self.exit_if_any(&keys::NEXT),
        })
    }

    fn set_variable(&mut self) -> Option<Object> {
        let (place, name) = self.table.text(&keys::VARIABLE);
        if !name.is_empty() && !is_variable(&name) {
            let message =
                format!("\"{name}\": a variable is '_' and 1 to 25 letters, digits and '_'");
            self.table.problem(&place, message);
        }
        let (value, from) = (self.text(&keys::VALUE), self.text(&keys::FROM));
        let next = self.exit(&keys::NEXT);
        let value = match (value, from) {
            (Some((place, value)), None) => {
                let most = limits::VARIABLE_CHARS;
                self.table.check_text(&place, "value", &value, most, true);
                ValueFrom::Text(value.into())
            }
            (None, Some((_, from))) => ValueFrom::Fact(from.into()),
            (Some(_), Some((place, _))) => {
                self.table.problem(&place, "either value or from, not both");
                return None;
            }
            (None, None) => {
                let place = self.table.place.clone();
                let message = format!("{} needs value or from", self.table.title);
                self.table.problem(&place, message);
                return None;
            }
        };
        Some(Object::SetVariable(SetVariable {
            name: name.into(),
            value,
            next: next?,
        }))
    }

    fn test_variable(&mut self) -> Option<Object> {
        let (_, name) = self.table.text(&keys::VARIABLE);
        let (yes, no) = (self.exit(&keys::YES), self.exit(&keys::NO));
        let mut tests = Vec::new();
        for (key, make) in [
            (&keys::EQUALS, TextTest::Equals as fn(Box<str>) -> TextTest),
            (&keys::NOT_EQUALS, TextTest::NotEquals),
            (&keys::CONTAINS, TextTest::Contains),
            (&keys::MATCHES, TextTest::Matches),
        ] {
            if let Some((place, text)) = self.text(key) {
                let most = limits::VARIABLE_CHARS;
                self.table.check_text(&place, key.name, &text, most, true);
                tests.push(make(text.into()));
            }
        }
        for (key, make) in [
            (&keys::GREATER, TextTest::Greater as fn(_) -> TextTest),
            (&keys::LESS, TextTest::Less),
        ] {
            let Some((place, text)) = self.text(key) else {
                continue;
            };
            match text.parse() {
                Ok(number) => tests.push(make(number)),
                Err(error) => self.table.problem(&place, format!("{}: {error}", key.name)),
            }
        }
        let test = self.only(tests)?;
        Some(Object::TestVariable(TestVariable {
            name: name.into(),
            test,
            yes: yes?,
            no: no?,
        }))
    }

    fn test_queue(&mut self) -> Option<Object> {
        let queue = self.name(&keys::QUEUE);
        let usual = frontdesk_core::script::Measure::Waiting;
        let measure = self.table.choice(&keys::MEASURE, usual);
        let (yes, no) = (self.exit(&keys::YES), self.exit(&keys::NO));
        let mut tests = Vec::new();
        for (key, make) in [
            (&keys::EQUALS, NumberTest::Equals as fn(u32) -> NumberTest),
            (&keys::GREATER, NumberTest::Greater),
            (&keys::LESS, NumberTest::Less),
        ] {
            let Some((place, text)) = self.text(key) else {
                continue;
            };
            if let Ok(number) = text.parse() {
                tests.push(make(number));
            } else {
                let message = format!("{} takes a whole number", key.name);
                self.table.problem(&place, message);
            }
        }
        let test = self.only(tests)?;
        Some(Object::TestQueue(TestQueue {
            queue: QueueId(queue?),
            measure,
            test,
            yes: yes?,
            no: no?,
        }))
    }

    fn language(&mut self) -> Option<Object> {
        let mut exits: BTreeMap<Language, Tag> = BTreeMap::new();
        for (tag, place, node) in self.entries(&keys::LANGUAGES) {
            let Some(language) = languages::tag(self.table, &place, &tag) else {
                continue;
            };
            let to = self.tag(&format!("languages.{language}"), &node);
            exits.extend(to.map(|to| (language, to)));
        }
        Some(Object::Language(LanguageExits {
            languages: exits,
            otherwise: self.exit(&keys::ELSE)?,
        }))
    }

    fn menu(&mut self) -> Option<Object> {
        let place = self.table.place_of(keys::CHOICES.name);
        let list = self.table.tables(&keys::CHOICES);
        if list.is_empty() {
            let message = format!(
                "{} needs choices: {}",
                self.table.title,
                keys::CHOICES.takes
            );
            self.table.problem(&place, message);
        }
        let mut choices = Vec::new();
        for (number, (place, entries)) in (1..).zip(list) {
            let exit = format!("choices {number}");
            choices.extend(self.choice(&exit, place, entries));
        }
        let text = self.wording(&keys::TEXT);
        let again = self.wording(&keys::AGAIN);
        let retries = u8::try_from(self.table.integer(&keys::RETRIES)).unwrap_or(u8::MAX);
        let timeout = self.after(&keys::TIMEOUT_S, &keys::TIMEOUT);
        Some(Object::Menu(Menu {
            text,
            choices,
            again,
            retries,
            otherwise: self.exit(&keys::ELSE)?,
            timeout,
        }))
    }

    fn choice(&mut self, exit: &str, place: Place, entries: Entries) -> Option<Choice> {
        let title = format!("{exit} of {}", self.table.title);
        let mut inner = self.table.within(title, place, entries);
        let label = wording::read(&mut inner, &keys::TEXT, &[]);
        let mut reader = Reader {
            table: &mut inner,
            exits: BTreeMap::new(),
        };
        let to = reader.exit(&keys::TO);
        let stands = reader.exits.remove(keys::TO.name);
        inner.finish();
        self.exits
            .extend(stands.map(|place| (exit.to_owned(), place)));
        Some(Choice { label, to: to? })
    }

    fn forward(&mut self) -> Option<Object> {
        let queue = self.name(&keys::QUEUE);
        let priority = u8::try_from(self.table.integer(&keys::PRIORITY)).unwrap_or(u8::MAX);
        let steps = steps::read(self.table, &keys::STEPS);
        let in_queue = self.exit_if_any(&keys::IN_QUEUE);
        let after = self.after(&keys::AFTER_S, &keys::AFTER);
        let skip = self.table.take(keys::SKIP.name);
        let skip = skip.and_then(|(place, node)| match node.kind {
            Kind::Table(entries) => self.choice("skip", place, entries),
            Kind::Text(_)
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Flag(_)
            | Kind::Date(_)
            | Kind::List(_) => {
                self.table.wrong_kind("skip", &node, keys::SKIP.takes);
                None
            }
        });
        let refused = self.exit_if_any(&keys::REFUSED);
        Some(Object::Forward(Forward {
            queue: QueueId(queue?),
            priority: (priority > 0).then_some(priority),
            steps,
            in_queue,
            after,
            skip,
            refused,
        }))
    }

    /// A time and where it goes on then: both or neither.
    pub(super) fn after(
        &mut self,
        seconds: &crate::read::Integer,
        key: &Special,
    ) -> Option<(Span, Tag)> {
        let number_place = self.table.place_of(seconds.name);
        let has_exit = self.table.has(key.name);
        let exit_place = self.table.place_of(key.name);
        let number = self.table.integer(seconds);
        let to = self.exit_if_any(key);
        if number > 0 && !has_exit {
            let message = format!("{} needs {}: where it goes on then", seconds.name, key.name);
            self.table.problem(&number_place, message);
        }
        if number == 0 && has_exit {
            let message = format!("{} needs {}: after how long", key.name, seconds.name);
            self.table.problem(&exit_place, message);
        }
        (number > 0).then_some(Span::seconds(number)).zip(to)
    }

    /// The one question that was asked.
    fn only<T>(&mut self, mut tests: Vec<T>) -> Option<T> {
        let place = self.table.place.clone();
        if tests.len() > 1 {
            self.table
                .problem(&place, "one question an object, and here are several");
        }
        let test = tests.pop();
        let asked = [
            &keys::EQUALS,
            &keys::NOT_EQUALS,
            &keys::CONTAINS,
            &keys::MATCHES,
            &keys::GREATER,
            &keys::LESS,
        ];
        if test.is_none() && !asked.iter().any(|key| self.table.has_taken_value(key.name)) {
            let message = format!(
                "{} needs a question, such as equals or greater",
                self.table.title
            );
            self.table.problem(&place, message);
        }
        test
    }

    pub(super) fn wording(&mut self, key: &Special) -> Wording {
        wording::read(self.table, key, &[])
    }

    /// The name of something that is defined elsewhere.
    pub(super) fn name(&mut self, key: &Text) -> Option<Name> {
        let (place, text) = self.table.text(key);
        if text.trim().is_empty() {
            return None;
        }
        let name = Name::new(&text);
        name.map_err(|error| self.table.problem(&place, format!("\"{text}\": {error}")))
            .ok()
    }

    /// A text, or a number as its text.
    fn text(&mut self, key: &Special) -> Option<(Place, String)> {
        let (place, node) = self.table.take(key.name)?;
        let text = match &node.kind {
            Kind::Integer(number) => Some(number.to_string()),
            Kind::Number(number) => Some(number.to_string()),
            Kind::Text(_) | Kind::Flag(_) | Kind::Date(_) | Kind::List(_) | Kind::Table(_) => {
                text_of(&node)
            }
        };
        if text.is_none() {
            self.table.wrong_kind(key.name, &node, key.takes);
        }
        Some((place, text?))
    }

    pub(super) fn exit(&mut self, key: &Special) -> Exit {
        if !self.table.has(key.name) {
            let place = self.table.place.clone();
            let message = format!("{} needs {}: {}", self.table.title, key.name, key.takes);
            self.table.problem(&place, message);
        }
        self.exit_if_any(key)
    }

    fn exit_if_any(&mut self, key: &Special) -> Exit {
        let (_, node) = self.table.take(key.name)?;
        self.tag(key.name, &node)
    }

    fn tag(&mut self, exit: &str, node: &Node) -> Exit {
        let Some(text) = text_of(node) else {
            self.table.wrong_kind(exit, node, "a tag");
            return None;
        };
        let tag = Tag::new(&text)
            .map_err(|error| {
                self.table
                    .problem(&node.place, format!("\"{text}\": {error}"));
            })
            .ok()?;
        self.exits.insert(exit.to_owned(), node.place.clone());
        Some(tag)
    }

    /// The entries of a table of exits.
    pub(super) fn entries(&mut self, key: &Special) -> Vec<(String, Place, Node)> {
        let Some((_, node)) = self.table.take(key.name) else {
            if key.default == "required" {
                let place = self.table.place.clone();
                let message = format!("{} needs {}: {}", self.table.title, key.name, key.takes);
                self.table.problem(&place, message);
            }
            return Vec::new();
        };
        let Kind::Table(entries) = node.kind else {
            self.table.wrong_kind(key.name, &node, key.takes);
            return Vec::new();
        };
        let entries = entries.into_iter();
        entries
            .map(|(name, (place, node))| (name, place, node))
            .collect()
    }
}
