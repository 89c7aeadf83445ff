//! The Local CRM as a whole: files of customers, work that goes on, who looked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::At;

/// Work that goes on by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomersJob {
    /// Which.
    pub id: String,
    /// What it does.
    pub kind: JobKind,
    /// So much is done.
    pub done: u64,
    /// Of so much.
    pub total: u64,
    /// Whether it goes on.
    pub state: JobState,
}

/// What some work does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Takes a file of customers in.
    Import,
    /// Erases a person.
    Erase,
}

/// Whether some work goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It does.
    Running,
    /// It is done.
    Done,
}

/// What a file of customers would do, or does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    /// Rows in it.
    pub rows: u64,
    /// Customers it makes.
    pub new: u64,
    /// Customers it changes.
    pub updated: u64,
    /// Customers it leaves as they are.
    pub skipped: u64,
    /// The first 100 things that are wrong with it.
    pub problems: Vec<ImportProblem>,
    /// How many there are.
    pub problems_total: u64,
    /// The job that takes it in: nothing is wrong, and it was to be more than looked through.
    pub job: Option<String>,
}

/// Something that is wrong with a file of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProblem {
    /// The line, from 1.
    pub line: u64,
    /// The column, as the file has it.
    pub column: Option<String>,
    /// What, and what helps.
    pub problem: String,
}

/// Somebody who looked at a customer's record, or changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerRead {
    /// When first within an hour.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// Who.
    pub agent: String,
    /// What they did.
    pub what: ReadKind,
}

/// What somebody did with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadKind {
    /// It was shown to them.
    Opened,
    /// They changed it.
    Changed,
    /// They took everything about the customer out.
    Exported,
    /// They had another record taken in, or given back.
    Merged,
}

/// Who looked at a customer's record, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerReads {
    /// At most 100.
    pub items: Vec<CustomerRead>,
    /// Where the next ones begin.
    pub next: Option<String>,
}
