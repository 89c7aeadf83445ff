//! `GET /api/v1/conversations/{conversation}/sources`: what connected customer systems say of whoever writes.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use std::time::Instant;

use axum::{Json, extract::State};
use frontdesk_core::{ContactCard, ConversationId};
use frontdesk_directory::{address, pop};
use frontdesk_engine::ports::{KnownBy, KnownPerson, LookUpFault};
use frontdesk_wire::{
    customer::{PopPerson, PopSource, PopState, SourceList},
    problem::Problem,
};
use futures_util::future::join_all;
use serde::Deserialize;
use utoipa::IntoParams;

use super::customer::contact;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, Named},
    config::ConnectedSystem,
    problem::{Fault, millis},
    systems::PATIENCE,
};

/// Things that a system is asked by.
const ASKED: usize = 4;
/// People of one system.
const PEOPLE: usize = 20;

/// Whom to ask.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whom {
    /// One connector; left out: all.
    connector: Option<String>,
}

/// Asks the connected systems side by side, by everything that is known of the contact. One that is slow or
/// does not work says so after five seconds, and no other waits for it.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}/sources",
    operation_id = "conversations_sources",
    tag = "customers",
    params(("conversation" = String, Path, description = "Which: `cnv_17`"), Whom),
    responses(
        (status = 200, description = "What each says", body = SourceList),
        (status = 404, description = "No conversation that you may read, or no such connector", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    Asked(whom): Asked<Whom>,
) -> Result<Json<SourceList>, Fault> {
    let contact = contact(&api, &who, id).await?;
    let setup = api.setup();
    let systems = setup.config.customer_systems.iter();
    let is_meant = |system: &&ConnectedSystem| {
        whom.connector
            .as_ref()
            .is_none_or(|name| *name == system.name)
    };
    let systems: Vec<&ConnectedSystem> = systems.filter(is_meant).collect();
    if whom.connector.is_some() && systems.is_empty() {
        return Err(Fault::NotFound);
    }
    let by = known_by(&contact);
    let asked = systems.into_iter().map(|system| ask(system, &by));
    let items = join_all(asked).await;
    Ok(Json(SourceList { items }))
}

/// What a contact can be looked for by, what is vouched for first.
fn known_by(contact: &ContactCard) -> Vec<KnownBy> {
    let draft = pop::draft(contact);
    let account = draft.account_number.filter(|account| !account.is_empty());
    let account = account.map(|account| KnownBy::AccountNumber(account.into()));
    let addresses = draft.addresses.into_iter().map(|address| {
        let value = address.value.into_string();
        match &*address.kind {
            address::EMAIL => KnownBy::Email(value),
            address::PHONE => KnownBy::Phone(value),
            kind => KnownBy::Handle(kind.to_owned(), value),
        }
    });
    addresses.chain(account).take(ASKED).collect()
}

/// Somebody whom a system finds for a contact, as the system has them.
pub(super) async fn one(
    system: &ConnectedSystem,
    contact: &ContactCard,
    id: &str,
) -> Result<KnownPerson, Fault> {
    let by = known_by(contact);
    let answers = join_all(by.iter().map(|by| system.system.find(by)));
    let Ok(answers) = tokio::time::timeout(PATIENCE, answers).await else {
        return Err(Fault::SystemSilent);
    };
    let mut fault = Fault::NotFound;
    for answer in answers {
        match answer {
            Ok(found) => {
                if let Some(person) = found.into_iter().find(|person| person.id == id) {
                    return Ok(person);
                }
            }
            Err(LookUpFault::Unsupported) => {}
            Err(LookUpFault::Refused(why)) => fault = Fault::SystemRefused(why),
            Err(LookUpFault::NoAnswer(_)) => fault = Fault::SystemSilent,
        }
    }
    Err(fault)
}

async fn ask(system: &ConnectedSystem, by: &[KnownBy]) -> PopSource {
    let begun = Instant::now();
    let answers = join_all(by.iter().map(|by| system.system.find(by)));
    let answers = tokio::time::timeout(PATIENCE, answers).await;
    let (state, people) = answers.map_or((PopState::NoAnswer, Vec::new()), of_answers);
    PopSource {
        connector: system.name.clone(),
        title: system.title.clone(),
        state,
        people,
        ms: millis(begun.elapsed()),
    }
}

/// Whoever was found by anything was found; who was not may be found another time, if something went wrong.
fn of_answers(answers: Vec<Result<Vec<KnownPerson>, LookUpFault>>) -> (PopState, Vec<PopPerson>) {
    let mut people: Vec<PopPerson> = Vec::new();
    let mut state = PopState::Nobody;
    for answer in answers {
        match answer {
            Ok(found) => {
                for person in found {
                    let is_known = people.iter().any(|known| known.id == person.id);
                    if !is_known && people.len() < PEOPLE {
                        people.push(view(person));
                    }
                }
            }
            Err(LookUpFault::Unsupported) => {}
            Err(LookUpFault::Refused(why)) => {
                tracing::warn!(why, "a customer system refuses");
                state = PopState::Refused;
            }
            Err(LookUpFault::NoAnswer(why)) => {
                tracing::warn!(why, "a customer system does not answer");
                if state == PopState::Nobody {
                    state = PopState::NoAnswer;
                }
            }
        }
    }
    if people.is_empty() {
        (state, people)
    } else {
        (PopState::Found, people)
    }
}

/// Where a link leads is the system's word: only what is a page is one.
pub(super) fn page(url: Option<String>) -> Option<String> {
    url.filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn view(person: KnownPerson) -> PopPerson {
    PopPerson {
        id: person.id,
        name: person.name,
        emails: person.emails,
        phones: person.phones,
        account_number: person.account_number,
        url: page(person.url),
    }
}
