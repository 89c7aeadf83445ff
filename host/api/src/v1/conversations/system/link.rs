//! `PUT …/system`: an agent says whom a conversation is with there.

use axum::{Json, extract::State};
use frontdesk_core::ConversationId;
use frontdesk_wire::{
    customer_system::{SystemLink, SystemLinkView},
    problem::Problem,
};

use super::view;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::{
        conversations::{customer::contact, sources},
        customers::by,
    },
};

/// Says whom a conversation is with in a connected customer system: somebody whom the system finds for it, as
/// the system itself has them. When the conversation closes it is logged there.
#[utoipa::path(
    put,
    path = "/api/v1/conversations/{conversation}/system",
    operation_id = "conversations_system_link",
    tag = "systems",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    request_body = SystemLink,
    responses(
        (status = 200, description = "Whom it is with", body = SystemLinkView),
        (status = 404, description = "No conversation that you may read, no such connector, or it does not find this person", body = Problem),
        (status = 409, description = "The system refuses the question", body = Problem),
        (status = 503, description = "The system did not answer in time", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    body::Json(link): body::Json<SystemLink>,
) -> Result<Json<SystemLinkView>, Fault> {
    let contact = contact(&api, &who, id).await?;
    let SystemLink { connector, person } = link;
    let system = api.systems().system(&connector).ok_or(Fault::NotFound)?;
    let person = sources::one(&system, &contact, &person).await?;
    let by = by(&api, who);
    let link = api.systems().link(id, connector, person, by).await?;
    Ok(Json(view(&api, link)))
}
