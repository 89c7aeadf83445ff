//! `PUT /api/v1/cases/{case}`: a case as it shall be.

use axum::{Json, extract::State};
use frontdesk_core::CaseId;
use frontdesk_directory::case;
use frontdesk_wire::{
    case::{CaseChange, CaseView},
    problem::Problem,
};

use super::{draft, keep};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::customers::by,
};

/// Changes a case that nobody else has changed since it was seen.
#[utoipa::path(
    put,
    path = "/api/v1/cases/{case}",
    operation_id = "cases_replace",
    tag = "cases",
    params(("case" = String, Path, description = "Which: `cas_17`")),
    request_body = CaseChange,
    responses(
        (status = 200, description = "Changed", body = CaseView),
        (status = 404, description = "No such case", body = Problem),
        (status = 409, description = "Somebody else changed it since: look again", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CaseId>,
    body::Json(asked): body::Json<CaseChange>,
) -> Result<Json<CaseView>, Fault> {
    let store = &**api.engine().store();
    let change = case::replace(store, id, asked.version, draft(asked.draft), by(&api, who));
    keep(&api, change).await.map(Json)
}
