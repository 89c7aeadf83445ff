//! `PUT /api/v1/cases/{case}/conversations/{conversation}`: a conversation is about a case that was there before.

use axum::{Json, extract::State};
use frontdesk_core::{CaseId, ConversationId};
use frontdesk_directory::case;
use frontdesk_wire::{case::CaseView, problem::Problem};

use super::keep;
use crate::{
    api::Api,
    auth::session::Principal,
    body::NamedTwo,
    problem::Fault,
    v1::{conversations::visible::visible, customers::by},
};

/// A case is about a conversation, too, which one has to be allowed to read.
#[utoipa::path(
    put,
    path = "/api/v1/cases/{case}/conversations/{conversation}",
    operation_id = "cases_conversation",
    tag = "cases",
    params(
        ("case" = String, Path, description = "Which: `cas_17`"),
        ("conversation" = String, Path, description = "Which: `cnv_17`"),
    ),
    responses(
        (status = 200, description = "It is about it", body = CaseView),
        (status = 404, description = "No such case, or no conversation that you may read", body = Problem),
        (status = 409, description = "The case is about too many", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    NamedTwo(id, conversation): NamedTwo<CaseId, ConversationId>,
) -> Result<Json<CaseView>, Fault> {
    visible(&api, &who, conversation).await?;
    let store = &**api.engine().store();
    let change = case::add_conversation(store, id, conversation, by(&api, who));
    keep(&api, change).await.map(Json)
}
