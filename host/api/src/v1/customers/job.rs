//! `GET /api/v1/customers/jobs/{job}`: how far some work is.

use axum::{Json, extract::State};
use frontdesk_directory::job::{self, Job, Work};
use frontdesk_wire::{
    directory::{CustomersJob, JobKind, JobState},
    problem::Problem,
};

use crate::{api::Api, body::Named, problem::Fault};

/// A job as the API shows it.
pub(super) fn view(job: &Job) -> CustomersJob {
    let kind = match job.work {
        Work::Import { .. } => JobKind::Import,
        Work::Erase { .. } => JobKind::Erase,
    };
    let state = match job.finished_at {
        Some(_) => JobState::Done,
        None => JobState::Running,
    };
    CustomersJob {
        id: job.id.to_string(),
        kind,
        done: job.done,
        total: job.total,
        state,
    }
}

/// How far an import or an erasure is.
#[utoipa::path(
    get,
    path = "/api/v1/customers/jobs/{job}",
    operation_id = "customers_job",
    tag = "customers",
    params(("job" = String, Path, description = "Which: `17`")),
    responses(
        (status = 200, description = "The job", body = CustomersJob),
        (status = 404, description = "No such job", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<u64>,
) -> Result<Json<CustomersJob>, Fault> {
    let found = job::by_id(&**api.engine().store(), id).await?;
    let found = found.ok_or(Fault::NotFound)?;
    Ok(Json(view(&found.job)))
}
