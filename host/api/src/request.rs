//! Around every request: its id, its time limit, its headers, its line in the log, and the one place
//! where a problem becomes a body.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::time::{Instant, timeout};

use crate::{
    api::Api,
    peer::client_address,
    problem::{Fault, Told, millis},
    v1,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RETRY_AFTER: HeaderName = header::RETRY_AFTER;
/// What a page may do that is no page: nothing.
const NO_PAGE: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Counts requests of this process, for their ids.
static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// The outermost layer.
pub(crate) async fn around(State(api): State<Api>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let id = format!("{}-{number:x}", api.hub().epoch());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());

    let client = client_address(&api, &request);
    let limits = api.limits();
    let (per_s, burst) = (limits.requests_per_s, limits.requests_burst);
    let mut response = if api.requests().admit(client, per_s, burst, started) {
        let uploads = [v1::UPLOAD, v1::CHANNEL_FILES, v1::IMPORT];
        let time = if method == Method::POST && uploads.contains(&route.as_str()) {
            limits.upload_timeout
        } else {
            limits.request_timeout
        };
        let answer = timeout(time, next.run(request)).await;
        answer.unwrap_or_else(|_| Fault::TimedOut.into_response())
    } else {
        Fault::TooManyRequests.into_response()
    };
    let told = response.extensions_mut().remove::<Told>();
    if let Some(Told(mut problem)) = told {
        problem.request_id = Some(id.clone());
        write(&mut response, &problem);
    }
    dress(&api, &mut response, &id);

    let (status, elapsed) = (response.status(), started.elapsed());
    record(&route, status, elapsed);
    tracing::info!(
        request.id = id,
        %method,
        route,
        status = status.as_u16(),
        duration_ms = millis(elapsed),
        "answered"
    );
    response
}

fn write(response: &mut Response, problem: &frontdesk_wire::problem::Problem) {
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    let kind = HeaderValue::from_static("application/problem+json");
    headers.insert(header::CONTENT_TYPE, kind);
    if let Some(wait) = problem.retry_after_ms {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait.div_ceil(1_000)));
    }
    *response.body_mut() = Body::from(body);
}

/// Headers of every answer; a handler's own word counts.
fn dress(api: &Api, response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert(REQUEST_ID, id);
    }
    let https = api.setup().public.is_https();
    let strict = https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let all = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, NO_PAGE),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in all.into_iter().chain(strict) {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}

fn record(route: &str, status: StatusCode, elapsed: Duration) {
    let route = route.to_owned();
    let seconds =
        metrics::histogram!(crate::metric_names::REQUEST_SECONDS, "route" => route.clone());
    seconds.record(elapsed.as_secs_f64());
    let status = status.as_str().to_owned();
    metrics::counter!(crate::metric_names::REQUESTS, "route" => route, "status" => status)
        .increment(1);
}
