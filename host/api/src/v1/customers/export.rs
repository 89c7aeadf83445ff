//! `GET /api/v1/customers/{customer}/export`: everything that is kept of a person.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use frontdesk_core::{Conversation, ConversationId, CustomerId, Message};
use frontdesk_directory::{case, erase, find, reads::What, task};
use frontdesk_store::{Store, StoreError, keys, records};
use frontdesk_wire::problem::Problem;
use serde_json::{Value, json};

use super::{by, note, view};
use crate::{
    api::Api,
    auth::session::Principal,
    body::Named,
    problem::Fault,
    v1::{cases, tasks},
    view as views,
};

/// A file with the person's record, cases, tasks, and conversations with every message: what the General Data
/// Protection Regulation's article 15 lets them ask for.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer}/export",
    operation_id = "customers_export",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`")),
    responses(
        (status = 200, description = "The file", body = Object),
        (status = 404, description = "No such customer", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CustomerId>,
) -> Result<Response, Fault> {
    let store = &**api.engine().store();
    let found = find::by_id(store, id).await?.ok_or(Fault::NotFound)?;
    let id = found.customer.id;
    note(&api, &[id], What::Exported, &by(&api, who)).await?;
    let mut records_of = Vec::new();
    let mut cases_of = Vec::new();
    let mut tasks_of = Vec::new();
    let mut conversations_of = Vec::new();
    for one in erase::taken_in(store, &found.customer).await? {
        for found in every_case(store, one.id).await? {
            cases_of.push(json!(cases::view(&api, found).await?));
        }
        for found in task::of_customer(store, one.id).await? {
            tasks_of.push(json!(tasks::view(&api, found).await?));
        }
        let range = keys::conversations_of_customer(one.id);
        for (_, talk) in records::load_all::<ConversationId>(store, range).await? {
            if let Some(talk) = records::conversation(store, talk).await? {
                conversations_of.push(transcript(&api, &talk).await?);
            }
        }
        if let Some(found) = find::record(store, one.id).await? {
            records_of.push(json!(view(found, &api.directory())));
        }
    }
    let all = json!({
        "records": records_of, "cases": cases_of, "tasks": tasks_of,
        "conversations": conversations_of,
    });
    let name = format!("attachment; filename=\"{id}.json\"");
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, format!("{all:#}\n")).into_response())
}

async fn every_case(
    store: &dyn Store,
    customer: CustomerId,
) -> Result<Vec<case::FoundCase>, StoreError> {
    let mut all: Vec<case::FoundCase> = Vec::new();
    loop {
        let before = all.last().map(|found| found.case.id);
        let page = case::of_customer(store, customer, before, case::CASES).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

async fn transcript(api: &Api, talk: &Conversation) -> Result<Value, Fault> {
    let store = &**api.engine().store();
    let range = keys::messages(talk.id);
    let messages = records::load_all::<Message>(store, range).await?;
    let directory = api.directory();
    let messages: Vec<Value> = messages
        .iter()
        .map(|(_, message)| json!(views::message(message, &directory)))
        .collect();
    let view = views::conversation(talk, false, &directory);
    Ok(json!({"conversation": view, "messages": messages}))
}
