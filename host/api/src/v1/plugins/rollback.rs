//! `POST /api/v1/plugins/{plugin}/rollback`: the version that ran before.

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::PluginDetail, problem::Problem};

use super::{admin, component_changed, view};
use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault};

/// Puts the version back that ran before, checked as any other; asked again, the first is back.
/// Calls under way finish on the version they began on. Admins.
#[utoipa::path(
    post,
    path = "/api/v1/plugins/{plugin}/rollback",
    operation_id = "plugins_rollback",
    tag = "plugins",
    params(("plugin" = String, Path, description = "Its name in the configuration")),
    responses(
        (status = 200, description = "Done: the plugin as it is now", body = PluginDetail),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such plugin", body = Problem),
        (status = 409, description = "Nothing to go back to, or it was refused; what ran goes on", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(name): Named<String>,
) -> Result<Json<PluginDetail>, Fault> {
    let admin = admin(&api)?;
    let now = admin.rollback(&name).await?;
    tracing::info!(plugin.name = %now.name, generation = now.generation, agent.id = %who.agent, "an operator asked for a rollback");
    component_changed(&api, &name);
    Ok(Json(view::detail(&api, admin, now)))
}
