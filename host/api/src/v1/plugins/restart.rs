//! `POST /api/v1/plugins/{plugin}/restart`: a plugin, afresh.

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::PluginDetail, problem::Problem};

use super::{admin, component_changed, view};
use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault};

/// Throws a plugin's instances away and forgets its faults: the same version, as the next
/// generation. Calls under way finish on the old one. Admins.
#[utoipa::path(
    post,
    path = "/api/v1/plugins/{plugin}/restart",
    operation_id = "plugins_restart",
    tag = "plugins",
    params(("plugin" = String, Path, description = "Its name in the configuration")),
    responses(
        (status = 200, description = "Done: the plugin as it is now", body = PluginDetail),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such plugin", body = Problem),
        (status = 409, description = "It cannot be started afresh; what ran goes on", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(name): Named<String>,
) -> Result<Json<PluginDetail>, Fault> {
    let admin = admin(&api)?;
    let now = admin.restart(&name).await?;
    tracing::info!(plugin.name = %now.name, generation = now.generation, agent.id = %who.agent, "an operator asked for a restart");
    component_changed(&api, &name);
    Ok(Json(view::detail(&api, admin, now)))
}
