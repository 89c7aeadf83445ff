//! The Local CRM: customers, and who a contact may be.

use frontdesk_core::{ConversationId, CustomerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, Text, view::IdentityView};

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
