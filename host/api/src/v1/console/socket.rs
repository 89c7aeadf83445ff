//! `GET /api/v1/console/socket`: a console's socket.

use axum::{
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::Response,
};
use frontdesk_wire::problem::Problem;

use crate::{
    api::Api,
    auth::{
        origin::{self, Source},
        session::Principal,
    },
    problem::Fault,
    socket::{console, line},
};

/// The console's socket: a snapshot, then ordered events; commands with the client's own ids. See
/// `ClientFrame` and `ServerFrame`. Only from the gateway's own pages.
#[utoipa::path(
    get,
    path = "/api/v1/console/socket",
    operation_id = "console_socket",
    tag = "console",
    responses(
        (status = 101, description = "The socket is open"),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not from the gateway's own pages", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Fault> {
    // The cookie alone is not enough: a browser sends it with a handshake from any page.
    match origin::source(&headers) {
        Source::Page(origin) if api.setup().public.is_same(&origin) => {}
        Source::Page(_) | Source::Unsaid | Source::Opaque => return Err(Fault::OriginRefused),
    }
    let upgrade = upgrade.map_err(|error| Fault::Unreadable(error.body_text()))?;
    let upgrade = line::sized(upgrade, &api.limits());
    Ok(upgrade.on_upgrade(move |socket| console::serve(api, who, socket)))
}
