//! What a page says of its contact beside the form: facts for people, and variables.

use alloc::{boxed::Box, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{limits, rejection::Rejection};

/// What a variable's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VariableKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
}

/// A value that a page gives a conversation. It is what the page says, and verified by nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// The value, as text whatever its kind.
    pub value: Box<str>,
    /// What it is.
    pub kind: VariableKind,
    /// What agents see it called; none: its name.
    pub label: Option<Box<str>>,
    /// Whether people see that it is there and not what it is.
    pub is_masked: bool,
}

/// Values stay out of logs, masked or not.
impl core::fmt::Debug for Variable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Variable(…)")
    }
}

/// Variables by name.
pub type Variables = BTreeMap<Box<str>, Variable>;

/// What a page says more of the contact of an open conversation. What is none is taken away again, what is not
/// named stays.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ContactDetails {
    /// The account number, where there is one.
    pub account_number: Option<Box<str>>,
    /// Further fields of the card.
    pub fields: BTreeMap<Box<str>, Option<Box<str>>>,
    /// Variables.
    pub variables: BTreeMap<Box<str>, Option<Variable>>,
}

/// What somebody is said to be stays out of logs.
impl core::fmt::Debug for ContactDetails {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ContactDetails(…)")
    }
}

/// Changes what is named; what is none goes.
pub(crate) fn merge<T>(
    into: &mut BTreeMap<Box<str>, T>,
    changes: impl IntoIterator<Item = (Box<str>, Option<T>)>,
) {
    for (name, value) in changes {
        match value {
            Some(value) => drop(into.insert(name, value)),
            None => drop(into.remove(&name)),
        }
    }
}

/// Checks the maxima of variables.
pub(crate) fn check(variables: &Variables) -> Result<(), Rejection> {
    if variables.len() > limits::VARIABLES {
        return Err(Rejection::TooManyFields {
            limit: limits::VARIABLES,
        });
    }
    let mut bytes = 0;
    for (name, variable) in variables {
        let label = variable.label.as_deref().unwrap_or_default();
        for (field, text, limit) in [
            ("variable name", &**name, limits::VARIABLE_NAME_BYTES),
            ("variable label", label, limits::CONTACT_KEY_BYTES),
        ] {
            if text.len() > limit {
                return Err(Rejection::FieldTooLong { field, limit });
            }
        }
        if variable.value.chars().count() > limits::VARIABLE_CHARS {
            return Err(Rejection::FieldTooLong {
                field: "variable",
                limit: limits::VARIABLE_CHARS,
            });
        }
        bytes += name.len() + label.len() + variable.value.len();
    }
    if bytes > limits::VARIABLES_BYTES {
        return Err(Rejection::FieldTooLong {
            field: "variables",
            limit: limits::VARIABLES_BYTES,
        });
    }
    Ok(())
}
