//! What came of a trial.

use std::fmt;

use crate::{
    descriptor::Descriptor,
    load::{LoadError, Stage},
    registry::Digest,
};

/// Everything that was tried, in order. `Display` is for people.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the component says of itself, if it came so far.
    pub descriptor: Option<Descriptor>,
    /// Its bytes.
    pub digest: Digest,
    /// How many.
    pub bytes: usize,
    /// The checks.
    pub checks: Vec<Check>,
    /// What is worth knowing besides.
    pub notes: Vec<String>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What must be so.
    pub name: String,
    /// Whether it is.
    pub outcome: Outcome,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is so.
    Passed,
    /// It is not: why.
    Failed(String),
    /// There is nothing to check: why.
    Skipped(String),
}

impl Report {
    pub(super) fn new(digest: Digest, bytes: usize) -> Self {
        Self {
            descriptor: None,
            digest,
            bytes,
            checks: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Whether nothing failed.
    pub fn is_good(&self) -> bool {
        self.failed().next().is_none()
    }

    /// What failed.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        let failed = |check: &&Check| matches!(check.outcome, Outcome::Failed(_));
        self.checks.iter().filter(failed)
    }

    pub(super) fn pass(&mut self, name: impl Into<String>) {
        self.push(name, Outcome::Passed);
    }

    pub(super) fn fail(&mut self, name: impl Into<String>, why: impl Into<String>) {
        self.push(name, Outcome::Failed(why.into()));
    }

    pub(super) fn skip(&mut self, name: impl Into<String>, why: impl Into<String>) {
        self.push(name, Outcome::Skipped(why.into()));
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// One line for many tries: the first that went wrong, or that none did.
    pub(super) fn verdict(&mut self, name: impl Into<String>, tried: Result<(), String>) {
        match tried {
            Ok(()) => self.pass(name),
            Err(why) => self.fail(name, why),
        }
    }

    /// Loading came to an end: the stages before it passed.
    pub(super) fn failed_at(&mut self, error: LoadError) {
        let stages = [
            Stage::Format,
            Stage::Compile,
            Stage::Imports,
            Stage::World,
            Stage::Describe,
        ];
        let before = stages.into_iter().take_while(|stage| *stage != error.stage);
        for name in before.map(super::stage_name) {
            if !self.checks.iter().any(|check| check.name == name) {
                self.pass(name);
            }
        }
        self.fail(super::stage_name(error.stage), error.reason);
    }

    fn push(&mut self, name: impl Into<String>, outcome: Outcome) {
        let name = name.into();
        self.checks.push(Check { name, outcome });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(told) = &self.descriptor {
            let (kind, id, version) = (told.kind.name(), &told.id, &told.version);
            writeln!(f, "{} ({kind} {id} {version})", told.title)?;
        }
        writeln!(f, "{} bytes, sha256 {}", self.bytes, self.digest)?;
        for check in &self.checks {
            match &check.outcome {
                Outcome::Passed => writeln!(f, "pass  {}", check.name)?,
                Outcome::Skipped(why) => writeln!(f, "skip  {}: {why}", check.name)?,
                Outcome::Failed(why) => writeln!(f, "FAIL  {}: {why}", check.name)?,
            }
        }
        for note in &self.notes {
            writeln!(f, "note  {note}")?;
        }
        let (failed, all) = (self.failed().count(), self.checks.len());
        if failed == 0 {
            write!(f, "all {all} checks passed")
        } else {
            write!(f, "{failed} of {all} checks failed")
        }
    }
}
