//! `POST /api/v1/conversations/{conversation}/requeue`: back to its place in line.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::{ConversationId, Input};
use frontdesk_engine::Command;
use frontdesk_wire::problem::Problem;

use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault};

/// Puts an offered or assigned conversation back at its original place in its queue. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/requeue",
    operation_id = "conversations_requeue",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 204, description = "Done"),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "Not open", body = Problem),
        (status = 409, description = "Not in a state that allows it", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(conversation): Named<ConversationId>,
) -> Result<StatusCode, Fault> {
    let input = Input::ConversationRequeued {
        conversation,
        by: who.agent,
    };
    api.engine().submit(Command { input, mark: None }).await?;
    Ok(StatusCode::NO_CONTENT)
}
