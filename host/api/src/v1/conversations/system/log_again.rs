//! `POST …/system/log`: a log that was given up goes once more.

use axum::{Json, extract::State};
use frontdesk_core::ConversationId;
use frontdesk_wire::{customer_system::SystemLinkView, problem::Problem};

use super::view;
use crate::{api::Api, body::Named, problem::Fault};

/// Sends the log of a conversation once more, after it was given up. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/system/log",
    operation_id = "conversations_system_log_again",
    tag = "systems",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 200, description = "It is on its way, or it was not given up", body = SystemLinkView),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "Linked with nobody", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<ConversationId>,
) -> Result<Json<SystemLinkView>, Fault> {
    let link = api.systems().log_again(id).await?;
    Ok(Json(view(&api, link)))
}
