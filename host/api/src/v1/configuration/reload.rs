//! `POST /api/v1/configuration/reload`: the configuration on disk, whole or not at all.

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::ConfigurationDiff, problem::Problem};

use super::{admin, diff};
use crate::{api::Api, auth::session::Principal, problem::Fault};

/// Takes the configuration on disk whole, or refuses it whole and goes on with the one that runs.
/// Running conversations are not disturbed. Admins.
#[utoipa::path(
    post,
    path = "/api/v1/configuration/reload",
    operation_id = "configuration_reload",
    tag = "configuration",
    responses(
        (status = 200, description = "Taken: what changed", body = ConfigurationDiff),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 422, description = "Refused: `errors` says what is wrong, and where", body = Problem),
        (status = 501, description = "This gateway cannot reload", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
) -> Result<Json<ConfigurationDiff>, Fault> {
    let changes = admin(&api)?.reload().await?;
    tracing::info!(changes = changes.len(), agent.id = %who.agent, "an operator reloaded the configuration");
    Ok(Json(diff(changes)))
}
