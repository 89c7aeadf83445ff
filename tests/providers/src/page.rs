//! The page with phones to type on, and the picture that they send.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{call::Answer, fetch, media, receive::Providers};

/// Only this program's own files; nothing that a message says is ever run or loaded.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> Router<Arc<Providers>> {
    let text = |kind: &'static str, text: &'static str| {
        get(move || async move { file(kind, text.as_bytes()) })
    };
    Router::new()
        .route(
            "/",
            text("text/html; charset=utf-8", include_str!("page/index.html")),
        )
        .route(
            "/page.css",
            text("text/css; charset=utf-8", include_str!("page/page.css")),
        )
        .route(
            "/page.js",
            text(
                "text/javascript; charset=utf-8",
                include_str!("page/page.js"),
            ),
        )
        .route(&format!("{}{{message}}", fetch::PATH), get(sent_picture))
        .route(
            media::PATH,
            get(|| async { file("image/png", media::PICTURE) }),
        )
}

/// A picture of the gateway's.
async fn sent_picture(
    State(providers): State<Arc<Providers>>,
    Path(message): Path<String>,
) -> Response {
    match providers.world.picture(&message) {
        Some(Answer { kind, body, .. }) => (headers(&kind), body).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file(kind: &'static str, bytes: &'static [u8]) -> impl IntoResponse {
    (headers(kind), bytes)
}

fn headers(kind: &str) -> HeaderMap {
    [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ]
    .into_iter()
    .filter_map(|(name, value): (HeaderName, &str)| {
        Some((name, HeaderValue::from_str(value).ok()?))
    })
    .collect()
}
