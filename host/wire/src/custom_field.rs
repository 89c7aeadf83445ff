//! Custom fields of the Local CRM.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which kind of record has a custom field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldOwner {
    /// Customers.
    Customer,
    /// Cases.
    Case,
}

/// What the values of a custom field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomFieldKind {
    /// Anything, on one line.
    Text,
    /// An address on the web.
    Url,
    /// A decimal number.
    Number,
    /// A day.
    Date,
    /// One of the field's choices.
    PickList,
}

/// A custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomFieldView {
    /// What it is called in files and here.
    pub name: String,
    /// What has it.
    pub of: FieldOwner,
    /// Grows with every change.
    pub version: u64,
    /// What people read.
    pub label: String,
    /// What its values are.
    pub kind: CustomFieldKind,
    /// What can be picked.
    pub choices: Vec<String>,
    /// Whether a record needs it.
    pub required: bool,
    /// Whether it takes no new values.
    pub retired: bool,
}

/// All custom fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldList {
    /// In the order they were made.
    pub items: Vec<CustomFieldView>,
}

/// What may change of a custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldDraft {
    /// 1 to 32 characters.
    pub label: String,
    /// Of a pick list: 1 to 100, of 85 characters.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether a record needs it.
    #[serde(default)]
    pub required: bool,
    /// Whether it takes no new values.
    #[serde(default)]
    pub retired: bool,
}

/// A new custom field. Its name, owner and kind stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldCreation {
    /// 1 to 32 of `a-z`, digits and `_`, beginning with a letter.
    pub name: String,
    /// What has it.
    pub of: FieldOwner,
    /// What its values are.
    pub kind: CustomFieldKind,
    /// The rest.
    pub draft: FieldDraft,
}

/// A change of a custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// The one that was seen.
    pub version: u64,
    /// As it shall be.
    pub draft: FieldDraft,
}
