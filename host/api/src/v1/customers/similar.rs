//! `GET /api/v1/customers/{customer}/similar`: who may be the same person.

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::{find, pop};
use frontdesk_wire::{
    customer::{CustomerMatch, CustomerMatches},
    problem::Problem,
};

use super::view;
use crate::{api::Api, body::Named, problem::Fault};

/// Records that are looked at for their name.
const NAMED: usize = 20;

/// Records that have an address in common with this one, or its name.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer}/similar",
    operation_id = "customers_similar",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`")),
    responses(
        (status = 200, description = "Who it may be, too", body = CustomerMatches),
        (status = 404, description = "No such customer", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<CustomerId>,
) -> Result<Json<CustomerMatches>, Fault> {
    let store = &**api.engine().store();
    let found = find::by_id(store, id).await?.ok_or(Fault::NotFound)?;
    let name = found.customer.name.to_string();
    let searched = api.crm().find(format!("{name} "), 0, NAMED).await;
    let (named, _) = searched.map_err(|_| Fault::Internal)?;
    let similar = pop::similar(store, &found.customer, &named).await?;
    let directory = api.directory();
    let items = similar.into_iter().map(|one| CustomerMatch {
        customer: view(one.found, &directory),
        verified: one.verified,
        by: one.by.into_iter().map(Into::into).collect(),
    });
    Ok(Json(CustomerMatches {
        items: items.collect(),
    }))
}
