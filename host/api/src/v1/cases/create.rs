//! `POST /api/v1/cases`: a new case.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_directory::case;
use frontdesk_wire::{
    case::{CaseCreation, CaseView},
    problem::Problem,
};

use super::{draft, keep};
use crate::{
    api::Api,
    auth::session::Principal,
    body,
    problem::Fault,
    v1::{conversations::visible::visible, customers::by},
};

/// Makes a case of a customer. With a conversation, which one has to be allowed to read, it is about that, and
/// asking once more makes no second one.
#[utoipa::path(
    post,
    path = "/api/v1/cases",
    operation_id = "cases_create",
    tag = "cases",
    request_body = CaseCreation,
    responses(
        (status = 201, description = "Made", body = CaseView),
        (status = 404, description = "No conversation that you may read", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    body::Json(creation): body::Json<CaseCreation>,
) -> Result<(StatusCode, Json<CaseView>), Fault> {
    let conversation = creation.conversation.map(|conversation| conversation.0);
    if let Some(conversation) = conversation {
        visible(&api, &who, conversation).await?;
    }
    let store = &**api.engine().store();
    let (customer, said) = (creation.customer.0, draft(creation.draft));
    let change = case::create(store, customer, said, conversation, by(&api, who));
    Ok((StatusCode::CREATED, Json(keep(&api, change).await?)))
}
