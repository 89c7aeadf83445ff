//! A customer system: who is there, what it was told, and how it misbehaves.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use frontdesk_engine::ports::{
    CaseNote, CaseThere, CustomerSystem, KnownBy, KnownPerson, LookUpFault, NewPerson, SystemFault,
};
use tokio::sync::Notify;

use crate::{api::lock, config::ConnectedSystem};

/// What the system does next.
#[derive(Clone, Debug, Default)]
pub(crate) enum Mood {
    /// What it is asked.
    #[default]
    Well,
    /// It says nothing, for ever.
    Silent,
    /// It answers with this.
    Fails(SystemFault),
    /// It does what it is asked, and the answer is lost.
    Forgetful,
}

/// A case, by the reference that opened it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) reference: String,
    pub(crate) opening: CaseNote,
    /// What was added when it was closed, each once.
    pub(crate) closings: Vec<(String, CaseNote)>,
}

/// What is in the system.
#[derive(Default)]
pub(crate) struct Inside {
    pub(crate) mood: Mood,
    pub(crate) people: Vec<KnownPerson>,
    /// By which reference each person was made.
    pub(crate) made: Vec<String>,
    pub(crate) cases: Vec<Case>,
    pub(crate) calls: usize,
}

/// A customer system in memory. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct System {
    inside: Arc<Mutex<Inside>>,
    changed: Arc<Notify>,
}

impl System {
    /// It knows this person.
    pub(crate) fn with(person: KnownPerson) -> Self {
        let system = Self::default();
        system.change(|inside| inside.people.push(person));
        system
    }

    pub(crate) fn connected(&self, name: &str) -> ConnectedSystem {
        ConnectedSystem {
            name: name.to_owned(),
            title: name.to_uppercase(),
            log: true,
            system: Arc::new(self.clone()),
        }
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Inside) -> T) -> T {
        change(&mut lock(&self.inside))
    }

    pub(crate) fn feels(&self, mood: Mood) {
        self.change(|inside| inside.mood = mood);
    }

    /// Its cases, once they are as wanted.
    pub(crate) async fn until(&self, is_there: impl Fn(&Inside) -> bool) -> Vec<Case> {
        let waited = async {
            loop {
                let changed = self.changed.notified();
                let found = self.change(|inside| is_there(inside).then(|| inside.cases.clone()));
                if let Some(found) = found {
                    return found;
                }
                changed.await;
            }
        };
        let patience = std::time::Duration::from_secs(20);
        tokio::time::timeout(patience, waited).await.unwrap()
    }

    /// Does something as it feels like.
    async fn does<T>(&self, what: impl FnOnce(&mut Inside) -> T) -> Result<T, SystemFault> {
        let mood = self.change(|inside| {
            inside.calls += 1;
            inside.mood.clone()
        });
        let lost = || SystemFault::NoAnswer {
            message: "the line is dead".to_owned(),
            retry_after: None,
        };
        let done = match mood {
            Mood::Well => Ok(self.change(what)),
            Mood::Forgetful => {
                self.change(what);
                Err(lost())
            }
            Mood::Fails(fault) => Err(fault),
            Mood::Silent => {
                self.changed.notify_waiters();
                std::future::pending().await
            }
        };
        self.changed.notify_waiters();
        done
    }
}

#[async_trait]
impl CustomerSystem for System {
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault> {
        let is_meant = |person: &KnownPerson| match by {
            KnownBy::Email(email) => person.emails.contains(email),
            KnownBy::Phone(phone) => person.phones.contains(phone),
            KnownBy::AccountNumber(number) => person.account_number.as_ref() == Some(number),
            KnownBy::Handle(..) => false,
        };
        let found = self.does(|inside| {
            let people = inside.people.iter().filter(|person| is_meant(person));
            people.cloned().collect()
        });
        found.await.map_err(|fault| match fault {
            SystemFault::Refused(why) | SystemFault::Misconfigured(why) => {
                LookUpFault::Refused(why)
            }
            fault @ (SystemFault::NoAnswer { .. } | SystemFault::Component(_)) => {
                LookUpFault::NoAnswer(fault.to_string())
            }
        })
    }

    async fn save_person(
        &self,
        person: &NewPerson,
        reference: &str,
    ) -> Result<KnownPerson, SystemFault> {
        let person = person.clone();
        self.does(|inside| {
            let known = inside.made.iter().position(|made| made == reference);
            if let Some(number) = known {
                return inside.people[inside.people.len() - inside.made.len() + number].clone();
            }
            let made = KnownPerson {
                id: format!("p-{}", inside.people.len() + 1),
                name: person.name,
                emails: person.emails,
                phones: person.phones,
                account_number: person.account_number,
                url: None,
            };
            inside.made.push(reference.to_owned());
            inside.people.push(made.clone());
            made
        })
        .await
    }

    async fn open_case(&self, note: &CaseNote, reference: &str) -> Result<CaseThere, SystemFault> {
        let number = self.does(|inside| {
            let known = inside
                .cases
                .iter()
                .position(|case| case.reference == reference);
            known.unwrap_or_else(|| {
                inside.cases.push(Case {
                    reference: reference.to_owned(),
                    opening: note.clone(),
                    closings: Vec::new(),
                });
                inside.cases.len() - 1
            })
        });
        let number = number.await?;
        Ok(CaseThere {
            id: number.to_string(),
            url: Some(format!("https://crm.example.com/cases/{number}")),
        })
    }

    async fn close_case(
        &self,
        id: &str,
        note: &CaseNote,
        reference: &str,
    ) -> Result<(), SystemFault> {
        let number: usize = id.parse().unwrap();
        self.does(|inside| {
            let closings = &mut inside.cases[number].closings;
            if closings.iter().all(|(known, _)| known != reference) {
                closings.push((reference.to_owned(), note.clone()));
            }
        })
        .await
    }
}
