//! `POST /api/v1/plugins/{plugin}/dead-letters/{letter}/discard`: given up for good.

use axum::{extract::State, http::StatusCode};
use frontdesk_wire::problem::Problem;

use super::{Addressed, Which};
use crate::{api::Api, auth::session::Principal, problem::Fault};

/// Deletes a dead letter for good. Admins.
#[utoipa::path(
    post,
    path = "/api/v1/plugins/{plugin}/dead-letters/{letter}/discard",
    operation_id = "plugins_discard",
    tag = "plugins",
    params(
        ("plugin" = String, Path, description = "Its name in the configuration"),
        ("letter" = String, Path, description = "Which: the `id` of the list"),
    ),
    responses(
        (status = 204, description = "Deleted"),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such dead letter", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Addressed { channel, which }: Addressed,
) -> Result<StatusCode, Fault> {
    let engine = api.engine();
    let was_there = match which {
        Which::Message(conversation, seq) => engine.discard(&channel, conversation, seq).await?,
        Which::Call(id) => engine.discard_webhook(&channel, id).await?,
    };
    if !was_there {
        return Err(Fault::NotFound);
    }
    tracing::info!(channel.id = %channel, letter.id = %which, agent.id = %who.agent, "an operator discarded a dead letter");
    Ok(StatusCode::NO_CONTENT)
}
