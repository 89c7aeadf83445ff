//! `POST /api/v1/offline-messages/{message}/discard`: a message whose mail was given up is thrown away.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::OfflineId;
use frontdesk_wire::problem::Problem;

use crate::{api::Api, body::Named, problem::Fault};

/// Throws away a message whose mail was given up. The case it became stays.
#[utoipa::path(
    post,
    path = "/api/v1/offline-messages/{message}/discard",
    operation_id = "offline_messages_discard",
    tag = "channels",
    params(("message" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such message, or its mail has left", body = Problem),
        (status = 409, description = "Its mail is on its way", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(message): Named<OfflineId>,
) -> Result<StatusCode, Fault> {
    api.offline().discard(message).await?;
    Ok(StatusCode::NO_CONTENT)
}
