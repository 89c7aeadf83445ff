//! What is wrong with a draft, and where.

use std::fmt;

/// A part of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The account number.
    AccountNumber,
    /// The name.
    Name,
    /// One of the addresses, from 0.
    Address(usize),
    /// The notes.
    Notes,
    /// The tags.
    Tags,
    /// A custom field, by its name.
    Custom(Box<str>),
    /// What people read of a custom field.
    Label,
    /// The choices of a pick list.
    Choices,
    /// Where somebody is answered.
    Email,
    /// What a case is about.
    Subject,
    /// What a case says.
    Description,
    /// What is to be done.
    Title,
    /// What is said.
    Text,
    /// Whose it is.
    Customer,
    /// Which case it is.
    Case,
    /// Who does it.
    Agent,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountNumber => f.write_str("account_number"),
            Self::Name => f.write_str("name"),
            Self::Address(index) => write!(f, "addresses.{index}"),
            Self::Notes => f.write_str("notes"),
            Self::Tags => f.write_str("tags"),
            Self::Custom(name) => write!(f, "fields.{name}"),
            Self::Label => f.write_str("label"),
            Self::Choices => f.write_str("choices"),
            Self::Email => f.write_str("email"),
            Self::Subject => f.write_str("subject"),
            Self::Description => f.write_str("description"),
            Self::Title => f.write_str("title"),
            Self::Text => f.write_str("text"),
            Self::Customer => f.write_str("customer"),
            Self::Case => f.write_str("case"),
            Self::Agent => f.write_str("agent"),
        }
    }
}

/// Something in a draft that is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Where.
    pub field: Field,
    /// What, and what helps: a sentence for a person.
    pub problem: String,
}
