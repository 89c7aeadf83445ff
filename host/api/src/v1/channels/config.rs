//! `GET /api/v1/channels/{channel}/config`: what the widget needs before it opens.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use frontdesk_core::ChannelId;
use frontdesk_wire::{problem::Problem, rest::WidgetConfig};

use super::socket::may_use;
use crate::{
    api::Api,
    auth::origin::{self, Source},
    body::Named,
    problem::Fault,
};

/// A channel's looks and texts. Only for pages of the channel's allowed origins, which are echoed;
/// never with credentials.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/config",
    operation_id = "channels_config",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "What to show", body = WidgetConfig),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(id): Named<ChannelId>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let setup = api.setup();
    let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
    let source = origin::source(&headers);
    let mut response = if source == Source::Unsaid || may_use(&setup, channel, &source) {
        Json(WidgetConfig {
            title: channel.title.clone(),
            launcher: channel.launcher.clone(),
            greeting: channel.greeting.clone(),
            accent: channel.accent.clone(),
            account_number: channel.account_number,
            locale: channel.locale.clone(),
            panel: api.web().panel_path(),
        })
        .into_response()
    } else {
        Fault::OriginRefused.into_response()
    };
    let allowed = response.status().is_success();
    let answer = response.headers_mut();
    answer.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = headers.get(header::ORIGIN).filter(|_| allowed) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    if allowed {
        answer.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=60"),
        );
    }
    Ok(response)
}
