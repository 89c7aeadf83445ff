//! `GET /api/v1/customers`: whom a text may mean.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_directory::{find, pop::MATCHES};
use frontdesk_wire::{customer::CustomerList, problem::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::{api::Api, body::Asked, problem::Fault};

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct What {
    /// An account number, an email address or a phone number as a whole, however it is written, or the
    /// beginning of a name.
    q: String,
}

/// At most 20 customers: by account number, by address, then by name.
#[utoipa::path(
    get,
    path = "/api/v1/customers",
    operation_id = "customers_find",
    tag = "customers",
    params(What),
    responses(
        (status = 200, description = "Whom it may mean", body = CustomerList),
        (status = 400, description = "A parameter cannot be read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Asked(what): Asked<What>,
) -> Result<Json<CustomerList>, Fault> {
    let found = find::by_text(&**api.engine().store(), &what.q, MATCHES).await?;
    let directory = api.directory();
    let items = found.into_iter().map(|found| view(found, &directory));
    Ok(Json(CustomerList {
        items: items.collect(),
    }))
}
