//! What is wrong with a configuration, and how it is shown.

use std::fmt;

use crate::place::{Place, line_and_column};

/// Everything that is wrong with a configuration. `Display` is one paragraph a problem, by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    rendered: Vec<String>,
}

impl Problems {
    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.rendered.len()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered.join("\n\n"))
    }
}

impl std::error::Error for Problems {}

/// One thing that is wrong.
#[derive(Clone, Debug)]
struct Problem {
    place: Place,
    message: String,
    /// The text at the place may be a secret and is not shown.
    hidden: bool,
}

/// The list that grows while a configuration is read.
#[derive(Debug, Default)]
pub(crate) struct ProblemList {
    problems: Vec<Problem>,
}

impl ProblemList {
    pub(crate) fn add(&mut self, place: &Place, message: impl Into<String>) {
        let message = message.into();
        self.problems.push(Problem {
            place: place.clone(),
            message,
            hidden: false,
        });
    }

    /// Adds a problem without showing the text it is about.
    pub(crate) fn add_hidden(&mut self, place: &Place, message: impl Into<String>) {
        let message = message.into();
        self.problems.push(Problem {
            place: place.clone(),
            message,
            hidden: true,
        });
    }

    /// `value` if nothing is wrong; else everything that is, sorted and rendered.
    pub(crate) fn into_result<T>(
        mut self,
        value: Option<T>,
        name: &str,
        text: &str,
    ) -> Result<T, Problems> {
        self.problems.sort_by_key(|problem| problem.place.rank());
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(Problems {
                rendered: self.problems.iter().map(|p| p.render(name, text)).collect(),
            }),
        }
    }
}

impl Problem {
    /// `name:line:column: message`, then the line with a caret under the offending text.
    fn render(&self, name: &str, text: &str) -> String {
        let span = match &self.place {
            Place::File(span) => span,
            Place::Variable(variable) => return format!("{variable}: {}", self.message),
            Place::Flag(flag) => return format!("{flag}: {}", self.message),
        };
        let (line, column) = line_and_column(text, span.start);
        let heading = format!("{name}:{line}:{column}: {}", self.message);
        if self.hidden || (span.is_empty() && span.start == 0) {
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
}
