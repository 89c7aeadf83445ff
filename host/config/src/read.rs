//! Reading a table key by key. What is asked for is known; what is left over is a problem.

use std::{collections::BTreeSet, ops::RangeInclusive};

use crate::{
    nearest::suggestion,
    node::{Entries, Kind, Node},
    place::Place,
    problem::ProblemList,
    reference::Described,
};

/// A key that takes an integer.
#[derive(Debug)]
pub(crate) struct Integer {
    pub(crate) name: &'static str,
    pub(crate) default: u32,
    pub(crate) range: RangeInclusive<u32>,
    pub(crate) unit: &'static str,
    pub(crate) meaning: &'static str,
}

/// A key that takes text of 1 to `chars_max` characters.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) name: &'static str,
    /// `None`: the key is required.
    pub(crate) default: Option<&'static str>,
    pub(crate) chars_max: usize,
    pub(crate) meaning: &'static str,
}

/// A key that takes one of a few words.
#[derive(Debug)]
pub(crate) struct Choice<T: 'static> {
    pub(crate) name: &'static str,
    /// The words; the first is the default.
    pub(crate) options: &'static [(&'static str, T)],
    pub(crate) meaning: &'static str,
}

/// A key that takes true or false.
#[derive(Debug)]
pub(crate) struct Switch {
    pub(crate) name: &'static str,
    pub(crate) default: bool,
    pub(crate) meaning: &'static str,
}

/// A key with a form of its own.
#[derive(Debug)]
pub(crate) struct Special {
    pub(crate) name: &'static str,
    pub(crate) takes: &'static str,
    pub(crate) default: &'static str,
    pub(crate) meaning: &'static str,
}

/// A table being read.
pub(crate) struct Table<'a> {
    /// The table as an operator calls it: `queue "sales"`, `[gateway]`.
    pub(crate) title: String,
    /// Where it begins.
    pub(crate) place: Place,
    entries: Entries,
    known: BTreeSet<&'static str>,
    found: BTreeSet<&'static str>,
    problems: &'a mut ProblemList,
    /// What stands here may be a secret: no problem shows it.
    is_hidden: bool,
}

impl<'a> Table<'a> {
    pub(crate) fn new(
        title: String,
        place: Place,
        entries: Entries,
        problems: &'a mut ProblemList,
    ) -> Self {
        Self {
            title,
            place,
            entries,
            known: BTreeSet::new(),
            found: BTreeSet::new(),
            problems,
            is_hidden: false,
        }
    }

    /// A table within this one, in which something that is wrong may be a secret.
    pub(crate) fn hidden(&mut self, title: String, place: Place, entries: Entries) -> Table<'_> {
        let mut inner = Table::new(title, place, entries, self.problems);
        inner.is_hidden = true;
        inner
    }

    /// A table of a list within this one.
    pub(crate) fn within(&mut self, title: String, place: Place, entries: Entries) -> Table<'_> {
        Table::new(title, place, entries, self.problems)
    }

    /// The table under a key, if there is one.
    pub(crate) fn inner(&mut self, key: &Special) -> Option<Table<'_>> {
        let (place, node) = self.take(key.name)?;
        let Kind::Table(entries) = node.kind else {
            self.wrong_kind(key.name, &node, key.takes);
            return None;
        };
        let title = format!("{} of {}", key.name, self.title);
        Some(Table::new(title, place, entries, self.problems))
    }

    /// Where the value of `name` stands; without one, where the table begins.
    pub(crate) fn place_of(&self, name: &str) -> Place {
        let found = self.entries.get(name);
        found.map_or_else(|| self.place.clone(), |(_, node)| node.place.clone())
    }

    /// Whether there is still a value of `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Whether there is a value of `name`, which may stand here.
    pub(crate) fn expects(&mut self, name: &'static str) -> bool {
        self.known.insert(name);
        self.has(name)
    }

    /// Whether anything is left in it.
    pub(crate) fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    /// The value of `name`, taken out, with the place of the value.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<(Place, Node)> {
        self.known.insert(name);
        let (_, node) = self.entries.remove(name)?;
        self.found.insert(name);
        Some((node.place.clone(), node))
    }

    /// Whether `name` was there, right or wrong.
    pub(crate) fn has_taken_value(&self, name: &str) -> bool {
        self.found.contains(name)
    }

    pub(crate) fn problem(&mut self, place: &Place, message: impl Into<String>) {
        if self.is_hidden {
            self.problems.add_hidden(place, message);
        } else {
            self.problems.add(place, message);
        }
    }

    /// Reports a problem with a value that may be a secret.
    pub(crate) fn hidden_problem(&mut self, place: &Place, message: impl Into<String>) {
        self.problems.add_hidden(place, message);
    }

    /// Says what a value should have been.
    pub(crate) fn wrong_kind(&mut self, name: &str, node: &Node, wanted: &str) {
        let message = format!("{name} takes {wanted}, and this is {}", node.kind.name());
        self.problem(&node.place, message);
    }

    pub(crate) fn integer(&mut self, key: &Integer) -> u32 {
        let Some((place, node)) = self.take(key.name) else {
            return key.default;
        };
        let Kind::Integer(number) = node.kind else {
            self.wrong_kind(key.name, &node, &key.takes());
            return key.default;
        };
        if let Some(number) = u32::try_from(number).ok().filter(|n| key.range.contains(n)) {
            return number;
        }
        let takes = key.takes();
        self.problem(
            &place,
            format!("{} takes {takes}, and this is {number}", key.name),
        );
        key.default
    }

    pub(crate) fn switch(&mut self, key: &Switch) -> bool {
        let Some((_, node)) = self.take(key.name) else {
            return key.default;
        };
        if let Kind::Flag(flag) = node.kind {
            return flag;
        }
        self.wrong_kind(key.name, &node, "true or false");
        key.default
    }

    /// The text, and where it stands; the default stands where the table begins.
    pub(crate) fn text(&mut self, key: &Text) -> (Place, String) {
        let here = self.place.clone();
        let default = key.default.unwrap_or_default().to_owned();
        let Some((place, node)) = self.take(key.name) else {
            if key.default.is_none() {
                let message = format!("{} needs {}: {}", self.title, key.name, key.meaning);
                self.problem(&here, message);
            }
            return (here, default);
        };
        let Some(text) = text_of(&node) else {
            self.wrong_kind(key.name, &node, "text");
            return (place, default);
        };
        let may_be_empty = key.default == Some("");
        self.check_text(&place, key.name, &text, key.chars_max, may_be_empty);
        (place, text)
    }

    /// Reports what is wrong with a text.
    pub(crate) fn check_text(
        &mut self,
        place: &Place,
        name: &str,
        text: &str,
        limit: usize,
        may_be_empty: bool,
    ) {
        let chars = text.chars().count();
        if text.trim().is_empty() && !may_be_empty {
            self.problem(place, format!("{name} must not be empty"));
        } else if chars > limit {
            let message = format!("{name} has {chars} characters, and {limit} is the limit");
            self.problem(place, message);
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            self.problem(place, format!("{name} contains a control character"));
        }
    }

    pub(crate) fn choice<T: Copy + std::fmt::Debug>(&mut self, key: &Choice<T>, default: T) -> T {
        let Some((place, node)) = self.take(key.name) else {
            return default;
        };
        let Some(text) = text_of(&node) else {
            self.wrong_kind(key.name, &node, &key.takes());
            return default;
        };
        if let Some((_, value)) = key.options.iter().find(|(word, _)| *word == text) {
            return *value;
        }
        let hint = suggestion(&text, key.options.iter().map(|(word, _)| *word));
        self.problem(&place, format!("{} cannot be \"{text}\"{hint}", key.name));
        default
    }

    /// A list of texts, each with its place; empty when the key is missing.
    pub(crate) fn texts(&mut self, key: &Special) -> Option<Vec<(Place, String)>> {
        let (_, node) = self.take(key.name)?;
        let Kind::List(items) = node.kind else {
            self.wrong_kind(key.name, &node, key.takes);
            return None;
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match text_of(&item) {
                Some(text) => texts.push((item.place, text)),
                None => self.wrong_kind(key.name, &item, key.takes),
            }
        }
        Some(texts)
    }

    /// A list of tables, each with its place; empty when the key is missing.
    pub(crate) fn tables(&mut self, key: &Special) -> Vec<(Place, Entries)> {
        let Some((_, node)) = self.take(key.name) else {
            return Vec::new();
        };
        let Kind::List(items) = node.kind else {
            self.wrong_kind(key.name, &node, key.takes);
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            if let Kind::Table(entries) = item.kind {
                tables.push((item.place, entries));
            } else {
                self.wrong_kind(key.name, &item, key.takes);
            }
        }
        tables
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(mut self) {
        for (name, (place, _)) in std::mem::take(&mut self.entries) {
            let hint = suggestion(&name, self.known.iter().copied());
            let message = format!("{} has no key \"{name}\"{hint}", self.title);
            self.problem(&place, message);
        }
    }
}

/// Text as text; a variable's or flag's value as it was given.
pub(crate) fn text_of(node: &Node) -> Option<String> {
    match (&node.kind, &node.raw) {
        (Kind::Text(text), _) => Some(text.clone()),
        (_, Some(raw)) => Some(raw.clone()),
        _ => None,
    }
}
