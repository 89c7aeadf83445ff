//! `GET …/system`: whom a conversation is with there, and how its log stands.

use axum::{Json, extract::State};
use frontdesk_core::ConversationId;
use frontdesk_directory::system;
use frontdesk_wire::{customer_system::ConversationSystem, problem::Problem};

use super::view;
use crate::{
    api::Api, auth::session::Principal, body::Named, problem::Fault,
    v1::conversations::visible::visible,
};

/// Whom a conversation is with in a connected customer system, the case there, and how the log stands.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}/system",
    operation_id = "conversations_system",
    tag = "systems",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 200, description = "Who it is there, if an agent has said so", body = ConversationSystem),
        (status = 404, description = "No conversation that you may read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
) -> Result<Json<ConversationSystem>, Fault> {
    visible(&api, &who, id).await?;
    let standing = system::of_conversation(&**api.engine().store(), id).await?;
    let link = standing.map(|standing| view(&api, standing.link));
    Ok(Json(ConversationSystem { link }))
}
