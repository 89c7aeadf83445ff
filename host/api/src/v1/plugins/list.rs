//! `GET /api/v1/plugins`: every plugin and how it fares.

use axum::{Json, extract::State};
use frontdesk_wire::{At, plugin::PluginList, problem::Problem};

use super::{admin, view};
use crate::{api::Api, problem::Fault};

/// Every configured plugin, by name. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/plugins",
    operation_id = "plugins_list",
    tag = "plugins",
    responses(
        (status = 200, description = "Every plugin", body = PluginList),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 501, description = "This gateway has no plugins to steer", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>) -> Result<Json<PluginList>, Fault> {
    let all = admin(&api)?.list().into_iter();
    Ok(Json(PluginList {
        items: all.map(|status| view::row(&api, status)).collect(),
        at: At(api.now()),
    }))
}
