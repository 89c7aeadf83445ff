//! `GET /files/{token}/{name}`: an agent's file, for whoever was given its address.

use axum::{
    extract::{Path, State},
    response::Response,
};
use frontdesk_wire::problem::Problem;

use crate::{api::Api, files::answer, problem::Fault};

/// A file by its signed address, as messages to contacts carry it. The name is not looked at.
#[utoipa::path(
    get,
    path = "/files/{token}/{name}",
    operation_id = "files_open",
    tag = "channels",
    params(
        ("token" = String, Path, description = "What the gateway signed"),
        ("name" = String, Path, description = "The file's name"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, description = "Not an address of ours, or too old", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Path((token, _name)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let links = api.setup().config.files.links.clone();
    let id = links.verify(&token, api.now()).ok_or(Fault::NotFound)?;
    let response = answer::of_own(&api, id, None).await?;
    Ok(answer::for_anybody(response))
}
