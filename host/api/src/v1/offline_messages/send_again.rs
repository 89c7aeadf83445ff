//! `POST /api/v1/offline-messages/{message}/send-again`: a mail that was given up goes once more.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::OfflineId;
use frontdesk_wire::problem::Problem;

use crate::{api::Api, body::Named, problem::Fault};

/// Sends the mail of a message on its way once more. One that is on its way stays so, and is not tried sooner.
#[utoipa::path(
    post,
    path = "/api/v1/offline-messages/{message}/send-again",
    operation_id = "offline_messages_send_again",
    tag = "channels",
    params(("message" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "It is on its way"),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such message, or its mail has left", body = Problem),
        (status = 409, description = "Somebody else was first", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(message): Named<OfflineId>,
) -> Result<StatusCode, Fault> {
    api.offline().send_again(message).await?;
    Ok(StatusCode::NO_CONTENT)
}
