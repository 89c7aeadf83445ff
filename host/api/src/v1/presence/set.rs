//! `PUT /api/v1/presence`: declare a presence.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::Input;
use frontdesk_engine::Command;
use frontdesk_wire::{problem::Problem, rest::SetPresence};

use crate::{api::Api, auth::session::Principal, body::Json, problem::Fault, socket::command};

/// Declares the own presence. Away and offline take back open offers.
#[utoipa::path(
    put,
    path = "/api/v1/presence",
    operation_id = "presence_set",
    tag = "presence",
    request_body = SetPresence,
    responses(
        (status = 204, description = "Declared"),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 422, description = "Not a reason that is configured", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Json(body): Json<SetPresence>,
) -> Result<StatusCode, Fault> {
    let presence = command::presence(&api, body.presence)?;
    let input = Input::PresenceDeclared {
        agent: who.agent,
        presence,
    };
    api.engine().submit(Command { input, mark: None }).await?;
    Ok(StatusCode::NO_CONTENT)
}
