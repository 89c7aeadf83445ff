//! `GET /api/v1/channels/{channel}/pictures/{picture}`: a picture of a channel's chat.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use frontdesk_core::ChannelId;
use frontdesk_wire::problem::Problem;

use crate::{api::Api, body::NamedTwo, problem::Fault};

/// What never changes under its address is kept for a year.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// A picture by the hash of what it is, as the channel's configuration for the widget names it.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/pictures/{picture}",
    operation_id = "channels_picture",
    tag = "channels",
    params(
        ("channel" = String, Path, description = "Which channel"),
        ("picture" = String, Path, description = "Its hash"),
    ),
    responses(
        (status = 200, description = "The picture", content_type = "application/octet-stream"),
        (status = 404, description = "No such channel, or it has no such picture", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    NamedTwo(channel, digest): NamedTwo<ChannelId, String>,
) -> Result<Response, Fault> {
    let setup = api.setup();
    let channel = setup.channel(&channel).ok_or(Fault::NotFound)?;
    let picture = channel.pictures.get(&digest).ok_or(Fault::NotFound)?;
    let mut response = picture.bytes().into_response();
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, picture.mime()),
        (header::CACHE_CONTROL, FOREVER),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
        // Pages of other sites show it, some of them isolated.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    for (name, value) in fixed {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
