//! Every key that may be configured: what it takes, its default and its meaning. `config/README.md`
//! is checked against this.

use std::fmt::Write;

use crate::{
    changes::waits_for_start,
    read::{Choice, Integer, Special, Switch, Text},
    section,
};

/// A section and its keys.
#[derive(Clone, Copy, Debug)]
pub struct SectionReference {
    /// Its heading: `[gateway]`, `[queue.NAME]`.
    pub heading: &'static str,
    /// What it is about, in a sentence.
    pub about: &'static str,
    keys: &'static [&'static (dyn Described + Sync)],
}

/// What can be said of a key.
pub(crate) trait Described: std::fmt::Debug {
    fn name(&self) -> &'static str;
    fn takes(&self) -> String;
    fn default(&self) -> String;
    fn meaning(&self) -> &'static str;
}

/// All sections, in the order of a configuration.
pub fn sections() -> Vec<SectionReference> {
    vec![
        section::gateway::REFERENCE,
        section::limits::REFERENCE,
        section::files::REFERENCE,
        section::log::REFERENCE,
        section::store::REFERENCE,
        section::session::REFERENCE,
        section::retention::REFERENCE,
        section::mail::REFERENCE,
        section::plugins::REFERENCE,
        section::console::REFERENCE,
        section::routing::REFERENCE,
        section::schedule::REFERENCE,
        section::schedule::EXCEPTIONS,
        section::script::REFERENCE,
        section::http_call::REFERENCE,
        section::queue::REFERENCE,
        section::invitation::REFERENCE,
        section::invitation::condition::REFERENCE,
        section::invitation::CAPACITY_REFERENCE,
        section::invitation::caps::REFERENCE,
        section::design::REFERENCE,
        section::design::colours::LIGHT,
        section::design::colours::DARK,
        section::design::texts::REFERENCE,
        section::channel::REFERENCE,
        section::form::REFERENCE,
        section::answers::REFERENCE,
        section::identity::REFERENCE,
        section::survey::REFERENCE,
        section::offline::REFERENCE,
        section::grants::SECRETS,
        section::grants::GRANTS,
        section::component_limits::REFERENCE,
        section::connector::REFERENCE,
        section::translation::REFERENCE,
        section::agent::REFERENCE,
    ]
}

/// The reference as Markdown: one table a section.
pub fn markdown() -> String {
    let mut text = String::new();
    for section in sections() {
        let SectionReference {
            heading,
            about,
            keys,
        } = section;
        // Writing to a String cannot fail.
        let _ = write!(text, "### `{heading}`\n\n{about}\n\n");
        text.push_str("| key | takes | default | meaning |\n|---|---|---|---|\n");
        for key in keys {
            let (name, takes, meaning) = (key.name(), key.takes(), key.meaning());
            let default = key.default();
            let section = heading.trim_matches(['[', ']']);
            let when = if waits_for_start(section, name) {
                " Read when the gateway starts."
            } else {
                ""
            };
            let _ = writeln!(text, "| `{name}` | {takes} | {default} | {meaning}{when} |");
        }
        text.push('\n');
    }
    text
}

/// The default of a key under a heading, as the tables show it.
pub(crate) fn default_of(heading: &str, name: &str) -> Option<String> {
    let all = sections();
    let section = all.iter().find(|section| section.heading == heading)?;
    let key = section.keys.iter().find(|key| key.name() == name)?;
    let default = key.default().trim_matches('`').to_owned();
    (!["required", "none"].contains(&default.as_str())).then_some(default)
}

impl SectionReference {
    pub(crate) const fn new(
        heading: &'static str,
        about: &'static str,
        keys: &'static [&'static (dyn Described + Sync)],
    ) -> Self {
        Self {
            heading,
            about,
            keys,
        }
    }

    /// The names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name())
    }
}

impl Described for Integer {
    fn name(&self) -> &'static str {
        self.name
    }

    fn takes(&self) -> String {
        let (low, high) = (self.range.start(), self.range.end());
        format!("{low} to {high} {}", self.unit)
            .trim_end()
            .to_owned()
    }

    fn default(&self) -> String {
        format!("`{}`", self.default)
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }
}

impl Described for Text {
    fn name(&self) -> &'static str {
        self.name
    }

    fn takes(&self) -> String {
        format!("text, at most {} characters", self.chars_max)
    }

    fn default(&self) -> String {
        match self.default {
            None => "required".to_owned(),
            Some("") => "none".to_owned(),
            Some(text) => format!("`\"{text}\"`"),
        }
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }
}

impl<T: std::fmt::Debug> Described for Choice<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn takes(&self) -> String {
        let words: Vec<_> = self
            .options
            .iter()
            .map(|(word, _)| format!("`\"{word}\"`"))
            .collect();
        words.join(" or ")
    }

    fn default(&self) -> String {
        self.options
            .first()
            .map_or_else(String::new, |(word, _)| format!("`\"{word}\"`"))
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }
}

impl Described for Switch {
    fn name(&self) -> &'static str {
        self.name
    }

    fn takes(&self) -> String {
        "`true` or `false`".to_owned()
    }

    fn default(&self) -> String {
        format!("`{}`", self.default)
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }
}

impl Described for Special {
    fn name(&self) -> &'static str {
        self.name
    }

    fn takes(&self) -> String {
        self.takes.to_owned()
    }

    fn default(&self) -> String {
        self.default.to_owned()
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }
}
