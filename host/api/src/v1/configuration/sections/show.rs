//! `GET /api/v1/configuration/sections/{kind}/{name}`: a section's part of the file.

use axum::{Json, extract::State};
use frontdesk_core::Name;
use frontdesk_wire::{problem::Problem, section::Section};

use super::{Kind, section};
use crate::{api::Api, body::NamedTwo, problem::Fault};

/// A section, comments and all, and what was published of it. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/configuration/sections/{kind}/{name}",
    operation_id = "sections_show",
    tag = "configuration",
    params(
        ("kind" = String, Path, description = "`script`, `invitation` or `design`"),
        ("name" = String, Path, description = "Which"),
    ),
    responses(
        (status = 200, description = "The section", body = Section),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such section", body = Problem),
        (status = 422, description = "It is written in a way that only its writer can change", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    NamedTwo(Kind(kind), name): NamedTwo<Kind, Name>,
) -> Result<Json<Section>, Fault> {
    section(&api, kind, &name).await.map(Json)
}
