//! `POST /api/v1/conversations/{conversation}/translations`: what the contact would get.

use axum::{Json, extract::State};
use frontdesk_core::{ConversationId, Rejection};
use frontdesk_wire::{
    problem::Problem,
    translation::{DraftTranslation, TranslateDraft},
};

use super::visible::visible;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    outgoing::{self, Said},
    problem::Fault,
    view,
};

/// Translates what an agent is about to send into the language of the contact, within the time that
/// the operator allows. Nothing is sent and nothing is kept. Only for who holds the conversation.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/translations",
    operation_id = "conversations_translate",
    tag = "translation",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    request_body = TranslateDraft,
    responses(
        (status = 200, description = "The translation, or why there is none", body = DraftTranslation),
        (status = 403, description = "Another agent holds it", body = Problem),
        (status = 404, description = "No open one that you may read", body = Problem),
        (status = 409, description = "There is nobody to translate", body = Problem),
        (status = 422, description = "No text, or too long", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    body::Json(draft): body::Json<TranslateDraft>,
) -> Result<Json<DraftTranslation>, Fault> {
    visible(&api, &who, id).await?;
    match api.hub().is_held_by(id, &who.agent) {
        Some(true) => {}
        Some(false) => return Err(Rejection::NotAssignedToYou(id).into()),
        None => return Err(Fault::NotFound),
    }
    let between = api.hub().between(id, &who.agent);
    let pair = between.ok_or(Fault::NobodyTranslates)?.outward();
    let text = outgoing::checked(&draft.text)?;
    let said = outgoing::translate(&api, &text, &pair).await;
    let (text, engine, failure) = match said {
        Said::AsItIs => (Some(text), None, None),
        Said::Translated { text, engine } => (Some(text), Some(engine), None),
        Said::Failed(why) => (None, None, Some(view::translation_failure(why))),
    };
    Ok(Json(DraftTranslation {
        source: pair.source,
        target: pair.target,
        text,
        engine,
        failure,
    }))
}
