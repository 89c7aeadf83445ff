//! `GET /api/v1/configuration/sections/{kind}`: which sections there are.

use axum::{Json, extract::State};
use frontdesk_wire::{
    problem::Problem,
    section::{SectionList, SectionSummary},
};

use super::{Kind, admin};
use crate::{api::Api, body::Named, problem::Fault};

/// The sections of a kind, by name. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/configuration/sections/{kind}",
    operation_id = "sections_list",
    tag = "configuration",
    params(("kind" = String, Path, description = "`script`, `invitation` or `design`")),
    responses(
        (status = 200, description = "The sections", body = SectionList),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such kind", body = Problem),
        (status = 501, description = "This gateway has no such file", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(Kind(kind)): Named<Kind>,
) -> Result<Json<SectionList>, Fault> {
    let admin = admin(&api)?;
    let outlines = admin.outlines(kind).await?;
    let sections = outlines.into_iter().map(|it| SectionSummary {
        kind: kind.word().to_owned(),
        name: it.name,
        used_by: it.used_by,
    });
    Ok(Json(SectionList {
        sections: sections.collect(),
        read_only: admin.read_only(),
    }))
}
