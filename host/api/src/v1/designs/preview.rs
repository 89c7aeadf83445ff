//! `POST /api/v1/designs/preview`: how a channel would look with a design that is not in force.

use std::sync::Arc;

use axum::{Json, extract::State};
use frontdesk_core::{ChannelId, Language};
use frontdesk_wire::{design::PreviewDesign, problem::Problem, rest::WidgetConfig};
use tokio::task::spawn_blocking;

use crate::{api::Api, body, problem::Fault, v1::channels::config};

/// What the widget would be told of a channel if a design were in force. Nothing is changed, and pictures that are nowhere yet are
/// in the answer. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/designs/preview",
    operation_id = "designs_preview",
    tag = "channels",
    request_body = PreviewDesign,
    responses(
        (status = 200, description = "What the widget would be told", body = WidgetConfig),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 404, description = "No such channel, or it has no chat", body = Problem),
        (status = 422, description = "No language, or `changes_refused`: `errors` says what is wrong with the design, and where", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    body::Json(wish): body::Json<PreviewDesign>,
) -> Result<Json<WidgetConfig>, Fault> {
    let id: ChannelId = wish.channel.parse().map_err(|_| Fault::NotFound)?;
    let language = Language::new(&wish.language)
        .map_err(|error| Fault::Unacceptable(format!("language: {error}")))?;
    let setup = api.setup();
    setup.channel(&id).ok_or(Fault::NotFound)?;
    let missing = Fault::NotOffered("this gateway has nobody who reads designs");
    let trial = Arc::clone(setup.config.design_trial.as_ref().ok_or(missing)?);
    let (channel, text) = (id.clone(), wish.text);
    // Its pictures are read from the disk.
    let tried = spawn_blocking(move || trial(&channel, &text));
    let design = tried
        .await
        .map_err(|_| Fault::Internal)?
        .map_err(Fault::ChangesRefused)?;
    let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
    let panel = api.web().panel_path();
    Ok(Json(config::told(
        channel,
        Some(&design),
        Some(&language),
        (&setup.config.files, panel),
    )))
}
