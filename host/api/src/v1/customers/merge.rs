//! `POST /api/v1/customers/{customer}/merge` and `…/unmerge`: two records become one, and two again.

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::{
    merge::{self, Seen},
    reads::What,
};
use frontdesk_wire::{
    customer::{CustomerMerge, CustomerUnmerge, CustomerView},
    problem::Problem,
};

use super::{by, keep};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
};

/// Takes another record in: what this one says itself stays, and what only the other one has comes to it.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{customer}/merge",
    operation_id = "customers_merge",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`")),
    request_body = CustomerMerge,
    responses(
        (status = 200, description = "Both are one", body = CustomerView),
        (status = 404, description = "No such customer", body = Problem),
        (status = 409, description = "Somebody else changed one since, or they cannot be one", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CustomerId>,
    body::Json(asked): body::Json<CustomerMerge>,
) -> Result<Json<CustomerView>, Fault> {
    let store = &**api.engine().store();
    let by = by(&api, who);
    let version = asked.version;
    let other = Seen {
        id: asked.other.0,
        version: asked.other_version,
    };
    let change = merge::merge(store, Seen { id, version }, other, by.clone());
    keep(&api, by, What::Merged, change).await.map(Json)
}

/// Gives a record back that was taken in: it is as it was, and what was changed since stays here.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{customer}/unmerge",
    operation_id = "customers_unmerge",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`")),
    request_body = CustomerUnmerge,
    responses(
        (status = 200, description = "They are two again", body = CustomerView),
        (status = 404, description = "No such customer, or not taken in by this one", body = Problem),
        (status = 409, description = "Somebody else changed it since", body = Problem),
        (status = 422, description = "Its account number is somebody else's by now", body = Problem),
    )
)]
pub(crate) async fn undo(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CustomerId>,
    body::Json(asked): body::Json<CustomerUnmerge>,
) -> Result<Json<CustomerView>, Fault> {
    let store = &**api.engine().store();
    let by = by(&api, who);
    let version = asked.version;
    let change = merge::unmerge(store, Seen { id, version }, asked.other.0, by.clone());
    keep(&api, by, What::Merged, change).await.map(Json)
}
