//! `GET /api/v1/offline-messages`: messages whose mails are on their way, and those that were given up.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::OfflineId;
use frontdesk_directory::offline::{self, Mailing, OfflineMessage};
use frontdesk_wire::{
    At, Text,
    offline::{OfflineMail, OfflineMessageList, OfflineMessageView},
    problem::Problem,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{api::Api, body::Asked, problem::Fault};

/// Messages on a page.
const PAGE: usize = 50;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The `next` of the page before; left out: the first.
    after: Option<String>,
}

/// Messages whose mails have not left: on their way, or given up. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/offline-messages",
    operation_id = "offline_messages_list",
    tag = "channels",
    params(Which),
    responses(
        (status = 200, description = "A page", body = OfflineMessageList),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 403, description = "Not a supervisor", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Asked(which): Asked<Which>,
) -> Result<Json<OfflineMessageList>, Fault> {
    let unreadable = |_| Fault::Unreadable("`after` is not the `next` of a page".to_owned());
    let after = which.after.as_deref().map(str::parse::<OfflineId>);
    let after = after.transpose().map_err(unreadable)?;
    let found = offline::not_mailed(&**api.engine().store(), after, PAGE).await?;
    let last = found.last().filter(|_| found.len() == PAGE);
    let next = last.map(|last| last.id.to_string());
    let items = found.into_iter().filter_map(|one| view(&api, one));
    Ok(Json(OfflineMessageList {
        items: items.collect(),
        next,
    }))
}

/// A message as supervisors see it; `None`: its mail has left meanwhile.
fn view(api: &Api, message: OfflineMessage) -> Option<OfflineMessageView> {
    let (mail, tries, why) = match message.mailing {
        Mailing::Waiting { tries, why, .. } => (OfflineMail::Waiting, tries, why),
        Mailing::Refused { why, .. } => (OfflineMail::Refused, 0, Some(why)),
        Mailing::Unwanted | Mailing::Left { .. } => return None,
    };
    let written = message.written?;
    let titles = &api.setup().config.channel_titles;
    let title = titles.get(&message.channel).cloned();
    Some(OfflineMessageView {
        id: Text(message.id),
        channel_title: title.unwrap_or_else(|| message.channel.to_string()),
        channel: Text(message.channel),
        left_at: At(message.at),
        name: written.name.into(),
        email: written.email.into(),
        subject: written.subject.into(),
        text: written.text.into(),
        case: message.case.map(Text),
        mail,
        tries,
        why: why.map(Into::into),
    })
}
