//! `GET /api/v1/customers/{customer}`: one customer.

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::{find, reads::What};
use frontdesk_wire::{customer::CustomerView, problem::Problem};

use super::{by, note, view};
use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault};

/// A customer as they are now; of a record that another took in: that one.
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
    who: Principal,
    Named(id): Named<CustomerId>,
) -> Result<Json<CustomerView>, Fault> {
    let found = find::by_id(&**api.engine().store(), id).await?;
    let found = found.ok_or(Fault::NotFound)?;
    note(&api, &[found.customer.id], What::Opened, &by(&api, who)).await?;
    Ok(Json(view(found, &api.directory())))
}
