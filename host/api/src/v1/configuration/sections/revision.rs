//! `GET /api/v1/configuration/sections/{kind}/{name}/revisions/{number}`: what a section was.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use frontdesk_core::Name;
use frontdesk_store::revisions;
use frontdesk_wire::{problem::Problem, section::SectionRevisionText};

use super::{Kind, NoKind, admin, digest};
use crate::{api::Api, problem::Fault};

/// The text of a section as it was published. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/configuration/sections/{kind}/{name}/revisions/{number}",
    operation_id = "sections_revision",
    tag = "configuration",
    params(
        ("kind" = String, Path, description = "`script`, `invitation` or `design`"),
        ("name" = String, Path, description = "Which"),
        ("number" = u64, Path, description = "Which revision"),
    ),
    responses(
        (status = 200, description = "The text", body = SectionRevisionText),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such revision is kept", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    path: Result<Path<(String, Name, u64)>, PathRejection>,
) -> Result<Json<SectionRevisionText>, Fault> {
    let Path((kind, name, number)) = path.map_err(|_| Fault::NotFound)?;
    let Kind(kind) = kind.parse().map_err(|NoKind| Fault::NotFound)?;
    let store = &**api.engine().store();
    let kept = revisions::load(store, kind.word(), name.as_str(), number).await?;
    let kept = kept.ok_or(Fault::NotFound)?;
    let draft = admin(&api)?
        .draft(kind, name.as_str(), &kept.text, &[])
        .await?;
    Ok(Json(SectionRevisionText {
        digest: digest(&kept.text),
        text: kept.text.into_string(),
        value: draft
            .value
            .and_then(|json| serde_json::from_str(&json).ok()),
    }))
}
