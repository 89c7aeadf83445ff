//! `GET /api/v1/conversations/{conversation}/explanation`: why it is where it is.

use axum::{Json, extract::State};
use frontdesk_core::ConversationId;
use frontdesk_wire::{problem::Problem, rest::ExplanationView};

use super::visible::visible;
use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault};

/// Why an open conversation is where it is: its place, and every agent of its queue with the reason
/// why or why not.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}/explanation",
    operation_id = "conversations_explanation",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 200, description = "Why", body = ExplanationView),
        (status = 404, description = "No open one that you may read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
) -> Result<Json<ExplanationView>, Fault> {
    visible(&api, &who, id).await?;
    let explanation = api.explanation(id).await?.ok_or(Fault::NotFound)?;
    Ok(Json(explanation))
}
