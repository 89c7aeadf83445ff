//! Cases and tasks of the Local CRM.

use std::collections::BTreeMap;

use frontdesk_core::{CaseId, ConversationId, CustomerId, TaskId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text};

/// How far a case is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// Somebody has to do something.
    #[default]
    Open,
    /// It waits for the customer, or for somebody outside.
    Pending,
    /// It is done, as far as we know.
    Solved,
    /// It is done with.
    Closed,
}

/// How bad it is for the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseSeverity {
    /// A blemish.
    Low,
    /// As most are.
    #[default]
    Medium,
    /// Something important does not work.
    High,
    /// Nothing works.
    Critical,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CasePriority {
    /// When there is time.
    Low,
    /// As most are.
    #[default]
    Normal,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

/// Whether the customer may be told of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseVisibility {
    /// They may: its number identifies them before a chat.
    Public,
    /// It is for agents only.
    #[default]
    Private,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseView {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<CaseId>,
    /// Grows with every change: a change says which one it has seen.
    pub version: u64,
    /// Whose.
    #[schema(value_type = String)]
    pub customer: Text<CustomerId>,
    /// Their name.
    pub customer_name: String,
    /// What it is about.
    pub subject: String,
    /// What is the matter.
    pub description: String,
    /// How far it is.
    pub status: CaseStatus,
    /// How bad it is.
    pub severity: CaseSeverity,
    /// What comes first.
    pub priority: CasePriority,
    /// Whether the customer may be told of it.
    pub visibility: CaseVisibility,
    /// Values of custom fields, by the fields' names.
    pub fields: BTreeMap<String, String>,
    /// What it is sorted by, in small letters.
    pub tags: Vec<String>,
    /// What was added, oldest first.
    pub follow_ups: Vec<FollowUpView>,
    /// Conversations that are about it.
    #[schema(value_type = Vec<String>)]
    pub conversations: Vec<Text<ConversationId>>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: At,
    /// When it was changed last.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: At,
    /// By whom.
    pub updated_by: String,
}

/// What somebody added to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FollowUpView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// What somebody wants a case to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDraft {
    /// 1 to 200 characters.
    pub subject: String,
    /// At most 4 000 characters.
    #[serde(default)]
    pub description: String,
    /// How far it is.
    #[serde(default)]
    pub status: CaseStatus,
    /// How bad it is.
    #[serde(default)]
    pub severity: CaseSeverity,
    /// What comes first.
    #[serde(default)]
    pub priority: CasePriority,
    /// Whether the customer may be told of it.
    #[serde(default)]
    pub visibility: CaseVisibility,
    /// Values of custom fields, by the fields' names.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// At most 20, of 32 characters.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// A new case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseCreation {
    /// Whose.
    #[schema(value_type = String)]
    pub customer: Text<CustomerId>,
    /// As it shall be.
    pub draft: CaseDraft,
    /// The conversation that it is about.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub conversation: Option<Text<ConversationId>>,
}

/// A change of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseChange {
    /// The one that was seen.
    pub version: u64,
    /// As it shall be.
    pub draft: CaseDraft,
}

/// What is added to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpCreation {
    /// 1 to 4 000 characters.
    pub text: String,
}

/// Something an agent has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskView {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<TaskId>,
    /// Grows with every change: a change says which one it has seen.
    pub version: u64,
    /// What is to be done.
    pub title: String,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<At>,
    /// By whom: the agent's id.
    pub agent: String,
    /// Their name.
    pub agent_name: String,
    /// For whom.
    #[schema(value_type = Option<String>)]
    pub customer: Option<Text<CustomerId>>,
    /// Their name.
    pub customer_name: Option<String>,
    /// For which case.
    #[schema(value_type = Option<String>)]
    pub case: Option<Text<CaseId>>,
    /// When it was done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done_at: Option<At>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: At,
}

/// Tasks, soonest due first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskList {
    /// At most 200.
    pub items: Vec<TaskView>,
}

/// What somebody wants a task to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDraft {
    /// 1 to 200 characters.
    pub title: String,
    /// Until when.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<At>,
    /// By whom: an agent's id; null: whoever asks.
    #[serde(default)]
    pub agent: Option<String>,
    /// For whom; of a case's the customer is the case's.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub customer: Option<Text<CustomerId>>,
    /// For which case.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub case: Option<Text<CaseId>>,
    /// Whether it is done.
    #[serde(default)]
    pub done: bool,
}

/// A change of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskChange {
    /// The one that was seen.
    pub version: u64,
    /// As it shall be.
    pub draft: TaskDraft,
}
