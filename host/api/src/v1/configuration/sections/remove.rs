//! `DELETE /api/v1/configuration/sections/{kind}/{name}`: a section that no channel names goes.
#![expect(
    unused_qualifications,
    reason = "what is derived and generated here spells names out"
)]

use axum::{extract::State, http::StatusCode};
use frontdesk_core::Name;
use frontdesk_engine::ports::SectionKind;
use frontdesk_wire::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Kind, admin, digest};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, NamedTwo},
    problem::Fault,
};

/// What is taken out.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replaces {
    /// The digest of what is there.
    replaces: String,
}

/// Takes a section out of the operator's file. What was published of it stays. Admins.
#[utoipa::path(
    delete,
    path = "/api/v1/configuration/sections/{kind}/{name}",
    operation_id = "sections_remove",
    tag = "configuration",
    params(
        ("kind" = String, Path, description = "`script`, `invitation` or `design`"),
        ("name" = String, Path, description = "Which"),
        Replaces,
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such section", body = Problem),
        (status = 409, description = "A channel names it, or it is not what was to go", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    NamedTwo(Kind(kind), name): NamedTwo<Kind, Name>,
    Asked(Replaces { replaces }): Asked<Replaces>,
) -> Result<StatusCode, Fault> {
    // To its end, as a section is published.
    let removed = tokio::spawn(remove(api, who, kind, name, replaces));
    removed.await.unwrap_or(Err(Fault::Internal))
}

async fn remove(
    api: Api,
    who: Principal,
    kind: SectionKind,
    name: Name,
    replaces: String,
) -> Result<StatusCode, Fault> {
    let admin = admin(&api)?;
    let there = admin.text(kind, name.as_str()).await?;
    if digest(&there) != replaces {
        return Err(Fault::Conflict);
    }
    admin.put(kind, name.as_str(), Some(&there), None).await?;
    tracing::info!(section = kind.word(), %name, agent.id = %who.agent, "removed from the console");
    Ok(StatusCode::NO_CONTENT)
}
