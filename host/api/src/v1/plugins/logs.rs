//! `GET /api/v1/plugins/{plugin}/logs`: what a plugin has logged.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::PluginLogPage, problem::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{admin, view};
use crate::{
    api::Api,
    body::{Asked, Named},
    problem::Fault,
};

/// Lines on one page: all that are kept.
const LINES_MAX: usize = 1_000;

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// What follows the line of this number; 0, the default, begins with the oldest kept.
    #[serde(default)]
    after: u64,
    /// How many at most: 1 to 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// A plugin's own log, oldest line first. The last 1000 lines are kept, over generations. Admins.
#[utoipa::path(
    get,
    path = "/api/v1/plugins/{plugin}/logs",
    operation_id = "plugins_logs",
    tag = "plugins",
    params(("plugin" = String, Path, description = "Its name in the configuration"), Which),
    responses(
        (status = 200, description = "A part of the log", body = PluginLogPage),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such plugin", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(name): Named<String>,
    Asked(which): Asked<Which>,
) -> Result<Json<PluginLogPage>, Fault> {
    let limit = which.limit.unwrap_or(LINES_MAX).clamp(1, LINES_MAX);
    let lines = admin(&api)?.logs(&name, which.after, limit)?;
    Ok(Json(view::log(which.after, lines)))
}
