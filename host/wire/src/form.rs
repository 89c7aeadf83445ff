//! What the form before a conversation asks for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field of the form. The widget draws it, and the gateway checks what comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormField {
    /// What it is called in a start's `fields`. The widget has words of its own for `account_number`,
    /// `case_number`, `email` and `phone`.
    pub name: String,
    /// What stands above it, by language (BCP 47, in lower case); empty: the widget's own words.
    pub label: BTreeMap<String, String>,
    /// Whether there is no conversation without it.
    pub required: bool,
    /// What answers look like.
    pub kind: FieldKind,
    /// Characters of the shortest answer.
    pub chars_min: u32,
    /// Characters of the longest answer.
    pub chars_max: u32,
    /// How an answer is made up, if that is told: `#` is a digit, `?` a letter, `*` either, and everything else
    /// itself, in upper or lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// What there is to choose from, of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<FieldChoice>,
}

/// What answers look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Digits.
    Number,
    /// An email address.
    Email,
    /// A phone number, beginning with `+` and the country.
    Phone,
    /// One of the choices.
    Choice,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChoice {
    /// The answer.
    pub value: String,
    /// What it is called, by language; empty: as the answer.
    pub label: BTreeMap<String, String>,
}
