//! Connected customer systems: whom a conversation is with there, and how its log stands.

use frontdesk_core::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text};

/// Whom a conversation is with in a connected customer system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationSystem {
    /// Nothing: an agent has not said so.
    pub link: Option<SystemLinkView>,
}

/// Somebody in a connected customer system, whom a conversation is with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemLinkView {
    /// The conversation.
    #[schema(value_type = String)]
    pub conversation: Text<ConversationId>,
    /// The connector's name.
    pub connector: String,
    /// Its title, for people.
    pub title: String,
    /// The person's id there.
    pub person: String,
    /// Their name there.
    pub name: Option<String>,
    /// Where they are in the system's own pages.
    pub url: Option<String>,
    /// The name of the agent who said so.
    pub linked_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub linked_at: At,
    /// The case there, once there is one.
    pub case: Option<SystemCaseView>,
    /// How the conversation's log stands.
    pub log: SystemLogView,
}

/// A case in a connected customer system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemCaseView {
    /// Its id there.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// Where it is in the system's own pages.
    pub url: Option<String>,
}

/// How the log of a conversation stands in a connected customer system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemLogView {
    /// Where it is.
    pub state: SystemLogState,
    /// Since when, once the conversation has closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<At>,
    /// Tries that failed so far.
    pub tries: u32,
    /// Why the last one failed, or why it was given up.
    pub why: Option<String>,
}

/// Where the log of a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SystemLogState {
    /// It goes there when the conversation closes.
    AtEnd,
    /// The connector's `log` is off: it goes nowhere.
    Off,
    /// It is on its way.
    Waiting,
    /// It is there.
    Logged,
    /// It was given up; a supervisor may send it again.
    Refused,
}

/// Logs that are not in their customer systems yet, or never will be by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemLogList {
    /// By conversation, at most 50.
    pub items: Vec<SystemLinkView>,
    /// Where the next ones begin.
    pub next: Option<String>,
}

/// Whom a conversation is with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemLink {
    /// The connector's name.
    pub connector: String,
    /// The id of somebody whom that system finds for the conversation.
    pub person: String,
}

/// A person to be made in a connected customer system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemPersonCreation {
    /// The connector's name.
    pub connector: String,
    /// Their name: 1 to 100 characters.
    pub name: String,
    /// Email addresses; at most 20.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Phone numbers, with + and the country; at most 20.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Their account number: at most 40 characters; null or empty: none.
    #[serde(default)]
    pub account_number: Option<String>,
}

/// A case to be opened in the connected customer system that a conversation is linked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemCaseCreation {
    /// What it is about: 1 to 150 characters.
    pub subject: String,
}
