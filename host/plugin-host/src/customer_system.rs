//! A customer system as the API asks it.

use async_trait::async_trait;
use frontdesk_engine::ports::{CustomerSystem, KnownBy, KnownPerson, LookUpFault};

use crate::{
    connector::{
        ConnectorError,
        crm::{FindPeople, Lookup, Operation, Outcome, Person},
    },
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
}

/// Each call goes to the generation of its moment.
#[async_trait]
impl CustomerSystem for PluginSlot {
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault> {
        CustomerSystem::find(&*self.plugin(), by).await
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
