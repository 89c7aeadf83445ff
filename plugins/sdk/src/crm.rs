//! Customer systems: who is this, and what was said.

use crate::{Cx, Error, Plugin};

pub use crate::bindings::crm::exports::frontdesk::plugin::crm::{
    Author, CaseChange, CaseNote, CrmStep, FindPeople, Lookup, Operation, Outcome, People, Person,
    Reference, Turn,
};

/// A connector to a customer system: one function for each thing the gateway may want of it. What
/// the system cannot do is left as it is and answers "unsupported".
///
/// Each may be run again from the top, and tried again later: whatever creates something sends
/// [`Cx::reference`] as the request's idempotency key, or looks first.
pub trait Crm: Plugin {
    /// Who answers to this. Nobody is an empty list, not an error.
    fn find(_what: &Lookup, _cursor: Option<&str>, _cx: &mut Cx) -> Result<People, Error> {
        Err(Error::unsupported("this system finds nobody"))
    }

    /// Creates the person, or changes the one with the id; the person as they are then.
    fn save_person(_person: &Person, _cx: &mut Cx) -> Result<Person, Error> {
        Err(Error::unsupported("this system saves no people"))
    }

    /// Opens a case for what was said.
    fn open_case(_note: &CaseNote, _cx: &mut Cx) -> Result<Reference, Error> {
        Err(Error::unsupported("this system has no cases"))
    }

    /// Adds to a case.
    fn append(_id: &str, _note: &CaseNote, _cx: &mut Cx) -> Result<(), Error> {
        Err(Error::unsupported("this system's cases take no additions"))
    }

    /// Closes a case.
    fn close_case(_id: &str, _note: &CaseNote, _cx: &mut Cx) -> Result<(), Error> {
        Err(Error::unsupported("this system closes no cases"))
    }

    /// Any of the above. Override it only to see operations as the contract has them.
    fn run(operation: &Operation, cx: &mut Cx) -> Result<Outcome, Error> {
        match operation {
            Operation::Find(find) => {
                Self::find(&find.what, find.cursor.as_deref(), cx).map(Outcome::People)
            }
            Operation::SavePerson(person) => Self::save_person(person, cx).map(Outcome::Person),
            Operation::OpenCase(note) => Self::open_case(note, cx).map(Outcome::Case),
            Operation::Append(change) => {
                Self::append(&change.id, &change.note, cx).map(|()| Outcome::None)
            }
            Operation::CloseCase(change) => {
                Self::close_case(&change.id, &change.note, cx).map(|()| Outcome::None)
            }
        }
    }
}

impl People {
    /// All there are.
    pub const fn all(items: Vec<Person>) -> Self {
        Self { items, next: None }
    }
}

impl Person {
    /// A person of whom only the system's id is known; fill in the rest.
    pub fn of(id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            name: None,
            emails: Vec::new(),
            phones: Vec::new(),
            account_number: None,
            url: None,
            fields: Vec::new(),
        }
    }
}
