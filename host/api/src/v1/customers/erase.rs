//! `DELETE /api/v1/customers/{customer}`: a person is erased.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_core::CustomerId;
use frontdesk_directory::{erase, job, merge::Seen};
use frontdesk_wire::{directory::CustomersJob, problem::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{by, job::view};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, Named},
    problem::Fault,
};

/// Which state of them was seen.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The one that was seen.
    version: u64,
}

/// Erases a person: the record at once, and then their cases, tasks, and conversations with every message and
/// file. Nothing brings them back. Whoever wants no more messages is still remembered by their address.
#[utoipa::path(
    delete,
    path = "/api/v1/customers/{customer}",
    operation_id = "customers_erase",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`"), Which),
    responses(
        (status = 202, description = "The record is gone, and a job erases the rest", body = CustomersJob),
        (status = 404, description = "No such customer", body = Problem),
        (status = 409, description = "Changed since, or a conversation with them is open", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CustomerId>,
    Asked(which): Asked<Which>,
) -> Result<(StatusCode, Json<CustomersJob>), Fault> {
    let store = &**api.engine().store();
    let seen = Seen {
        id,
        version: which.version,
    };
    let job = {
        let _turn = api.crm().turn().await;
        let (batch, job) = erase::begin(store, seen, by(&api, who)).await?;
        api.crm().keep(batch).await?;
        job
    };
    let standing = job::by_id(store, job).await?.ok_or(Fault::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(view(&standing.job))))
}
