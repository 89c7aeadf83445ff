//! A customer system as the API asks it.

use async_trait::async_trait;
use frontdesk_engine::ports::{
    CaseAuthor, CaseNote, CaseThere, CaseTurn, CustomerSystem, KnownBy, KnownPerson, LookUpFault,
    NewPerson, SystemFault,
};

use crate::{
    connector::{
        ConnectorError, Field,
        crm::{self, CaseChange, FindPeople, Lookup, Operation, Outcome, Person},
    },
    convert::epoch_ms,
    fault::Fault,
    plugin::Plugin,
    registry::PluginSlot,
};

/// The host's reference for a look-up: nothing is changed by one, so nothing is told apart.
const REFERENCE: &str = "find";

#[async_trait]
impl CustomerSystem for Plugin {
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault> {
        let what = match by.clone() {
            KnownBy::Email(it) => Lookup::Email(it),
            KnownBy::Phone(it) => Lookup::Phone(it),
            KnownBy::AccountNumber(it) => Lookup::AccountNumber(it),
            KnownBy::Handle(kind, it) => Lookup::Handle((kind, it)),
        };
        let operation = Operation::Find(FindPeople { what, cursor: None });
        match self.run(&operation, REFERENCE).await {
            Ok(Outcome::People(people)) => Ok(people.items.into_iter().filter_map(known).collect()),
            // The answer's kind is checked where it is taken.
            Ok(Outcome::Person(_) | Outcome::Case(_) | Outcome::None) => Ok(Vec::new()),
            Err(error) => Err(fault(&error)),
        }
    }

    async fn save_person(
        &self,
        person: &NewPerson,
        reference: &str,
    ) -> Result<KnownPerson, SystemFault> {
        let NewPerson {
            name,
            emails,
            phones,
            account_number,
        } = person.clone();
        let operation = Operation::SavePerson(Person {
            id: None,
            name,
            emails,
            phones,
            account_number,
            url: None,
            fields: Vec::new(),
        });
        match self.run(&operation, reference).await.map_err(refusal)? {
            Outcome::Person(person) => known(person).ok_or_else(|| odd("a person without an id")),
            // The answer's kind is checked where it is taken.
            Outcome::People(_) | Outcome::Case(_) | Outcome::None => Err(odd("no person")),
        }
    }

    async fn open_case(&self, note: &CaseNote, reference: &str) -> Result<CaseThere, SystemFault> {
        let operation = Operation::OpenCase(told(note));
        match self.run(&operation, reference).await.map_err(refusal)? {
            Outcome::Case(crm::Reference { id, url }) => Ok(CaseThere { id, url }),
            Outcome::People(_) | Outcome::Person(_) | Outcome::None => Err(odd("no case")),
        }
    }

    async fn close_case(
        &self,
        id: &str,
        note: &CaseNote,
        reference: &str,
    ) -> Result<(), SystemFault> {
        let (id, note) = (id.to_owned(), told(note));
        let operation = Operation::CloseCase(CaseChange { id, note });
        self.run(&operation, reference).await.map_err(refusal)?;
        Ok(())
    }
}

/// Each call goes to the generation of its moment.
#[async_trait]
impl CustomerSystem for PluginSlot {
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault> {
        CustomerSystem::find(&*self.plugin(), by).await
    }

    async fn save_person(
        &self,
        person: &NewPerson,
        reference: &str,
    ) -> Result<KnownPerson, SystemFault> {
        self.plugin().save_person(person, reference).await
    }

    async fn open_case(&self, note: &CaseNote, reference: &str) -> Result<CaseThere, SystemFault> {
        self.plugin().open_case(note, reference).await
    }

    async fn close_case(
        &self,
        id: &str,
        note: &CaseNote,
        reference: &str,
    ) -> Result<(), SystemFault> {
        self.plugin().close_case(id, note, reference).await
    }
}

/// A note as the contract has it.
fn told(note: &CaseNote) -> crm::CaseNote {
    let CaseNote {
        person,
        subject,
        queue,
        agent,
        transcript,
        fields,
    } = note.clone();
    let fields = fields.into_iter();
    crm::CaseNote {
        person: Some(person),
        subject,
        queue,
        agent,
        transcript: transcript.into_iter().map(turn).collect(),
        fields: fields.map(|(name, value)| Field { name, value }).collect(),
    }
}

fn turn(told: CaseTurn) -> crm::Turn {
    let CaseTurn {
        at,
        author,
        name,
        text,
    } = told;
    crm::Turn {
        at: epoch_ms(at),
        author: match author {
            CaseAuthor::Contact => crm::Author::Contact,
            CaseAuthor::Agent => crm::Author::Agent,
            CaseAuthor::System => crm::Author::System,
        },
        name,
        text,
    }
}

fn known(person: Person) -> Option<KnownPerson> {
    Some(KnownPerson {
        id: person.id?,
        name: person.name,
        emails: person.emails,
        phones: person.phones,
        account_number: person.account_number,
        url: person.url,
    })
}

fn fault(error: &ConnectorError) -> LookUpFault {
    let message = error.to_string();
    match error {
        ConnectorError::Reported {
            kind: "unsupported" | "invalid",
            ..
        } => LookUpFault::Unsupported,
        ConnectorError::Reported {
            kind: "unauthorized" | "misconfigured" | "rejected",
            ..
        } => LookUpFault::Refused(message),
        ConnectorError::Reported { .. } | ConnectorError::Fault(_) => {
            LookUpFault::NoAnswer(message)
        }
    }
}

/// What a fault means for something that the system was to take.
fn refusal(error: ConnectorError) -> SystemFault {
    let message = error.to_string();
    match error {
        ConnectorError::Reported {
            kind: "unsupported" | "invalid" | "rejected",
            ..
        } => SystemFault::Refused(message),
        ConnectorError::Reported {
            kind: "unauthorized" | "misconfigured",
            ..
        } => SystemFault::Misconfigured(message),
        ConnectorError::Reported { retry_after, .. } => SystemFault::NoAnswer {
            message,
            retry_after,
        },
        ConnectorError::Fault(fault) if fault.counts() => SystemFault::Component(message),
        ConnectorError::Fault(fault) => SystemFault::NoAnswer {
            message,
            retry_after: fault.retry_after(),
        },
    }
}

fn odd(what: &str) -> SystemFault {
    SystemFault::Component(Fault::output(what).to_string())
}
