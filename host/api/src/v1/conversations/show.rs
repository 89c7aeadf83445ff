//! `GET /api/v1/conversations/{conversation}`: a conversation and its history.

use axum::{Json, extract::State};
use frontdesk_core::ConversationId;
use frontdesk_store::{ratings, records};
use frontdesk_wire::{problem::Problem, rest::ConversationDetail};

use super::visible::visible;
use crate::{
    api::Api, auth::session::Principal, body::Named, problem::Fault, v1::reports::satisfaction,
    view,
};

/// Steps of a history that are shown: far more than any conversation has that was handled by people.
const STEPS: usize = 1_000;

/// A conversation, with every step of its way and why each offer went where it went.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}",
    operation_id = "conversations_show",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 200, description = "The conversation", body = ConversationDetail),
        (status = 404, description = "None that you may read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
) -> Result<Json<ConversationDetail>, Fault> {
    let conversation = visible(&api, &who, id).await?;
    let steps = records::steps(&**api.engine().store(), id, 0, STEPS).await?;
    let rating = ratings::of(&**api.engine().store(), id).await?;
    let directory = api.directory();
    let steps = steps.iter().map(|step| view::step(step, &directory));
    Ok(Json(ConversationDetail {
        conversation,
        steps: steps.collect(),
        rating: rating.map(satisfaction::view),
    }))
}
