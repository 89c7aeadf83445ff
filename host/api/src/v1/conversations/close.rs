//! `POST /api/v1/conversations/{conversation}/close`: the end, whatever the state.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::{ConversationId, EndedBy, Input};
use frontdesk_engine::Command;
use frontdesk_wire::problem::Problem;

use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault};

/// Closes a conversation, whatever its state and without wrap-up. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/close",
    operation_id = "conversations_close",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 204, description = "Done"),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "Not open", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(conversation): Named<ConversationId>,
) -> Result<StatusCode, Fault> {
    let by = EndedBy::Supervisor(who.agent);
    let input = Input::ConversationClosed { conversation, by };
    api.engine().submit(Command { input, mark: None }).await?;
    Ok(StatusCode::NO_CONTENT)
}
