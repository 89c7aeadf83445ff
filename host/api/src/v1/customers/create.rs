//! `POST /api/v1/customers`: a new customer.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_directory::change;
use frontdesk_wire::{
    customer::{CustomerCreation, CustomerView},
    problem::Problem,
};

use super::{as_kept, by, checked};
use crate::{
    api::Api, auth::session::Principal, body, problem::Fault, v1::conversations::visible::visible,
};

/// Makes a record. With a conversation, which one has to be allowed to read, that is with this customer
/// from then on.
#[utoipa::path(
    post,
    path = "/api/v1/customers",
    operation_id = "customers_create",
    tag = "customers",
    request_body = CustomerCreation,
    responses(
        (status = 201, description = "Made", body = CustomerView),
        (status = 404, description = "No conversation that you may read", body = Problem),
        (status = 409, description = "Somebody did the same at the same moment: try again", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    body::Json(creation): body::Json<CustomerCreation>,
) -> Result<(StatusCode, Json<CustomerView>), Fault> {
    let CustomerCreation {
        draft,
        conversation,
    } = creation;
    let draft = checked(draft)?;
    let store = &**api.engine().store();
    if let Some(conversation) = &conversation {
        visible(&api, &who, conversation.0).await?;
    }
    let mut change = change::create(store, draft, by(&api, who)).await?;
    if let Some(conversation) = conversation {
        change::link_new(store, &mut change, conversation.0).await?;
    }
    api.engine().keep(change.batch).await?;
    let kept = as_kept(&api, &change.customer).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}
