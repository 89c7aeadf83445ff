//! `GET /api/v1/plugins/{plugin}`: one plugin, with what it may do and in which bounds.

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::PluginDetail, problem::Problem};

use super::{admin, status, view};
use crate::{api::Api, body::Named, problem::Fault};

/// One plugin: how it fares, what it asks for, what it is granted, its bounds. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/plugins/{plugin}",
    operation_id = "plugins_show",
    tag = "plugins",
    params(("plugin" = String, Path, description = "Its name in the configuration")),
    responses(
        (status = 200, description = "The plugin", body = PluginDetail),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such plugin", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(name): Named<String>,
) -> Result<Json<PluginDetail>, Fault> {
    let admin = admin(&api)?;
    let found = status(admin, &name)?;
    Ok(Json(view::detail(&api, admin, found)))
}
