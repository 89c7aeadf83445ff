//! `GET /api/v1/configuration/changes`: what a reload would change.

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::ConfigurationDiff, problem::Problem};

use super::{admin, diff};
use crate::{api::Api, problem::Fault};

/// How the configuration on disk differs from the one that runs. Nothing is changed. Admins.
#[utoipa::path(
    get,
    path = "/api/v1/configuration/changes",
    operation_id = "configuration_changes",
    tag = "configuration",
    responses(
        (status = 200, description = "What a reload would change", body = ConfigurationDiff),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 422, description = "A reload would be refused: `errors` says what is wrong, and where", body = Problem),
        (status = 501, description = "This gateway cannot reload", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>) -> Result<Json<ConfigurationDiff>, Fault> {
    let changes = admin(&api)?.changes().await?;
    Ok(Json(diff(changes)))
}
