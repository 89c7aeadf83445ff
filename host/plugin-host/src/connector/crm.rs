//! Customer systems: who is this, and what was said.

use crate::{
    answer_check,
    bindings::{crm::CrmStep, http_types::Exchange, types::Error},
    connector::{ConnectorError, fields, page, text},
    fault::Fault,
    instance::Instance,
    operation::{Step, Task},
    plugin::Plugin,
};

pub use crate::bindings::crm::{
    Author, CaseChange, CaseNote, FindPeople, Lookup, Operation, Outcome, People, Person,
    Reference, Turn,
};

/// People in one answer.
const PEOPLE_MAX: usize = 100;
/// Addresses of one kind that a person has.
const ADDRESSES_MAX: usize = 20;
/// Fields of a person.
const FIELDS_MAX: usize = 64;
/// Bytes of a name, an address or an account number.
const LINE_BYTES: usize = 500;
/// Bytes of a cursor.
const CURSOR_BYTES: usize = 1 << 10;

struct Run<'a> {
    operation: &'a Operation,
    reference: &'a str,
}

impl Task for Run<'_> {
    type Answer = Outcome;

    async fn pass(
        &self,
        instance: &mut Instance,
        prior: &[Exchange],
    ) -> Result<Result<Step<Outcome>, Error>, Fault> {
        let Some(crm) = &instance.exports.crm else {
            return Err(Fault::Kind("crm"));
        };
        let answer = crm
            .call_run(&mut instance.store, self.operation, self.reference, prior)
            .await;
        match instance.end(answer)? {
            Ok(CrmStep::Fetch(requests)) => Ok(Ok(Step::Fetch(requests))),
            Ok(CrmStep::Done(told)) => Ok(Ok(Step::Done(outcome(self.operation, told)?))),
            Err(error) => Ok(Err(error)),
        }
    }
}

impl Plugin {
    /// Runs one operation of a customer system. `reference` is the host's own, the same at every
    /// try: for idempotency.
    pub async fn run(
        &self,
        operation: &Operation,
        reference: &str,
    ) -> Result<Outcome, ConnectorError> {
        let task = Run {
            operation,
            reference,
        };
        let answer = self
            .run_task(&task, reference.as_bytes(), None, self.clock.now())
            .await;
        Ok(answer?)
    }
}

/// The outcome that goes with the operation, each text clean and of bounded length.
fn outcome(operation: &Operation, told: Outcome) -> Result<Outcome, Fault> {
    match (operation, told) {
        (Operation::Find(_), Outcome::People(people)) => Ok(Outcome::People(self::people(people)?)),
        (Operation::SavePerson(_), Outcome::Person(person)) => {
            Ok(Outcome::Person(self::person(person)?))
        }
        (
            Operation::OpenCase(_) | Operation::Append(_) | Operation::CloseCase(_),
            Outcome::Case(case),
        ) => Ok(Outcome::Case(reference(case)?)),
        (Operation::Append(_) | Operation::CloseCase(_), Outcome::None) => Ok(Outcome::None),
        (_, Outcome::People(_) | Outcome::Person(_) | Outcome::Case(_) | Outcome::None) => {
            Err(Fault::output("the outcome does not go with the operation"))
        }
    }
}

fn people(told: People) -> Result<People, Fault> {
    if told.items.len() > PEOPLE_MAX {
        let count = told.items.len();
        return Err(Fault::output(format!("{count} people in one answer")));
    }
    let next = told.next.map(|next| text("a cursor", &next, CURSOR_BYTES));
    Ok(People {
        items: told
            .items
            .into_iter()
            .map(person)
            .collect::<Result<_, Fault>>()?,
        next: next.transpose()?,
    })
}

fn person(told: Person) -> Result<Person, Fault> {
    let line = |what, told: Option<String>| {
        let text = told.map(|told| text(what, &told, LINE_BYTES)).transpose()?;
        Ok::<_, Fault>(text.filter(|text| !text.is_empty()))
    };
    Ok(Person {
        id: told
            .id
            .map(|id| answer_check::id("a person's id", id))
            .transpose()?,
        name: line("a person's name", told.name)?,
        emails: addresses("e-mail addresses", &told.emails)?,
        phones: addresses("phone numbers", &told.phones)?,
        account_number: line("an account number", told.account_number)?,
        url: page(told.url)?,
        fields: fields("a person", told.fields, FIELDS_MAX)?,
    })
}

fn addresses(what: &str, told: &[String]) -> Result<Vec<String>, Fault> {
    if told.len() > ADDRESSES_MAX {
        return Err(Fault::output(format!("a person has too many {what}")));
    }
    told.iter()
        .map(|address| text(what, address, LINE_BYTES))
        .collect()
}

fn reference(told: Reference) -> Result<Reference, Fault> {
    Ok(Reference {
        id: answer_check::id("a case's id", told.id)?,
        url: page(told.url)?,
    })
}
