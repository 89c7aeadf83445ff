//! `GET /api/v1/channels/{channel}/socket`: a contact's socket.

use axum::{
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::Response,
};
use frontdesk_core::ChannelId;
use frontdesk_wire::problem::Problem;

use crate::{
    api::Api,
    auth::origin::{self, Origin, Source},
    body::Named,
    config::ContactChannel,
    peer::ClientAddress,
    problem::Fault,
    setup::Setup,
    socket::{contact, line},
};

/// The web chat's socket: `channels/webchat/PROTOCOL.md`, and `ContactHello` and `HostFrame` here.
/// Only for pages of the channel's allowed origins.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/socket",
    operation_id = "channels_socket",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    responses(
        (status = 101, description = "The socket is open"),
        (status = 400, description = "Not a WebSocket handshake", body = Problem),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<ChannelId>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Fault> {
    let setup = api.setup();
    let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
    if !may_use(&setup, channel, &origin::source(&headers)) {
        return Err(Fault::OriginRefused);
    }
    let upgrade = upgrade.map_err(|error| Fault::Unreadable(error.body_text()))?;
    let upgrade = line::sized(upgrade, &setup.config.limits);
    Ok(upgrade.on_upgrade(move |socket| contact::serve(api, id, address, socket)))
}

/// Whether a page may use a channel: one of the allowed origins, or the gateway's own.
pub(super) fn may_use(setup: &Setup, channel: &ContactChannel, source: &Source) -> bool {
    match source {
        Source::Page(origin) => {
            let mut allowed = channel
                .allowed_origins
                .iter()
                .filter_map(|text| Origin::parse(text));
            setup.public.is_same(origin) || allowed.any(|allowed| allowed == *origin)
        }
        Source::Unsaid => channel.allow_native_clients,
        Source::Opaque => false,
    }
}
