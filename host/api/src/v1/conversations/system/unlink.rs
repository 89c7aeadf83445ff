//! `DELETE …/system`: it was somebody else.

use axum::{extract::State, http::StatusCode};
use frontdesk_core::ConversationId;
use frontdesk_wire::problem::Problem;

use crate::{
    api::Api, auth::session::Principal, body::Named, problem::Fault,
    v1::conversations::visible::visible,
};

/// Takes back whom a conversation is with in a connected customer system. A log on its way goes no further; what
/// is there already stays there.
#[utoipa::path(
    delete,
    path = "/api/v1/conversations/{conversation}/system",
    operation_id = "conversations_system_unlink",
    tag = "systems",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 204, description = "It is with nobody there"),
        (status = 404, description = "No conversation that you may read", body = Problem),
        (status = 503, description = "Its log is just being taken; try again", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
) -> Result<StatusCode, Fault> {
    visible(&api, &who, id).await?;
    api.systems().unlink(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
