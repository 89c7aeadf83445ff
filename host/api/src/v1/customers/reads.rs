//! `GET /api/v1/customers/{customer}/reads`: who looked at a record, and who changed it.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::reads::{self, READS, What};
use frontdesk_wire::{
    At,
    directory::{CustomerRead, CustomerReads, ReadKind},
    problem::Problem,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::place;
use crate::{
    api::Api,
    body::{Asked, Named},
    problem::Fault,
};

/// Which part.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// `next` of the page before.
    before: Option<String>,
}

/// Who looked at a customer's record or changed it, newest first. The same of the same agent is told once an hour.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer}/reads",
    operation_id = "customers_reads",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`"), Which),
    responses(
        (status = 200, description = "Who", body = CustomerReads),
        (status = 400, description = "A parameter cannot be read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<CustomerId>,
    Asked(which): Asked<Which>,
) -> Result<Json<CustomerReads>, Fault> {
    let skip = place(which.before.as_deref(), "before")?;
    let found = reads::of_customer(&**api.engine().store(), id, skip).await?;
    let next = (found.len() == READS).then(|| (skip + READS).to_string());
    let directory = api.directory();
    let items = found.into_iter().map(|read| CustomerRead {
        at: At(read.at),
        agent: directory.name_of(&read.agent).to_owned(),
        what: view(read.what),
    });
    Ok(Json(CustomerReads {
        items: items.collect(),
        next,
    }))
}

const fn view(what: What) -> ReadKind {
    match what {
        What::Opened => ReadKind::Opened,
        What::Changed => ReadKind::Changed,
        What::Exported => ReadKind::Exported,
        What::Merged => ReadKind::Merged,
    }
}
