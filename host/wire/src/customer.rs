//! The Local CRM: customers, and who a contact may be.

use std::collections::BTreeMap;

use frontdesk_core::{ConversationId, CustomerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text, case::CaseView, view::IdentityView};

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerView {
    /// Who.
    #[schema(value_type = String)]
    pub id: Text<CustomerId>,
    /// Grows with every change: a change says which one it has seen.
    pub version: u64,
    /// Their account number, which nobody else has.
    pub account_number: Option<String>,
    /// Their name.
    pub name: String,
    /// What they are found by besides; others may have the same.
    pub addresses: Vec<IdentityView>,
    /// What agents note.
    pub notes: String,
    /// What they are sorted by, in small letters.
    pub tags: Vec<String>,
    /// Values of custom fields, by the fields' names: numbers as `12.5`, days as `2026-11-27`.
    pub fields: BTreeMap<String, String>,
    /// Records that were found to be this customer's, too.
    pub merged: Vec<MergeView>,
    /// When the record was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: At,
    /// When it was changed last.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: At,
    /// By whom: their name, or their id when they work here no more.
    pub updated_by: String,
}

/// What somebody wants a customer to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerDraft {
    /// At most 40 characters; null or empty: none. However it is written, nobody else may have it.
    #[serde(default)]
    pub account_number: Option<String>,
    /// 1 to 100 characters.
    pub name: String,
    /// At most 20. An `email`, a `phone` (with + and the country), or what a channel or site vouches for.
    #[serde(default)]
    pub addresses: Vec<IdentityView>,
    /// At most 4 000 characters.
    #[serde(default)]
    pub notes: String,
    /// At most 20, of 32 characters.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Values of custom fields, by the fields' names.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// A record that another has taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergeView {
    /// Which.
    #[schema(value_type = String)]
    pub customer: Text<CustomerId>,
    /// The name in it.
    pub name: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: At,
    /// By whom.
    pub by: String,
}

/// Two records that are one person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerMerge {
    /// The one that was seen.
    pub version: u64,
    /// Who is taken in.
    #[schema(value_type = String)]
    pub other: Text<CustomerId>,
    /// The one of theirs that was seen.
    pub other_version: u64,
}

/// A record that is given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerUnmerge {
    /// The one that was seen.
    pub version: u64,
    /// Who was taken in.
    #[schema(value_type = String)]
    pub other: Text<CustomerId>,
}

/// Something that was between a customer and us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineItem {
    /// They wrote.
    Conversation {
        /// When it began.
        #[schema(value_type = String, format = DateTime)]
        at: At,
        /// Which.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// The channel.
        channel: String,
        /// The channel's title.
        channel_title: String,
        /// The queue.
        queue: String,
        /// The name of the agent who had it last.
        agent: Option<String>,
        /// Whether it goes on.
        state: TimelineState,
        /// How it ended.
        disposition: Option<String>,
        /// The contact's first line, at most 140 characters.
        first: String,
    },
    /// A case.
    Case {
        /// When it was made.
        #[schema(value_type = String, format = DateTime)]
        at: At,
        /// The case.
        case: CaseView,
    },
}

/// Whether a conversation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineState {
    /// It does.
    Open,
    /// It is over.
    Closed,
}

/// What was between a customer and us, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimelinePage {
    /// At most 20.
    pub items: Vec<TimelineItem>,
    /// Where the next ones begin.
    pub next: Option<String>,
}

/// A new customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerCreation {
    /// As they shall be.
    pub draft: CustomerDraft,
    /// The conversation that is with them, if it is one's own.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub conversation: Option<Text<ConversationId>>,
}

/// A change of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerChange {
    /// The one that was seen.
    pub version: u64,
    /// As they shall be.
    pub draft: CustomerDraft,
}

/// Which customer a conversation is with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerLink {
    /// Who.
    #[schema(value_type = String)]
    pub customer: Text<CustomerId>,
}

/// Customers, the likeliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerList {
    /// At most 20.
    pub items: Vec<CustomerView>,
    /// Where the next ones begin.
    pub next: Option<String>,
}

/// Customers who may be the same person as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerMatches {
    /// At most 20.
    pub items: Vec<CustomerMatch>,
}

/// Somebody whom a contact may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerMatch {
    /// Who.
    pub customer: CustomerView,
    /// Whether something that they were found by is vouched for.
    pub verified: bool,
    /// What they were found by: `account_number`, `email`, `phone`, or another kind of identity.
    pub by: Vec<String>,
}

/// The record that belongs to a conversation, or may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScreenPop {
    /// Whom an agent has said that it is.
    pub linked: Option<CustomerView>,
    /// Whom it may be; verified ones first, at most 20.
    pub matches: Vec<CustomerMatch>,
    /// What is known, to begin a new record with.
    pub draft: CustomerDraft,
}

/// What connected customer systems say of whoever writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceList {
    /// One a system, in the order of the configuration.
    pub items: Vec<PopSource>,
}

/// How a connected customer system answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PopState {
    /// It knows somebody.
    Found,
    /// It knows nobody.
    Nobody,
    /// It did not answer in time.
    NoAnswer,
    /// It does not let us ask, or cannot be asked.
    Refused,
}

/// What a connected customer system says of whoever writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PopSource {
    /// The connector's name.
    pub connector: String,
    /// Its title, for people.
    pub title: String,
    /// How it answered.
    pub state: PopState,
    /// Whom it knows; at most 20.
    pub people: Vec<PopPerson>,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// Somebody in a connected customer system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PopPerson {
    /// The system's id.
    pub id: String,
    /// Their name there.
    pub name: Option<String>,
    /// Email addresses.
    pub emails: Vec<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Their account number there.
    pub account_number: Option<String>,
    /// Where they are in the system's own pages.
    pub url: Option<String>,
}
