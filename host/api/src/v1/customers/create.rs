//! `POST /api/v1/customers`: a new customer.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_directory::{change, reads::What};
use frontdesk_wire::{
    customer::{CustomerCreation, CustomerView},
    problem::Problem,
};

use super::{by, draft, keep};
use crate::{
    api::Api, auth::session::Principal, body, problem::Fault, v1::conversations::visible::visible,
};

/// Makes a record. With a conversation, which one has to be allowed to read, that is with this customer
/// from then on, and asking once more makes no second one.
#[utoipa::path(
    post,
    path = "/api/v1/customers",
    operation_id = "customers_create",
    tag = "customers",
    request_body = CustomerCreation,
    responses(
        (status = 201, description = "Made", body = CustomerView),
        (status = 404, description = "No conversation that you may read", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    body::Json(creation): body::Json<CustomerCreation>,
) -> Result<(StatusCode, Json<CustomerView>), Fault> {
    let CustomerCreation {
        draft: said,
        conversation,
    } = creation;
    let store = &**api.engine().store();
    if let Some(conversation) = &conversation {
        visible(&api, &who, conversation.0).await?;
    }
    let conversation = conversation.map(|conversation| conversation.0);
    let by = by(&api, who);
    let change = change::create(store, draft(said), conversation, by.clone());
    let kept = keep(&api, by, What::Changed, change).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}
