//! `GET /api/v1/channels/{channel}/config`: what the widget needs before it opens.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use frontdesk_core::ChannelId;
use frontdesk_wire::{problem::Problem, rest::WidgetConfig, satisfaction::SurveyAsked};

use super::{readable, socket::may_use};
use crate::{
    api::Api,
    auth::origin::{self, Source},
    body::Named,
    problem::Fault,
    sightings,
    v1::reports::satisfaction,
};

/// A channel's looks and texts. Only for pages of the channel's allowed origins, which are echoed;
/// never with credentials. Why it is refused may be read by any page, so that the widget can say it.
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
    channel: Result<Named<ChannelId>, Fault>,
    headers: HeaderMap,
) -> Response {
    let looks = channel.and_then(|Named(id)| looks(&api, &id, &headers));
    readable(&headers, looks)
}

fn looks(api: &Api, id: &ChannelId, headers: &HeaderMap) -> Result<Response, Fault> {
    let setup = api.setup();
    let channel = setup.channel(id).ok_or(Fault::NotFound)?;
    let source = origin::source(headers);
    let allowed = source == Source::Unsaid || may_use(&setup, channel, &source);
    if let Source::Page(origin) = &source
        && !setup.public.is_same(origin)
    {
        sightings::note(api, id, &origin.to_string(), allowed);
    }
    if !allowed {
        return Err(Fault::OriginRefused);
    }
    let looks = Json(WidgetConfig {
        title: channel.title.clone(),
        launcher: channel.launcher.clone(),
        greeting: channel.greeting.clone(),
        accent: channel.accent.clone(),
        form: channel
            .form
            .iter()
            .map(|asked| asked.field.clone())
            .collect(),
        languages: channel.languages.iter().map(ToString::to_string).collect(),
        locale: channel.locale.clone(),
        survey: channel.survey.as_ref().map(|survey| SurveyAsked {
            scale: satisfaction::scale(survey.scale),
            question: survey.question.clone(),
            comment: survey.comment,
        }),
        panel: api.web().panel_path(),
        invitations: channel
            .invitations
            .iter()
            .map(|offered| offered.shown.clone())
            .collect(),
    });
    Ok(([(header::CACHE_CONTROL, "public, max-age=60")], looks).into_response())
}
