//! `GET /api/v1/session`: who is signed in.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use frontdesk_wire::{problem::Problem, rest::SessionView};

use super::open::session_view;
use crate::{
    api::Api,
    auth::session::{self, Principal},
};

/// Who is signed in. Prolongs the session and its cookie.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    operation_id = "session_show",
    tag = "session",
    responses(
        (status = 200, description = "Who is signed in", body = SessionView),
        (status = 401, description = "Nobody", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>, who: Principal, headers: HeaderMap) -> Response {
    let mut response = axum::Json(session_view(&api, &who)).into_response();
    let token = session::token(&headers);
    let cookie = token.and_then(|token| session::set_cookie(&api, token, who.expires_at));
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
