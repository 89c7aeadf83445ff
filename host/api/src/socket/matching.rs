//! Whether somebody is known by what they say of themselves: in the Local CRM, or in connected customer systems.

use std::collections::BTreeSet;

use frontdesk_directory::{
    find::is_one_account,
    known::{self, KnownBy},
};
use frontdesk_engine::ports::{self, KnownPerson, LookUpFault};
use frontdesk_store::StoreError;
use futures_util::{StreamExt as _, future::join_all, stream::FuturesUnordered};
use tokio::time::timeout;

use crate::{api::Api, config::ConnectedSystem, form::MatchIn, systems::PATIENCE};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// One person is known by all of it.
    Known,
    /// Nobody is.
    Unknown,
    /// Nobody who answered knows anybody, and somebody did not answer.
    Unchecked,
}

/// Whether one person is known by all that was said, in one of these places. The Local CRM comes first: whom it
/// knows is nobody else's to tell. The others are asked side by side, and the first who knows is enough.
pub(super) async fn find(api: &Api, said: &[(KnownBy, &str)], places: &[&MatchIn]) -> Match {
    let mut found = Match::Unknown;
    if places.contains(&&MatchIn::Local) {
        match known::is_one_customer(&**api.engine().store(), said).await {
            Ok(true) => return Match::Known,
            Ok(false) => {}
            Err(error) => found = unread(&error),
        }
    }
    let systems = places.iter().filter_map(|place| match place {
        MatchIn::Local => None,
        MatchIn::Connector(name) => Some(api.systems().system(name)),
    });
    let mut asked: FuturesUnordered<_> = systems.map(|system| in_system(system, said)).collect();
    while let Some(answer) = asked.next().await {
        match answer {
            Match::Known => return Match::Known,
            Match::Unchecked => found = Match::Unchecked,
            Match::Unknown => {}
        }
    }
    found
}

fn unread(error: &StoreError) -> Match {
    tracing::error!(%error, "a customer was not looked up");
    Match::Unchecked
}

/// Whether one person there is known by all that was said.
async fn in_system(system: Option<ConnectedSystem>, said: &[(KnownBy, &str)]) -> Match {
    // A connector that is gone answers nobody.
    let Some(system) = system else {
        return Match::Unchecked;
    };
    let lookups = said.iter().map(|(by, value)| people(&system, *by, value));
    let Ok(answers) = timeout(PATIENCE, join_all(lookups)).await else {
        return Match::Unchecked;
    };
    let mut possible: Option<BTreeSet<String>> = None;
    let mut is_silent = false;
    for answer in answers {
        match answer {
            Ok(ids) => {
                let both = possible.take().map(|before| &before & &ids);
                possible = Some(both.unwrap_or(ids));
            }
            Err(LookUpFault::Unsupported) => possible = Some(BTreeSet::new()),
            Err(fault @ (LookUpFault::Refused(_) | LookUpFault::NoAnswer(_))) => {
                tracing::warn!(connector = system.name, why = %fault, "a customer system does not say whom it knows");
                is_silent = true;
            }
        }
    }
    match possible {
        // Whoever is not known by one part is not known by all, whatever the other says.
        Some(people) if people.is_empty() => Match::Unknown,
        _ if is_silent => Match::Unchecked,
        Some(_) => Match::Known,
        None => Match::Unknown,
    }
}

/// Who there is known by this. A system may find more than what was asked for: only whoever has just this counts.
async fn people(
    system: &ConnectedSystem,
    by: KnownBy,
    value: &str,
) -> Result<BTreeSet<String>, LookUpFault> {
    let asked = match by {
        KnownBy::AccountNumber => ports::KnownBy::AccountNumber(value.to_owned()),
        KnownBy::Email => ports::KnownBy::Email(value.to_owned()),
        KnownBy::Phone => ports::KnownBy::Phone(value.to_owned()),
        // Known to the Local CRM only; the configuration lets no other be asked.
        KnownBy::CaseNumber => return Err(LookUpFault::Unsupported),
    };
    let found = system.system.find(&asked).await?;
    let theirs = found.into_iter().filter(|person| has(person, by, value));
    Ok(theirs.map(|person| person.id).collect())
}

/// Whether somebody has just this, as far as the system tells what they have. How a phone number is written is the
/// system's own matter.
fn has(person: &KnownPerson, by: KnownBy, value: &str) -> bool {
    match by {
        KnownBy::AccountNumber => person
            .account_number
            .as_deref()
            .is_none_or(|number| is_one_account(number, value)),
        KnownBy::Email => {
            let mut emails = person.emails.iter();
            person.emails.is_empty() || emails.any(|email| email.eq_ignore_ascii_case(value))
        }
        KnownBy::Phone | KnownBy::CaseNumber => true,
    }
}
