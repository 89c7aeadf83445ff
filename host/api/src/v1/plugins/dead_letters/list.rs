//! `GET /api/v1/plugins/{plugin}/dead-letters`: what could not be delivered.

use axum::{Json, extract::State};
use frontdesk_core::ChannelId;
use frontdesk_engine::DeadMessage;
use frontdesk_wire::{
    plugin::{DeadLetterList, DeadLetterRow},
    problem::Problem,
};

use super::{call_row, channel, message_row};
use crate::{api::Api, body::Named, problem::Fault};

/// Messages that are looked at for one list; more than people handle one by one.
const MESSAGES_MAX: usize = 500;
/// Messages read at once.
const PAGE: usize = 100;

/// What a plugin could not deliver, newest first, without its content. Admins.
#[utoipa::path(
    get,
    path = "/api/v1/plugins/{plugin}/dead-letters",
    operation_id = "plugins_dead_letters",
    tag = "plugins",
    params(("plugin" = String, Path, description = "Its name in the configuration")),
    responses(
        (status = 200, description = "The dead letters", body = DeadLetterList),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such plugin", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Named(plugin): Named<String>,
) -> Result<Json<DeadLetterList>, Fault> {
    let Some(channel) = channel(&api, &plugin)? else {
        return Ok(Json(DeadLetterList {
            items: Vec::new(),
            has_more: false,
        }));
    };
    let (messages, has_more) = messages(&api, &channel).await?;
    let calls = api.engine().dead_webhooks(&channel).await?;
    let calls = calls.iter().map(call_row);
    let mut items: Vec<DeadLetterRow> = messages.iter().map(message_row).chain(calls).collect();
    items.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    Ok(Json(DeadLetterList { items, has_more }))
}

async fn messages(api: &Api, channel: &ChannelId) -> Result<(Vec<DeadMessage>, bool), Fault> {
    let mut all: Vec<DeadMessage> = Vec::new();
    loop {
        let last = all.last().map(|dead| &dead.message);
        let after = last.map(|message| (message.conversation, message.seq));
        let mut read = api.engine().dead_letters(channel, after, PAGE).await?;
        let is_last = read.len() < PAGE;
        all.append(&mut read);
        if is_last || all.len() >= MESSAGES_MAX {
            return Ok((all, !is_last));
        }
    }
}
