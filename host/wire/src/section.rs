//! Sections of the operator's file over the API.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// `GET /api/v1/configuration/sections/{kind}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionList {
    /// By name.
    pub sections: Vec<SectionSummary>,
    /// Why nothing can be changed here; null: it can.
    pub read_only: Option<String>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionSummary {
    /// `script`, `invitation` or `design`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Channels that name it.
    pub used_by: Vec<String>,
}

/// A section, and what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Section {
    /// `script`, `invitation` or `design`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its part of the file, comments and all.
    pub text: String,
    /// Of the text: what a change replaces.
    pub digest: String,
    /// Channels that name it.
    pub used_by: Vec<String>,
    /// Why it cannot be changed here; null: it can.
    pub read_only: Option<String>,
    /// What was published from the console, the newest first: at most 50.
    pub revisions: Vec<SectionRevision>,
}

/// A section as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionRevision {
    /// Its number: a later one is larger.
    pub number: u64,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub published_at: u64,
    /// By whom; empty: it was in the file.
    pub published_by: String,
    /// Of its text.
    pub digest: String,
}

/// The text of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionRevisionText {
    /// The section's part of the file.
    pub text: String,
    /// Of the text.
    pub digest: String,
    /// What it holds.
    pub value: Option<Value>,
}

/// `POST /api/v1/configuration/sections/{kind}/{name}/draft`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionDraftRequest {
    /// The section's part of the file as it is being written; empty: it is new.
    pub text: String,
    /// Changes to make in it, in their order.
    #[serde(default)]
    pub edits: Vec<SectionEdit>,
}

/// A change of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionEdit {
    /// What.
    pub op: SectionOp,
    /// Where: keys and indexes within the section, such as `["objects", 2, "next"]`.
    pub path: Vec<SectionStep>,
    /// For `set` and `insert`: the value.
    #[serde(default)]
    pub value: Option<Value>,
    /// For `move`: where it goes, counted without it.
    #[serde(default)]
    pub to: Option<usize>,
}

/// See [`SectionEdit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionOp {
    /// The value is this one.
    Set,
    /// It goes.
    Remove,
    /// A list gets an entry before the one that is there, or at its end.
    Insert,
    /// An entry of a list goes to another place.
    Move,
}

/// A key of a table, or an index of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum SectionStep {
    /// From 0.
    Index(usize),
    /// The key.
    Key(String),
}

/// A section as it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionDraft {
    /// Its part of the file.
    pub text: String,
    /// What it holds; null: the text is no such section.
    pub value: Option<Value>,
    /// What would be wrong with the configuration.
    pub problems: Vec<SectionProblem>,
}

/// What is wrong with a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionProblem {
    /// The line within the text, from 1; 0: it is elsewhere.
    pub line: usize,
    /// The column, from 1; 0: it is elsewhere.
    pub column: usize,
    /// What is wrong, and what helps.
    pub problem: String,
    /// The way to what it is about, as far as that is known.
    pub path: Vec<SectionStep>,
}

/// `PUT /api/v1/configuration/sections/{kind}/{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionPut {
    /// Its part of the file from now on.
    pub text: String,
    /// The digest of what is there; null: there is no such section yet.
    pub replaces: Option<String>,
}

/// `POST /api/v1/scripts/trial`: a script is tried from its beginning, with all steps each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptTrialRequest {
    /// The script's name.
    pub name: String,
    /// Its part of the file as it is being written.
    pub text: String,
    /// `stream`: the contact has a page that shows choices; `outbox`: texts; null: a page.
    #[serde(default)]
    pub channel: Option<String>,
    /// What the contact speaks (BCP 47).
    #[serde(default)]
    pub language: Option<String>,
    /// When it begins, in milliseconds since 1970-01-01 UTC; null: now.
    #[serde(default)]
    pub at: Option<u64>,
    /// What is known of the contact: variables, and a form's fields.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// What happens, in order: at most 200.
    #[serde(default)]
    pub steps: Vec<ScriptTrialStep>,
}

/// What happens in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "does", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScriptTrialStep {
    /// The contact writes.
    Write {
        /// What.
        text: String,
    },
    /// Time passes.
    Wait {
        /// How much.
        seconds: u32,
    },
    /// What is asked outside is answered.
    Answer {
        /// One of `answers`.
        answer: String,
        /// Values of variables that come with it.
        #[serde(default)]
        values: BTreeMap<String, String>,
    },
    /// An agent takes the conversation.
    Accept {},
    /// The contact leaves.
    Leave {},
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptTrial {
    /// What was said.
    pub said: Vec<ScriptTrialLine>,
    /// The objects that were left, and by which exit.
    pub path: Vec<ScriptTrialExit>,
    /// Where it is; null: the script is over.
    pub at: Option<String>,
    /// `scripted`, `queued`, `assigned` or `ended`.
    pub state: String,
    /// The queue, once it waits in one.
    pub queue: Option<String>,
    /// What the contact may choose.
    pub choices: Vec<String>,
    /// What may answer what is asked outside.
    pub answers: Vec<String>,
    /// How long until something becomes due by itself, in seconds; null: nothing does.
    pub due_in_s: Option<u64>,
}

/// Something that was said in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptTrialLine {
    /// How long after the beginning, in seconds.
    pub after_s: u64,
    /// `contact` or `script`.
    pub from: String,
    /// What.
    pub text: String,
}

/// How a tried conversation left an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptTrialExit {
    /// The object.
    pub object: String,
    /// The exit.
    pub exit: String,
}
