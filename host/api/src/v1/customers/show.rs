//! `GET /api/v1/customers/{customer}`: one customer.

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_wire::{customer::CustomerView, problem::Problem};

use crate::{api::Api, body::Named, problem::Fault};

/// A customer as they are now.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer}",
    operation_id = "customers_show",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`")),
    responses(
        (status = 200, description = "The customer", body = CustomerView),
        (status = 404, description = "No such customer", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<CustomerId>,
) -> Result<Json<CustomerView>, Fault> {
    super::shown(&api, id).await.map(Json)
}
