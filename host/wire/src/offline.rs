//! What contacts write while nobody is there: whether they are asked to, what they send, and how the mails of it stand.

use std::{collections::BTreeMap, fmt};

use frontdesk_core::{CaseId, ChannelId, OfflineId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text, form::FormField};

/// The form that is shown while nobody can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfflineForm {
    /// Its heading, by language (BCP 47, in lower case).
    pub title: BTreeMap<String, String>,
    /// What stands below it, by language.
    pub text: BTreeMap<String, String>,
    /// What it asks for besides name, email address, subject and message.
    pub fields: Vec<FormField>,
}

/// Whether somebody can be reached on a channel at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Availability {
    /// Why the form is shown in place of a chat; null: a chat can begin.
    pub offline: Option<OfflineReason>,
    /// When somebody can be reached again, as far as that can be said.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opens_at: Option<At>,
}

/// Why nobody can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfflineReason {
    /// It is closed.
    Closed,
    /// Nobody is there.
    Unstaffed,
    /// As many wait as may.
    Full,
}

/// `POST /api/v1/channels/{channel}/offline`: what somebody wrote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveMessage {
    /// The client's own id of it, 1 to 64 bytes: the same one again leaves no second message.
    pub id: String,
    /// What they call themselves, 1 to 100 characters.
    pub name: String,
    /// Where they are answered.
    pub email: String,
    /// What it is about, at most 150 characters; empty: they did not say.
    #[serde(default)]
    pub subject: String,
    /// What they wrote, 1 to 4000 characters.
    pub text: String,
    /// Answers to what else the form asks for, by field.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// What the form is shown in (BCP 47).
    #[serde(default)]
    pub locale: Option<String>,
}

/// What people write, and who they are, stays out of logs.
impl fmt::Debug for LeaveMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeaveMessage(…)")
    }
}

/// Messages whose mails have not left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfflineMessageList {
    /// The oldest first, at most 50.
    pub items: Vec<OfflineMessageView>,
    /// Where the next ones begin.
    pub next: Option<String>,
}

/// A message whose mail has not left.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfflineMessageView {
    /// Which.
    #[schema(value_type = String)]
    pub id: Text<OfflineId>,
    /// The channel it came by.
    #[schema(value_type = String)]
    pub channel: Text<ChannelId>,
    /// The channel's title.
    pub channel_title: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub left_at: At,
    /// What its writer calls themselves.
    pub name: String,
    /// Where they are answered.
    pub email: String,
    /// What it is about; may be empty.
    pub subject: String,
    /// What they wrote.
    pub text: String,
    /// The case it became; null: none.
    #[schema(value_type = Option<String>)]
    pub case: Option<Text<CaseId>>,
    /// How its mail stands.
    pub mail: OfflineMail,
    /// How often it was tried since it was last sent on its way.
    pub tries: u32,
    /// Why it was not taken; null: it was not tried yet.
    pub why: Option<String>,
}

/// What people write, and who they are, stays out of logs.
impl fmt::Debug for OfflineMessageView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfflineMessageView({})", self.id.0)
    }
}

/// How the mail of a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfflineMail {
    /// It is tried until the server has it.
    Waiting,
    /// It was given up; a supervisor may send it again.
    Refused,
}
