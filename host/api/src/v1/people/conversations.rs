//! `GET /api/v1/people/{person}/conversations`: everything they wrote, on every channel.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::{ConversationId, PersonId};
use frontdesk_store::{people, records};
use frontdesk_wire::{problem::Problem, rest::ConversationPage};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    api::Api,
    auth::{authorisation::Action, session::Principal},
    body::{Asked, Named},
    problem::Fault,
    v1::conversations::visible::serves,
    view,
};

/// Conversations on one page.
const PAGE: usize = 20;

/// Which part.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// `next_before` of the page before.
    before: Option<String>,
}

/// A person's conversations, newest first, open ones included. For whoever serves them at the moment,
/// and for supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/people/{person}/conversations",
    operation_id = "people_conversations",
    tag = "people",
    params(("person" = String, Path, description = "Who: `prs_17`"), Which),
    responses(
        (status = 200, description = "A page", body = ConversationPage),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 404, description = "Nobody whose conversations you may read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<PersonId>,
    Asked(which): Asked<Which>,
) -> Result<Json<ConversationPage>, Fault> {
    let all = Action::SeeFloor.is_allowed_to(who.role);
    if !all && !serves(&api, &who, Some(id)) {
        return Err(Fault::NotFound);
    }
    let before: Option<ConversationId> = match which.before.as_deref() {
        Some(text) => Some(
            text.parse()
                .map_err(|error| Fault::Unreadable(format!("`before`: {error}")))?,
        ),
        None => None,
    };
    let store = &**api.engine().store();
    let person = people::person(store, id).await?.ok_or(Fault::NotFound)?;
    let listed = people::conversations_of_person(store, &person, before, PAGE).await?;
    let directory = api.directory();
    let mut items = Vec::with_capacity(listed.len());
    for conversation in &listed {
        // As it stands if it is open, as it was kept if it is not.
        if let Some(open) = api.hub().conversation(*conversation) {
            items.push(open);
        } else if let Some(kept) = records::conversation(store, *conversation).await? {
            items.push(view::conversation(&kept, false, &directory));
        }
    }
    let more = listed.last().filter(|_| listed.len() == PAGE);
    Ok(Json(ConversationPage {
        next_before: more.map(ToString::to_string),
        items,
    }))
}
