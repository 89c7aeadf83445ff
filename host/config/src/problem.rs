//! What is wrong with a configuration, and how it is shown.

use std::fmt;

use crate::place::{Place, line_and_column};

/// Everything that is wrong with a configuration. `Display` is one paragraph a problem, by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    problems: Vec<Problem>,
}

impl Problems {
    /// These problems, by line; `None` when there are none.
    pub fn of(mut problems: Vec<Problem>) -> Option<Self> {
        problems.sort_by_key(|problem| problem.rank);
        (!problems.is_empty()).then_some(Self { problems })
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.problems.len()
    }

    /// Each of them, by line.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// One thing that is wrong. `Display` is `name:line:column: message`, then the line with a caret under
/// the offending text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    rank: (u8, usize),
    rendered: String,
}

impl Problem {
    pub(crate) fn new(place: &Place, message: impl Into<String>, name: &str, text: &str) -> Self {
        Self {
            rank: place.rank(),
            rendered: render(place, &message.into(), false, name, text),
        }
    }
}

impl Problem {
    /// At which byte of the file; `None`: it is not in the file.
    pub const fn offset(&self) -> Option<usize> {
        match self.rank {
            (0, offset) => Some(offset),
            _ => None,
        }
    }

    /// What is wrong, without its place and its line.
    pub fn message(&self) -> &str {
        let (_, message) = self.parts();
        message.split("\n ").next().unwrap_or(message)
    }

    /// Where, and what with its line: `Display` in two parts.
    pub fn parts(&self) -> (&str, &str) {
        self.rendered
            .split_once(": ")
            .unwrap_or(("", &self.rendered))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered)
    }
}

/// A problem whose text is not at hand yet.
#[derive(Clone, Debug)]
struct Noted {
    place: Place,
    message: String,
    /// The text at the place may be a secret and is not shown.
    hidden: bool,
}

/// The list that grows while a configuration is read.
#[derive(Debug, Default)]
pub(crate) struct ProblemList {
    noted: Vec<Noted>,
}

impl ProblemList {
    pub(crate) fn add(&mut self, place: &Place, message: impl Into<String>) {
        self.note(place, message.into(), false);
    }

    /// Adds a problem without showing the text it is about.
    pub(crate) fn add_hidden(&mut self, place: &Place, message: impl Into<String>) {
        self.note(place, message.into(), true);
    }

    fn note(&mut self, place: &Place, message: String, hidden: bool) {
        self.noted.push(Noted {
            place: place.clone(),
            message,
            hidden,
        });
    }

    /// `value` if nothing is wrong; else everything that is, sorted and rendered.
    pub(crate) fn into_result<T>(self, value: T, name: &str, text: &str) -> Result<T, Problems> {
        let rendered = self.noted.iter().map(|noted| Problem {
            rank: noted.place.rank(),
            rendered: render(&noted.place, &noted.message, noted.hidden, name, text),
        });
        match Problems::of(rendered.collect()) {
            None => Ok(value),
            Some(problems) => Err(problems),
        }
    }
}

/// `name:line:column: message`, then the line with a caret under the offending text.
fn render(place: &Place, message: &str, hidden: bool, name: &str, text: &str) -> String {
    let span = match place {
        Place::File(span) => span,
        Place::Variable(variable) => return format!("{variable}: {message}"),
        Place::Flag(flag) => return format!("{flag}: {message}"),
        Place::InForce => return format!("the configuration in force: {message}"),
    };
    let (line, column) = line_and_column(text, span.start);
    let heading = format!("{name}:{line}:{column}: {message}");
    if hidden || (span.is_empty() && span.start == 0) {
        return heading;
    }
    let source = text
        .lines()
        .nth(line - 1)
        .unwrap_or_default()
        .replace('\t', " ");
    let covered = text.get(span.clone()).unwrap_or_default();
    let covered = covered
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        .max(1);
    let gutter = line.to_string();
    let margin = " ".repeat(gutter.len());
    let indent = " ".repeat(column - 1);
    let carets = "^".repeat(covered);
    format!("{heading}\n {gutter} | {source}\n {margin} | {indent}{carets}")
}
