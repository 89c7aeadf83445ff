//! `GET /api/v1/queues`: how many wait.

use axum::{Json, extract::State};
use frontdesk_core::QueueId;
use frontdesk_wire::{problem::Problem, rest::QueueList};

use crate::{
    api::Api,
    auth::{authorisation::Action, session::Principal},
};

/// The queues an agent serves; all of them for supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/queues",
    operation_id = "queues_list",
    tag = "queues",
    responses(
        (status = 200, description = "The queues", body = QueueList),
        (status = 401, description = "Not signed in", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>, who: Principal) -> Json<QueueList> {
    let directory = api.directory();
    let own: &[QueueId] = directory.queues_of(&who.agent);
    let all = Action::SeeFloor.is_allowed_to(who.role);
    Json(QueueList {
        items: api.hub().queues((!all).then_some(own)),
    })
}
