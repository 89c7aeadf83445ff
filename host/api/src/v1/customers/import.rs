//! `POST /api/v1/customers/import`: customers from a file.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use std::{fs::File, io};

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use frontdesk_directory::{
    field::Fields,
    import::{Check, Existing, Format, Place, Report, Row, RowProblem, Rows, RowsError},
    job::{self, Work},
};
use frontdesk_engine::Status;
use frontdesk_store::Batch;
use frontdesk_wire::{
    directory::{ImportProblem, ImportReport},
    problem::Problem,
};
use futures_util::StreamExt as _;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{by, export_all::format};
use crate::{api::Api, auth::session::Principal, body::Asked, crm::Spooled, problem::Fault};

/// Bytes of a file.
const BYTES: u64 = 256 << 20;
/// Rows that are looked through together.
const TOGETHER: usize = 500;

/// What is done with the file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct How {
    /// `csv`, whose first line names the columns, or `json`: one object a line.
    #[serde(default = "csv")]
    format: String,
    /// Whether it is only looked through.
    #[serde(default)]
    check: bool,
    /// `update` or `skip`: what becomes of customers who are there already, by their account number.
    #[serde(default)]
    #[param(value_type = String)]
    existing: Existing,
}

fn csv() -> String {
    "csv".to_owned()
}

/// Looks a file through, and begins a job that takes it in if nothing is wrong with it: all of it, even over a
/// restart. A file in which something is wrong is refused as a whole.
#[utoipa::path(
    post,
    path = "/api/v1/customers/import",
    operation_id = "customers_import",
    tag = "customers",
    params(How),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself, at most 256 MiB"),
    responses(
        (status = 200, description = "What it would do, or does", body = ImportReport),
        (status = 413, description = "Larger than may be", body = Problem),
        (status = 422, description = "Something is wrong with it, and nothing was taken in", body = ImportReport),
        (status = 503, description = "Another file is being looked through", body = Problem),
        (status = 507, description = "The gateway's disk is nearly full", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Asked(how): Asked<How>,
    request: Request,
) -> Result<Response, Fault> {
    let format = format(&how.format)?;
    let one = api.crm().imports().clone().try_acquire_owned();
    let _one = one.map_err(|_| Fault::Busy)?;
    if api.engine().status() == Status::StorageLow {
        return Err(Fault::StorageLow);
    }
    let spooled = api.crm().spool().begin(u64::from_be_bytes(api.random()));
    let name = spooled.name.clone();
    let mut file = Kept {
        api: &api,
        name: Some(name.clone()),
    };
    received(spooled, request.into_body()).await?;
    let report = looked_through(&api, &name, format, how.existing).await?;
    if report.problems_total > 0 {
        let status = if how.check {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Ok((status, Json(view(report, None))).into_response());
    }
    if how.check || report.rows == 0 {
        return Ok(Json(view(report, None)).into_response());
    }
    let work = Work::Import {
        file: name.into(),
        format,
        existing: how.existing,
        place: Place::default(),
    };
    let mut batch = Batch::new();
    let store = &**api.engine().store();
    let job = job::begin(store, &mut batch, work, report.rows, by(&api, who)).await?;
    // It is the job's before the job is durable: whoever asks may go away in between. What is left over if there is
    // no job after all goes at the next start.
    file.name = None;
    api.crm().keep(batch).await?;
    Ok(Json(view(report, Some(job))).into_response())
}

/// A file that goes, however the request ends, unless a job needs it.
struct Kept<'a> {
    api: &'a Api,
    name: Option<String>,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            self.api.crm().spool().remove(name);
        }
    }
}

/// Takes the file in.
async fn received(mut spooled: Spooled, body: Body) -> Result<(), Fault> {
    let mut pieces = body.into_data_stream();
    let mut bytes: u64 = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Fault::Unreadable("the file broke off".to_owned()))?;
        bytes += piece.len() as u64;
        if bytes > BYTES {
            return Err(Fault::BodyTooLarge);
        }
        spooled.write(piece).await.map_err(|error| kept(&error))?;
    }
    spooled.settle().await.map_err(|error| kept(&error))
}

/// The disk does not take it.
fn kept(error: &io::Error) -> Fault {
    if error.kind() == io::ErrorKind::StorageFull {
        return Fault::StorageLow;
    }
    tracing::error!(%error, "a file of customers cannot be kept");
    Fault::Internal
}

type Some500 = (Vec<Result<Row, RowProblem>>, Rows<File>);

async fn looked_through(
    api: &Api,
    name: &str,
    format: Format,
    existing: Existing,
) -> Result<Report, Fault> {
    let store = &**api.engine().store();
    let fields = Fields::load(store).await?;
    let file = File::open(api.crm().spool().path(name)).map_err(|error| kept(&error))?;
    let mut rows = match Rows::open(file, format, &fields, Place::default()) {
        Ok(rows) => rows,
        Err(RowsError::Names(problem)) => {
            let mut report = Report::default();
            report.wrong(problem);
            return Ok(report);
        }
        Err(RowsError::File(error)) => return Err(kept(&error)),
    };
    let mut check = Check::new(fields, existing);
    loop {
        // Reading takes as long as a disk does.
        let read = tokio::task::spawn_blocking(move || -> Result<Some500, RowsError> {
            let (some, _) = rows.next(TOGETHER)?;
            Ok((some, rows))
        });
        let read = read.await.map_err(|_| Fault::Internal)?;
        let (some, rest) = read.map_err(|error| {
            tracing::error!(%error, "a file of customers cannot be read");
            Fault::Internal
        })?;
        rows = rest;
        let is_last = some.len() < TOGETHER;
        check.go_on(store, some).await?;
        if is_last {
            return Ok(check.done());
        }
    }
}

fn view(report: Report, job: Option<u64>) -> ImportReport {
    let problem = |RowProblem {
                       line,
                       column,
                       problem,
                   }: RowProblem| ImportProblem {
        line,
        column,
        problem,
    };
    ImportReport {
        rows: report.rows,
        new: report.new,
        updated: report.updated,
        skipped: report.skipped,
        problems: report.problems.into_iter().map(problem).collect(),
        problems_total: report.problems_total,
        job: job.map(|job| job.to_string()),
    }
}
