//! `PUT /api/v1/tasks/{task}`: a task as it shall be.

use axum::{Json, extract::State};
use frontdesk_core::TaskId;
use frontdesk_directory::task;
use frontdesk_wire::{
    case::{TaskChange, TaskView},
    problem::Problem,
};

use super::{draft, keep};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::customers::by,
};

/// Changes a task that nobody else has changed since it was seen: it is done, too.
#[utoipa::path(
    put,
    path = "/api/v1/tasks/{task}",
    operation_id = "tasks_replace",
    tag = "cases",
    params(("task" = String, Path, description = "Which: `tsk_17`")),
    request_body = TaskChange,
    responses(
        (status = 200, description = "Changed", body = TaskView),
        (status = 404, description = "No such task", body = Problem),
        (status = 409, description = "Somebody else changed it since: look again", body = Problem),
        (status = 422, description = "Not acceptable; `errors` says which fields", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<TaskId>,
    body::Json(asked): body::Json<TaskChange>,
) -> Result<Json<TaskView>, Fault> {
    let said = draft(&api, &who, asked.draft)?;
    let store = &**api.engine().store();
    let change = task::replace(store, id, asked.version, said, by(&api, who));
    keep(&api, change).await.map(Json)
}
