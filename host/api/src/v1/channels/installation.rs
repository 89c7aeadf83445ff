//! `GET /api/v1/channels/{channel}/installation`: how a channel is put on a site, and where it was seen.

use axum::{Json, extract::State};
use frontdesk_core::ChannelId;
use frontdesk_wire::{
    At,
    installation::{Installation, SiteSeen},
    problem::Problem,
};

use crate::{api::Api, auth::session::Principal, body::Named, problem::Fault, sightings};

/// What the snippet for a site is made of, and which sites asked for the channel.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/installation",
    operation_id = "channels_installation",
    tag = "channels",
    params(("channel" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "How, and where", body = Installation),
        (status = 404, description = "No channel of that name has a widget", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    _who: Principal,
    Named(id): Named<ChannelId>,
) -> Result<Json<Installation>, Fault> {
    let setup = api.setup();
    let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
    let seen = sightings::of(&api, &id).await?.into_iter();
    let seen = seen.map(|one| SiteSeen {
        origin: one.origin,
        at: At(one.at),
        allowed: one.allowed,
    });
    Ok(Json(Installation {
        gateway: setup.config.public_url.trim_end_matches('/').to_owned(),
        title: channel.title.clone(),
        loader: "/widget/v1/loader.js".to_owned(),
        pinned_loader: api.web().loader_path(),
        integrity: api.web().loader_integrity(),
        page: format!("/chat/{id}"),
        allowed_origins: channel.allowed_origins.clone(),
        seen: seen.collect(),
    }))
}
