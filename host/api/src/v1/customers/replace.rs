//! `PUT /api/v1/customers/{customer}`: a customer as they shall be.

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::{change, reads::What};
use frontdesk_wire::{
    customer::{CustomerChange, CustomerView},
    problem::Problem,
};

use super::{by, draft, keep};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
};

/// Changes a record that nobody else has changed since it was seen.
#[utoipa::path(
    put,
    path = "/api/v1/customers/{customer}",
    operation_id = "customers_replace",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`")),
    request_body = CustomerChange,
    responses(
        (status = 200, description = "Changed", body = CustomerView),
        (status = 404, description = "No such customer", body = Problem),
        (status = 409, description = "Somebody else changed it since: look again", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CustomerId>,
    body::Json(change): body::Json<CustomerChange>,
) -> Result<Json<CustomerView>, Fault> {
    let store = &**api.engine().store();
    let by = by(&api, who);
    let CustomerChange {
        version,
        draft: said,
    } = change;
    let change = change::replace(store, id, version, draft(said), by.clone());
    keep(&api, by, What::Changed, change).await.map(Json)
}
