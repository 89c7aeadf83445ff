//! `POST /api/v1/channels/{channel}/end`: a page ends its visitor's conversation.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use frontdesk_core::{ChannelId, Input};
use frontdesk_engine::Command;
use frontdesk_wire::{problem::Problem, rest::EndChat};

use super::{readable, said, socket::may_use};
use crate::{api::Api, auth::origin, body::Named, problem::Fault};

/// Ends the conversation of the visitor whose token it is, if one is open. Beside the socket's `end`, because a page
/// that goes away at once takes its socket with it, and browsers finish a request like this one. The body is JSON
/// whatever its type is said to be.
#[utoipa::path(
    post,
    path = "/api/v1/channels/{channel}/end",
    operation_id = "channels_end",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    request_body = EndChat,
    responses(
        (status = 204, description = "No conversation of theirs is open"),
        (status = 403, description = "The page's origin is not allowed, or the token is not one", body = Problem),
        (status = 404, description = "No such channel", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    channel: Result<Named<ChannelId>, Fault>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let ended = async {
        let Named(id) = channel?;
        let setup = api.setup();
        let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
        if !may_use(&setup, channel, &origin::source(&headers)) {
            return Err(Fault::OriginRefused);
        }
        let EndChat { token } = said(request).await?;
        let known = api.tokens().verify(&token, &id, api.now());
        let known = known.ok_or(Fault::NotPermitted)?;
        let thread = (id, known.visitor.thread());
        if let Some(conversation) = api.hub().open_on(&thread) {
            let input = Input::ContactEnded { conversation };
            api.engine().submit(Command { input, mark: None }).await?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    let ended = ended.await;
    readable(&headers, ended)
}
