//! `POST /api/v1/channels/{channel}/offline`: somebody leaves a message.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use frontdesk_core::ChannelId;
use frontdesk_wire::{offline::LeaveMessage, problem::Problem};
use tokio::time::Instant;

use super::{readable, said_within, socket::may_use};
use crate::{api::Api, auth::origin, body::Named, offline, peer::ClientAddress, problem::Fault};

/// Bytes of a message with everything around it: 4000 characters of four bytes, and what JSON puts between them.
const MESSAGE_BYTES: usize = 48 * 1024;

/// Leaves a message with a channel that has a form for it. It is durable when this is answered: as a case, as a mail on
/// its way, or both. The same message under the same id again is no second one. The body is JSON whatever its type is
/// said to be, so that browsers need not ask first.
#[utoipa::path(
    post,
    path = "/api/v1/channels/{channel}/offline",
    operation_id = "channels_leave_message",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    request_body = LeaveMessage,
    responses(
        (status = 204, description = "It is kept"),
        (status = 400, description = "The body cannot be read", body = Problem),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel, or it has no such form", body = Problem),
        (status = 409, description = "Another message has this id", body = Problem),
        (status = 422, description = "Something in it cannot be accepted; `errors` says which field", body = Problem),
        (status = 429, description = "Too many come from this address", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    channel: Result<Named<ChannelId>, Fault>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let left = async {
        let Named(id) = channel?;
        let setup = api.setup();
        let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
        if !may_use(&setup, channel, &origin::source(&headers)) {
            return Err(Fault::OriginRefused);
        }
        let form = channel.offline.as_ref().ok_or(Fault::NotFound)?;
        if !api.offline().may_leave(address, Instant::now()) {
            return Err(Fault::TooManyRequests);
        }
        let said: LeaveMessage = said_within(request, MESSAGE_BYTES).await?;
        let arrival = offline::read(id, form, said)?;
        api.offline().leave(arrival).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    let left = left.await;
    readable(&headers, left)
}
