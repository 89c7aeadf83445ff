//! `/healthz`, `/readyz`, `/metrics`: for whoever watches the process.

use axum::{
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use frontdesk_engine::Status;

use crate::{
    api::Api,
    peer::{self, Peer},
    problem::Fault,
};

/// The process lives.
#[utoipa::path(
    get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "Alive", body = String))
)]
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The gateway takes work.
#[utoipa::path(
    get, path = "/readyz", tag = "operation",
    responses(
        (status = 200, description = "Ready", body = String),
        (status = 503, description = "Stopping or failed", body = frontdesk_wire::problem::Problem),
        (status = 507, description = "Disk nearly full", body = frontdesk_wire::problem::Problem),
    )
)]
pub(crate) async fn ready(State(api): State<Api>) -> Result<&'static str, Fault> {
    match api.engine().status() {
        Status::Ready => Ok("ready\n"),
        Status::StorageLow => Err(Fault::StorageLow),
        Status::Stopping | Status::Stopped | Status::Failed => Err(Fault::Stopping),
    }
}

/// Metrics in Prometheus' text form. From loopback only, unless the operator says otherwise.
#[utoipa::path(
    get, path = "/metrics", tag = "operation",
    responses(
        (status = 200, description = "The metrics", body = String),
        (status = 404, description = "Not for you, or not switched on", body = frontdesk_wire::problem::Problem),
    )
)]
pub(crate) async fn metrics(State(api): State<Api>, request: Request) -> Result<Response, Fault> {
    let setup = api.setup();
    let page = setup.config.metrics.as_ref().ok_or(Fault::NotFound)?;
    if !page.public && !is_local(&api, &request) {
        return Err(Fault::NotFound);
    }
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    Ok((kind, (page.render)()).into_response())
}

/// Whether a request comes from this machine, and not through a proxy on it.
fn is_local(api: &Api, request: &Request) -> bool {
    let direct = request
        .extensions()
        .get::<Peer>()
        .is_some_and(|peer| peer.0.is_loopback());
    let headers = request.headers();
    let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    direct && !forwarded && peer::client_address(api, request).is_loopback()
}
