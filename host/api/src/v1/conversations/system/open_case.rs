//! `POST …/system/case`: a case there, before the conversation ends.

use axum::{Json, extract::State, http::StatusCode};
use frontdesk_core::ConversationId;
use frontdesk_wire::{
    customer_system::{SystemCaseCreation, SystemLinkView},
    problem::Problem,
};

use super::view;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::conversations::visible::visible,
};

/// Characters of a subject, which every system takes.
const SUBJECT_CHARS: usize = 150;

/// Opens a case in the customer system that the conversation is linked with. What is said goes into it when the
/// conversation closes. There is one: asked once more, it is the same.
#[utoipa::path(
    post,
    path = "/api/v1/conversations/{conversation}/system/case",
    operation_id = "conversations_system_open_case",
    tag = "systems",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    request_body = SystemCaseCreation,
    responses(
        (status = 201, description = "The link with its case", body = SystemLinkView),
        (status = 404, description = "No conversation that you may read", body = Problem),
        (status = 409, description = "It is linked with nobody, or the system does not take this", body = Problem),
        (status = 422, description = "No subject, or too long", body = Problem),
        (status = 503, description = "The system did not answer in time; try again", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    body::Json(creation): body::Json<SystemCaseCreation>,
) -> Result<(StatusCode, Json<SystemLinkView>), Fault> {
    visible(&api, &who, id).await?;
    let subject = creation.subject.trim();
    let chars = subject.chars().count();
    if !(1..=SUBJECT_CHARS).contains(&chars) || subject.chars().any(char::is_control) {
        let why = format!("`subject` is one line of 1 to {SUBJECT_CHARS} characters");
        return Err(Fault::Unacceptable(why));
    }
    let link = api.systems().open_case(id, subject.to_owned()).await?;
    Ok((StatusCode::CREATED, Json(view(&api, link))))
}
