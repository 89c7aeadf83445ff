//! `PUT /api/v1/agents/{agent}/capacity`: how many conversations an agent holds at once.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::{AgentId, Input};
use frontdesk_engine::Command;
use frontdesk_wire::{problem::Problem, rest::SetCapacity};

use crate::{
    api::Api,
    body::{Json, Named},
    problem::Fault,
};

/// Changes an agent's capacity, at once. What they hold stays. Supervisors.
#[utoipa::path(
    put,
    path = "/api/v1/agents/{agent}/capacity",
    operation_id = "agents_set_capacity",
    tag = "agents",
    params(("agent" = String, Path, description = "Whose")),
    request_body = SetCapacity,
    responses(
        (status = 204, description = "Changed"),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such agent", body = Problem),
        (status = 422, description = "Not 1 to 6", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(agent): Named<AgentId>,
    Json(body): Json<SetCapacity>,
) -> Result<StatusCode, Fault> {
    let input = Input::CapacityChanged {
        agent,
        capacity: body.capacity,
    };
    api.engine().submit(Command { input, mark: None }).await?;
    Ok(StatusCode::NO_CONTENT)
}
