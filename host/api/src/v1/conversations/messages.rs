//! `GET /api/v1/conversations/{conversation}/messages`: a part of the transcript.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::{ConversationId, Seq};
use frontdesk_store::records::{self, Part};
use frontdesk_wire::{problem::Problem, rest::MessagePage};
use serde::Deserialize;
use utoipa::IntoParams;

use super::visible::visible;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{Asked, Named},
    problem::Fault,
    view,
};

/// Messages on one page, unless fewer are asked for.
const PAGE: usize = 100;

/// Which part.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// What follows this place; 0 begins at the beginning.
    after: Option<u32>,
    /// What comes right before this place.
    before: Option<u32>,
    /// How many at most: 1 to 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Messages in order. Without `after` and `before`: the last ones.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}/messages",
    operation_id = "conversations_messages",
    tag = "conversations",
    params(("conversation" = String, Path, description = "Which: `cnv_17`"), Which),
    responses(
        (status = 200, description = "A page", body = MessagePage),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 404, description = "None that you may read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    Asked(which): Asked<Which>,
) -> Result<Json<MessagePage>, Fault> {
    let conversation = visible(&api, &who, id).await?;
    let part = match (which.after, which.before) {
        (Some(after), None) => Part::After(Seq(after)),
        (None, Some(before)) => Part::Before(Seq(before)),
        (None, None) => Part::Latest,
        (Some(_), Some(_)) => {
            return Err(Fault::Unreadable(
                "give `after` or `before`, not both".to_owned(),
            ));
        }
    };
    let limit = which.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let read = records::messages(&**api.engine().store(), id, part, limit).await?;
    let first = read.first().map_or(0, |message| message.seq.0);
    let last = read.last().map_or(0, |message| message.seq.0);
    let store = &**api.engine().store();
    let items = view::messages(store, &read, &api.directory()).await?;
    Ok(Json(MessagePage {
        has_earlier: first > 1,
        has_later: last > 0 && last < conversation.last_seq,
        items,
    }))
}
