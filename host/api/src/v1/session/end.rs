//! `DELETE /api/v1/session`: sign out.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use frontdesk_wire::problem::Problem;

use crate::{
    api::Api,
    auth::session::{self, Principal},
    problem::Fault,
};

/// Signs out: the session is gone, durably, and its consoles close with the event `signed_out`.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    operation_id = "session_end",
    tag = "session",
    responses(
        (status = 204, description = "Signed out"),
        (status = 401, description = "Nobody was signed in", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>, who: Principal) -> Result<Response, Fault> {
    session::end(&api, &who.session).await?;
    api.hub().sign_out(&who.agent, &who.session);
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = session::set_cookie(&api, "", api.now()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
