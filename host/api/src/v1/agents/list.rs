//! `GET /api/v1/agents`: who works, and how much.

use axum::{Json, extract::State};
use frontdesk_wire::{problem::Problem, rest::AgentList};

use crate::api::Api;

/// Every agent. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/agents",
    operation_id = "agents_list",
    tag = "agents",
    responses(
        (status = 200, description = "Every agent", body = AgentList),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not a supervisor", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>) -> Json<AgentList> {
    Json(AgentList {
        items: api.hub().agents(),
    })
}
