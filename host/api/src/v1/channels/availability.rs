//! `GET /api/v1/channels/{channel}/availability`: whether somebody can be reached at this moment.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use frontdesk_core::{ChannelId, Unreachable};
use frontdesk_wire::{At, offline::Availability, problem::Problem};

use super::{readable, socket::may_use};
use crate::{
    api::Api,
    auth::origin::{self, Source},
    body::Named,
    problem::Fault,
};

/// Whether a chat can begin at this moment, or the form for messages is shown in its place. Where a channel has no such
/// form, a chat can always be tried. Only for pages of the channel's allowed origins; kept by nobody.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/availability",
    operation_id = "channels_availability",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "How it is now", body = Availability),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    channel: Result<Named<ChannelId>, Fault>,
    headers: HeaderMap,
) -> Response {
    let known = async {
        let Named(id) = channel?;
        let setup = api.setup();
        let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
        let source = origin::source(&headers);
        if source != Source::Unsaid && !may_use(&setup, channel, &source) {
            return Err(Fault::OriginRefused);
        }
        let mut availability = Availability {
            offline: None,
            opens_at: None,
        };
        if let Some(form) = &channel.offline
            && let Some(unreachable) = api.engine().unreachable(form.queue.clone()).await?
        {
            availability.offline = form.due(unreachable);
            if let (Some(_), Unreachable::Closed { opens }) = (availability.offline, unreachable) {
                availability.opens_at = opens.map(At);
            }
        }
        let no_store = [(header::CACHE_CONTROL, "no-store")];
        Ok((no_store, Json(availability)).into_response())
    };
    let known = known.await;
    readable(&headers, known)
}
