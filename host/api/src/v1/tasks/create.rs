//! `POST /api/v1/tasks`: a new task.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_directory::task;
use frontdesk_wire::{
    case::{TaskDraft, TaskView},
    problem::Problem,
};

use super::{draft, keep};
use crate::{api::Api, auth::session::Principal, body, problem::Fault, v1::customers::by};

/// Makes a task for oneself or somebody else.
#[utoipa::path(
    post,
    path = "/api/v1/tasks",
    operation_id = "tasks_create",
    tag = "cases",
    request_body = TaskDraft,
    responses(
        (status = 201, description = "Made", body = TaskView),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    body::Json(said): body::Json<TaskDraft>,
) -> Result<(StatusCode, Json<TaskView>), Fault> {
    let said = draft(&api, &who, said)?;
    let change = task::create(&**api.engine().store(), said, by(&api, who));
    Ok((StatusCode::CREATED, Json(keep(&api, change).await?)))
}
