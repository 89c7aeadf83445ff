//! `POST /api/v1/cases/{case}/follow-ups`: something is added to a case.

use axum::{Json, extract::State};
use frontdesk_core::CaseId;
use frontdesk_directory::case;
use frontdesk_wire::{
    case::{CaseView, FollowUpCreation},
    problem::Problem,
};

use super::keep;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::customers::by,
};

/// Adds to a case, whatever was changed meanwhile.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{case}/follow-ups",
    operation_id = "cases_follow_up",
    tag = "cases",
    params(("case" = String, Path, description = "Which: `cas_17`")),
    request_body = FollowUpCreation,
    responses(
        (status = 200, description = "Added", body = CaseView),
        (status = 404, description = "No such case", body = Problem),
        (status = 409, description = "The case is full", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says what", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CaseId>,
    body::Json(asked): body::Json<FollowUpCreation>,
) -> Result<Json<CaseView>, Fault> {
    let store = &**api.engine().store();
    let change = case::follow_up(store, id, &asked.text, by(&api, who));
    keep(&api, change).await.map(Json)
}
