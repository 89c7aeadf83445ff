//! Sections of the operator's file, as the console reads, tries and changes them. Implemented by the program.

use async_trait::async_trait;
use frontdesk_core::RoutingPlan;

use super::ConfigurationProblem;

/// What kind of section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionKind {
    /// `[script.NAME]`.
    Script,
    /// `[invitation.NAME]`.
    Invitation,
    /// `[design.NAME]`.
    Design,
}

impl SectionKind {
    /// Every kind there is.
    pub const ALL: [Self; 3] = [Self::Script, Self::Invitation, Self::Design];

    /// The word in the file's brackets.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Invitation => "invitation",
            Self::Design => "design",
        }
    }
}

/// A section that there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionOutline {
    /// Its name.
    pub name: String,
    /// Channels that name it.
    pub used_by: Vec<String>,
}

/// One step of the way to a value within a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionStep {
    /// A key of a table.
    Key(String),
    /// An entry of a list, from 0.
    Index(usize),
}

/// A change of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionEdit {
    /// Where.
    pub path: Vec<SectionStep>,
    /// What.
    pub change: SectionChange,
}

/// See [`SectionEdit`]. Values are JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionChange {
    /// The value is this one.
    Set(String),
    /// It goes.
    Remove,
    /// A list gets an entry before the one that is there.
    Insert(String),
    /// An entry goes to another place.
    Move(usize),
}

/// A section as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionDraft {
    /// Its part of the file.
    pub text: String,
    /// What it holds, as JSON; `None`: the text is no such section.
    pub value: Option<String>,
    /// What would be wrong with the configuration.
    pub problems: Vec<SectionProblem>,
}

/// What is wrong with a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionProblem {
    /// The line within the section's text, from 1; 0: it is elsewhere.
    pub line: usize,
    /// The column, from 1; 0: it is elsewhere.
    pub column: usize,
    /// What is wrong, and what helps.
    pub problem: String,
    /// The way to what it is about, as far as that is known.
    pub path: Vec<SectionStep>,
}

/// Why a section is not read or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionFault {
    /// There is no such section.
    Unknown,
    /// The configuration is in no file that could be changed. Says why.
    ReadOnly(String),
    /// It is not what was to be replaced: somebody was faster.
    Changed,
    /// A channel names it.
    InUse(String),
    /// A change has no place, or the section is written in a way that only its writer can change.
    NotPossible(String),
    /// The configuration would not be taken.
    Refused(Vec<ConfigurationProblem>),
    /// The file could not be read or written.
    Failed(String),
}

/// Sections of the operator's file.
#[async_trait]
pub trait SectionAdmin: Send + Sync + 'static {
    /// Why nothing can be changed here; `None`: it can.
    fn read_only(&self) -> Option<String>;

    /// All of a kind, by name.
    async fn outlines(&self, kind: SectionKind) -> Result<Vec<SectionOutline>, SectionFault>;

    /// A section's part of the file.
    async fn text(&self, kind: SectionKind, name: &str) -> Result<String, SectionFault>;

    /// A text after changes, and what would be wrong with it. Nothing is changed.
    async fn draft(
        &self,
        kind: SectionKind,
        name: &str,
        text: &str,
        edits: &[SectionEdit],
    ) -> Result<SectionDraft, SectionFault>;

    /// Puts a section into the file, and takes the configuration; `new`: `None` takes the section out.
    /// `replaces`: the text that is there; `None`: there is no such section yet. Whole or not at all.
    async fn put(
        &self,
        kind: SectionKind,
        name: &str,
        replaces: Option<&str>,
        new: Option<&str>,
    ) -> Result<(), SectionFault>;

    /// What the core would route by with this text in a section's place. Nothing is changed.
    async fn tried(
        &self,
        kind: SectionKind,
        name: &str,
        text: &str,
    ) -> Result<RoutingPlan, Vec<SectionProblem>>;
}
