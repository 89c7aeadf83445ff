//! `/api/v1/openapi.json` and `/api/docs`: what this API can do.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{api::Api, openapi};

/// This description.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json"))
)]
pub(crate) async fn json(State(api): State<Api>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, api.openapi()).into_response()
}

/// The same for people: one page, without scripts and without requests to anyone else.
#[utoipa::path(
    get, path = "/api/docs", tag = "operation",
    responses((status = 200, description = "A page", content_type = "text/html"))
)]
pub(crate) async fn page() -> Response {
    let (html, policy) = openapi::page();
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, html).into_response()
}
