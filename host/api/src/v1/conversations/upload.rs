//! `POST /api/v1/conversations/{conversation}/files`: an agent uploads a file, to send it in a message.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
};
use frontdesk_core::{ConversationId, Rejection};
use frontdesk_wire::{problem::Problem, rest::UploadedFile};
use serde::Deserialize;
use utoipa::IntoParams;

use super::visible::visible;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, Named},
    files::{quota::Uploader, receive::receive},
    problem::Fault,
    view,
};

/// What it is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Called {
    /// Its name, such as `cat.png`. What it is, its bytes say.
    name: String,
}

/// Uploads a file for a conversation that you hold. It waits an hour for the message that names it.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/files",
    operation_id = "conversations_upload",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`"), Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself"),
    responses(
        (status = 201, description = "It is there, to be named in `send_files`", body = UploadedFile),
        (status = 403, description = "The conversation is not on your desk", body = Problem),
        (status = 404, description = "None that you may read", body = Problem),
        (status = 413, description = "Larger than may be sent", body = Problem),
        (status = 415, description = "Of a kind that may not be sent, here or on this channel", body = Problem),
        (status = 429, description = "You have uploaded enough for this hour", body = Problem),
        (status = 507, description = "The gateway's disk is nearly full", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(conversation): Named<ConversationId>,
    Asked(called): Asked<Called>,
    request: Request,
) -> Result<(StatusCode, Json<UploadedFile>), Fault> {
    let open = visible(&api, &who, conversation).await?;
    if api.hub().is_held_by(conversation, &who.agent) != Some(true) {
        return Err(Rejection::NotAssignedToYou(conversation).into());
    }
    let place = (conversation, &open.channel.0);
    let uploader = Uploader::Agent(who.agent);
    let (id, file) = receive(&api, &uploader, place, &called.name, request).await?;
    let view = UploadedFile {
        id: id.to_string(),
        media: view::media(file.media),
        name: file.name.into(),
        mime: file.mime.into(),
        bytes: file.bytes,
    };
    Ok((StatusCode::CREATED, Json(view)))
}
