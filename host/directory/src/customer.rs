//! A customer, and a draft of one: what is acceptable, and in which spelling.

use std::fmt;

use frontdesk_core::{AgentId, CustomerId, Identity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    address,
    field::{Fields, Owner, Values},
    merge::Merged,
    problem::{Field, FieldProblem},
    tag,
    text::{lines, not_a_line, one_line, too_long},
};

/// Characters of an account number.
const ACCOUNT_CHARS: usize = 40;
/// Characters of a name.
const NAME_CHARS: usize = 100;
/// Characters of notes.
pub(crate) const NOTES_CHARS: usize = 4_000;
/// Addresses of one customer.
pub const ADDRESSES: usize = 20;

/// A customer, as kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Who.
    pub id: CustomerId,
    /// Their account number, which nobody else has.
    pub account_number: Option<Box<str>>,
    /// Their name.
    pub name: Box<str>,
    /// What they are found by besides, each in the spelling it is looked for in: `email`, `phone` (E.164), or
    /// a kind that a channel or a site vouches for, such as `customer`. Others may have the same.
    pub addresses: Vec<Identity>,
    /// What agents note, several lines.
    pub notes: Box<str>,
    /// What they are sorted by.
    #[serde(default)]
    pub tags: Vec<Box<str>>,
    /// Values of custom fields.
    #[serde(default)]
    pub fields: Values,
    /// Records that were found to be this customer's, too, in the order they were taken in.
    #[serde(default)]
    pub merged: Vec<Merged>,
    /// Whose record took this one in.
    #[serde(default)]
    pub merged_into: Option<CustomerId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: AgentId,
}

/// What somebody wants a customer to be.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The account number.
    pub account_number: Option<Box<str>>,
    /// The name.
    pub name: Box<str>,
    /// What they are found by.
    pub addresses: Vec<Identity>,
    /// What is noted.
    pub notes: Box<str>,
    /// What they are sorted by.
    pub tags: Vec<Box<str>>,
    /// Values of custom fields.
    pub fields: Values,
}

/// A draft that is acceptable as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked(pub(crate) Draft);

/// Customers stay out of logs.
impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customer({})", self.id)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(…)")
    }
}

impl From<&Customer> for Draft {
    fn from(customer: &Customer) -> Self {
        Self {
            account_number: customer.account_number.clone(),
            name: customer.name.clone(),
            addresses: customer.addresses.clone(),
            notes: customer.notes.clone(),
            tags: customer.tags.clone(),
            fields: customer.fields.clone(),
        }
    }
}

impl Draft {
    /// The draft in the spelling it is kept in, or everything that is wrong with it. `before` is the customer as
    /// they are: what a custom field once took stays acceptable.
    pub fn check(
        self,
        fields: &Fields,
        before: Option<&Customer>,
    ) -> Result<Checked, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut problem = |field, problem: Option<String>| {
            problems.extend(problem.map(|problem| FieldProblem { field, problem }));
        };
        let account_number = self.account_number.as_deref().map(one_line);
        let account_number = account_number.filter(|number| !number.is_empty());
        if let Some(number) = &account_number {
            let why = too_long(number, ACCOUNT_CHARS, "an account number");
            problem(Field::AccountNumber, why);
        }
        let name = one_line(&self.name);
        problem(Field::Name, not_a_line(&name, NAME_CHARS, "a name"));
        let notes = lines(&self.notes);
        problem(Field::Notes, too_long(&notes, NOTES_CHARS, "notes"));
        let mut addresses = Vec::with_capacity(self.addresses.len());
        for (index, given) in self.addresses.iter().enumerate() {
            match address::spelled(&given.kind, &given.value) {
                Ok(spelled) if addresses.contains(&spelled) => {}
                Ok(spelled) => addresses.push(spelled),
                Err(why) => problem(Field::Address(index), Some(why.to_string())),
            }
        }
        if addresses.len() > ADDRESSES {
            let why = format!("a customer has at most {ADDRESSES} addresses");
            problem(Field::Address(ADDRESSES), Some(why));
        }
        let tags = tag::spelled(&self.tags).unwrap_or_else(|why| {
            problem(Field::Tags, Some(why));
            Vec::new()
        });
        let before = before.map(|before| &before.fields);
        let fields = fields.check(Owner::Customer, &self.fields, before, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Checked(Self {
            account_number: account_number.map(Into::into),
            name: name.into(),
            addresses,
            notes: notes.into(),
            tags,
            fields,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(draft: Draft) -> Result<Checked, Vec<FieldProblem>> {
        draft.check(&Fields::default(), None)
    }

    fn address(kind: &str, value: &str) -> Identity {
        Identity {
            kind: kind.into(),
            value: value.into(),
        }
    }

    #[test]
    fn a_draft_is_kept_in_one_spelling() {
        let draft = Draft {
            account_number: Some("  AT 77\t120 ".into()),
            name: "\u{0}Ann\n  Lee ".into(),
            addresses: vec![
                address("email", "Ann@Example.com"),
                address("email", "ann@example.com"),
                address("phone", "+43 660 1234567"),
            ],
            notes: " one\r\ntwo\u{1b}[31m ".into(),
            ..Draft::default()
        };
        let Checked(kept) = checked(draft).unwrap();
        assert_eq!(kept.account_number.as_deref(), Some("AT 77 120"));
        assert_eq!(&*kept.name, "Ann Lee");
        let addresses = [
            address("email", "ann@example.com"),
            address("phone", "+436601234567"),
        ];
        assert_eq!(kept.addresses, addresses);
        assert_eq!(&*kept.notes, "one\ntwo[31m");
        assert_eq!(checked(kept.clone()).unwrap(), Checked(kept));
    }

    #[test]
    fn everything_that_is_wrong_is_said_each_at_its_field() {
        let draft = Draft {
            account_number: Some("x".repeat(41).into()),
            name: " ".into(),
            addresses: vec![
                address("phone", "+43 660 1234567"),
                address("phone", "0660"),
            ],
            notes: "x".repeat(4_001).into(),
            ..Draft::default()
        };
        let problems = checked(draft).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|p| p.field.to_string()).collect();
        assert_eq!(fields, ["account_number", "name", "notes", "addresses.1"]);
    }

    #[test]
    fn nothing_is_no_account_number() {
        let draft = Draft {
            account_number: Some("  ".into()),
            name: "Ann".into(),
            ..Draft::default()
        };
        assert_eq!(checked(draft).unwrap().0.account_number, None);
    }

    #[test]
    fn there_are_so_many_addresses_and_no_more() {
        let draft = |count: usize| Draft {
            name: "Ann".into(),
            addresses: (0..count)
                .map(|n| address("email", &format!("a{n}@example.com")))
                .collect(),
            ..Draft::default()
        };
        assert!(checked(draft(ADDRESSES)).is_ok());
        assert!(checked(draft(ADDRESSES + 1)).is_err());
    }
}
