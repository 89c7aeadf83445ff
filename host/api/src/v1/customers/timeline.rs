//! `GET /api/v1/customers/{customer}/timeline`: what was between a customer and us, on every channel.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::{
    Author, CaseId, Conversation, ConversationId, ConversationState, CustomerId, Seq, Timestamp,
};
use frontdesk_directory::{case, erase, find};
use frontdesk_store::{Page, Store, StoreError, keys, records};
use frontdesk_wire::{
    At, Text,
    customer::{TimelineItem, TimelinePage, TimelineState},
    problem::Problem,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, Named},
    problem::Fault,
    v1::{cases, conversations::visible::visible},
};

/// Items on one page.
const PAGE: usize = 20;
/// Characters of a first line.
const FIRST_CHARS: usize = 140;
/// Messages among which the contact's first is looked for.
const FIRST_MESSAGES: usize = 10;

/// Which part.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// `next` of the page before.
    before: Option<String>,
}

/// Conversations and cases of a customer and of those whom they took in, newest first. What was written is
/// told of conversations that you may read.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{customer}/timeline",
    operation_id = "customers_timeline",
    tag = "customers",
    params(("customer" = String, Path, description = "Who: `cus_17`"), Which),
    responses(
        (status = 200, description = "A page", body = TimelinePage),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 404, description = "No such customer", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<CustomerId>,
    Asked(which): Asked<Which>,
) -> Result<Json<TimelinePage>, Fault> {
    let mut place = Place::read(which.before.as_deref())?;
    let store = &**api.engine().store();
    let found = find::by_id(store, id).await?.ok_or(Fault::NotFound)?;
    let customers = erase::taken_in(store, &found.customer).await?;
    let customers: Vec<CustomerId> = customers.iter().map(|one| one.id).collect();
    let mut talks = conversations(store, &customers, place.conversation).await?;
    let mut known = Vec::new();
    for &customer in &customers {
        known.extend(case::of_customer(store, customer, place.case, PAGE).await?);
    }
    known.sort_by_key(|found| found.case.id);
    talks.sort_by_key(|talk| talk.id);
    let mut items = Vec::with_capacity(PAGE);
    while items.len() < PAGE {
        let talk_at = talks.last().map(|talk| talk.opened_at);
        let case_at = known.last().map(|found| found.case.created_at);
        if case_at >= talk_at {
            let Some(found) = known.pop() else { break };
            place.case = Some(found.case.id);
            let at = At(found.case.created_at);
            let case = cases::view(&api, found).await?;
            items.push(TimelineItem::Case { at, case });
        } else {
            let Some(talk) = talks.pop() else { break };
            place.conversation = Some(talk.id);
            items.push(item(&api, &who, talk).await?);
        }
    }
    let next = (items.len() == PAGE).then(|| place.written());
    Ok(Json(TimelinePage { items, next }))
}

/// How far one has read.
#[derive(Clone, Copy, Default)]
struct Place {
    conversation: Option<ConversationId>,
    case: Option<CaseId>,
}

impl Place {
    fn read(text: Option<&str>) -> Result<Self, Fault> {
        let unreadable =
            || Fault::Unreadable("`before` is none that a page before said".to_owned());
        let Some(text) = text else {
            return Ok(Self::default());
        };
        let (conversation, case) = text.split_once('.').ok_or_else(unreadable)?;
        let mut place = Self::default();
        if !conversation.is_empty() {
            place.conversation = Some(conversation.parse().map_err(|_| unreadable())?);
        }
        if !case.is_empty() {
            place.case = Some(case.parse().map_err(|_| unreadable())?);
        }
        Ok(place)
    }

    fn written(self) -> String {
        let conversation = self
            .conversation
            .map(|id| id.to_string())
            .unwrap_or_default();
        let case = self.case.map(|id| id.to_string()).unwrap_or_default();
        format!("{conversation}.{case}")
    }
}

/// At most a page of conversations of these customers.
async fn conversations(
    store: &dyn Store,
    customers: &[CustomerId],
    before: Option<ConversationId>,
) -> Result<Vec<Conversation>, StoreError> {
    let mut ids = Vec::new();
    for &customer in customers {
        let page = Page {
            after: before.map(|before| keys::conversation_of_customer(customer, before)),
            ..Page::first(PAGE)
        };
        let range = keys::conversations_of_customer(customer);
        let read = records::load_page::<ConversationId>(store, range, page).await?;
        ids.extend(read.into_iter().map(|(_, id)| id));
    }
    ids.sort_by(|a, b| b.cmp(a));
    ids.truncate(PAGE);
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(records::conversation(store, id).await?);
    }
    Ok(found)
}

async fn item(api: &Api, who: &Principal, talk: Conversation) -> Result<TimelineItem, Fault> {
    let directory = api.directory();
    let ended = if let ConversationState::Closed(ended) = &talk.state {
        Some(ended)
    } else {
        None
    };
    let agent = match ended {
        Some(ended) => ended.agent.as_ref(),
        None => talk.state.agent(),
    };
    let first = match visible(api, who, talk.id).await {
        Ok(_) => first_line(&**api.engine().store(), talk.id).await?,
        Err(Fault::NotFound) => String::new(),
        Err(fault) => return Err(fault),
    };
    Ok(TimelineItem::Conversation {
        at: At(Timestamp(talk.opened_at.0)),
        conversation: Text(talk.id),
        channel: talk.channel.to_string(),
        channel_title: directory.channel_title(&talk.channel).to_owned(),
        queue: directory.title_of(&talk.queue).to_owned(),
        agent: agent.map(|agent| directory.name_of(agent).to_owned()),
        state: if ended.is_some() {
            TimelineState::Closed
        } else {
            TimelineState::Open
        },
        disposition: ended.and_then(|ended| ended.disposition.as_deref().map(str::to_owned)),
        first,
    })
}

/// What the contact wrote first.
async fn first_line(store: &dyn Store, id: ConversationId) -> Result<String, StoreError> {
    let part = records::Part::After(Seq(0));
    let messages = records::messages(store, id, part, FIRST_MESSAGES).await?;
    let mut messages = messages.iter();
    let first = messages.find(|message| message.author == Author::Contact);
    let text = first
        .and_then(|message| message.content.text())
        .unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    Ok(line.chars().take(FIRST_CHARS).collect())
}
