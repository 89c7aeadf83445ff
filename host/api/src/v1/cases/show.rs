//! `GET /api/v1/cases/{case}`: one case.

use axum::{Json, extract::State};
use frontdesk_core::CaseId;
use frontdesk_directory::case;
use frontdesk_wire::{case::CaseView, problem::Problem};

use super::view;
use crate::{api::Api, body::Named, problem::Fault};

/// A case as it is now.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{case}",
    operation_id = "cases_show",
    tag = "cases",
    params(("case" = String, Path, description = "Which: `cas_17`")),
    responses(
        (status = 200, description = "The case", body = CaseView),
        (status = 404, description = "No such case", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<CaseId>,
) -> Result<Json<CaseView>, Fault> {
    let found = case::by_id(&**api.engine().store(), id).await?;
    view(&api, found.ok_or(Fault::NotFound)?).await.map(Json)
}
