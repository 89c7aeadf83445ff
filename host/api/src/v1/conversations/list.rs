//! `GET /api/v1/conversations`: open ones, the own ones, those to take by hand, closed ones.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::{Conversation, ConversationId, Timestamp};
use frontdesk_store::{
    Page, keys,
    records::{self, ClosedEntry},
};
use frontdesk_wire::{problem::Problem, rest::ConversationPage, view::ConversationView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::Api,
    auth::{authorisation::Action, session::Principal},
    body::Asked,
    problem::Fault,
    view,
};

/// Conversations on one page.
const PAGE: usize = 50;

/// Which conversations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// Which ones. Default `mine`.
    #[serde(default)]
    #[param(inline)]
    scope: Scope,
    /// `next_before` of the page before.
    before: Option<String>,
}

/// A list of conversations.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Every open one. Supervisors.
    Open,
    /// The open ones that the agent holds or is offered.
    #[default]
    Mine,
    /// What waits in the agent's queues and they may take by hand, the longest first: one page.
    Waiting,
    /// Closed ones that the agent held last; for supervisors all.
    Closed,
}

/// Conversations, newest first; those that wait, the longest first.
#[utoipa::path(
    get,
    path = "/api/v1/conversations",
    operation_id = "conversations_list",
    tag = "conversations",
    params(Which),
    responses(
        (status = 200, description = "A page", body = ConversationPage),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 403, description = "`open` is for supervisors", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Asked(which): Asked<Which>,
) -> Result<Json<ConversationPage>, Fault> {
    let all = Action::SeeFloor.is_allowed_to(who.role);
    let before = which.before.as_deref();
    let page = match (which.scope, all) {
        (Scope::Open, false) => return Err(Fault::NotPermitted),
        (Scope::Open, true) => by_id(api.hub().open_conversations(None, number(before)?, PAGE)),
        (Scope::Mine, _) => by_id(api.hub().open_conversations(
            Some(&who.agent),
            number(before)?,
            PAGE,
        )),
        (Scope::Waiting, _) => ConversationPage {
            items: api.hub().waiting_for(&who.agent, PAGE),
            next_before: None,
        },
        (Scope::Closed, true) => closed(&api, number(before)?).await?,
        (Scope::Closed, false) => closed_of(&api, &who, entry(before)?).await?,
    };
    Ok(Json(page))
}

fn by_id(items: Vec<ConversationView>) -> ConversationPage {
    let more = items.last().filter(|_| items.len() == PAGE);
    ConversationPage {
        next_before: more.map(|last| last.id.0.to_string()),
        items,
    }
}

/// All closed conversations, by id.
async fn closed(api: &Api, before: Option<ConversationId>) -> Result<ConversationPage, Fault> {
    let mut page = Page::last(PAGE);
    if let Some(before) = before {
        page = page.after(keys::closed_conversation(before));
    }
    let store = &**api.engine().store();
    let read = records::load_page::<Conversation>(store, keys::closed_conversations(), page);
    let read = read.await?.into_iter();
    let directory = api.directory();
    let views = read.map(|(_, kept)| view::conversation(&kept, false, &directory));
    Ok(by_id(views.collect()))
}

/// The closed conversations an agent held last, by the time they closed.
async fn closed_of(
    api: &Api,
    who: &Principal,
    before: Option<ClosedEntry>,
) -> Result<ConversationPage, Fault> {
    let store = &**api.engine().store();
    let entries = records::closed_of_agent(store, &who.agent, before, PAGE).await?;
    let mut items = Vec::with_capacity(entries.len());
    for entry in &entries {
        if let Some(kept) = records::conversation(store, entry.conversation).await? {
            items.push(view::conversation(&kept, false, &api.directory()));
        }
    }
    let more = entries.last().filter(|_| entries.len() == PAGE);
    let next_before = more.map(|last| format!("{}.{}", last.closed_at.0, last.conversation));
    Ok(ConversationPage { items, next_before })
}

fn number(before: Option<&str>) -> Result<Option<ConversationId>, Fault> {
    before.map(str::parse).transpose().map_err(|_| unreadable())
}

fn entry(before: Option<&str>) -> Result<Option<ClosedEntry>, Fault> {
    let Some(before) = before else {
        return Ok(None);
    };
    let (at, conversation) = before.split_once('.').ok_or_else(unreadable)?;
    let closed_at = Timestamp(at.parse().map_err(|_| unreadable())?);
    let conversation = conversation.parse().map_err(|_| unreadable())?;
    Ok(Some(ClosedEntry {
        conversation,
        closed_at,
    }))
}

fn unreadable() -> Fault {
    Fault::Unreadable("`before` is not the `next_before` of a page".to_owned())
}
