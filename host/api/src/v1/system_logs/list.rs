//! `GET /api/v1/system-logs`: logs on their way to customer systems, and those that were given up.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::ConversationId;
use frontdesk_directory::system;
use frontdesk_wire::{customer_system::SystemLogList, problem::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{api::Api, body::Asked, problem::Fault, v1::conversations::system::view};

/// Logs on a page.
const PAGE: usize = 50;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The `next` of the page before; left out: the first.
    after: Option<String>,
}

/// Logs of conversations that are not in their customer systems: on their way, or given up. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/system-logs",
    operation_id = "system_logs_list",
    tag = "systems",
    params(Which),
    responses(
        (status = 200, description = "A page", body = SystemLogList),
        (status = 400, description = "A parameter cannot be read", body = Problem),
        (status = 403, description = "Not a supervisor", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Asked(which): Asked<Which>,
) -> Result<Json<SystemLogList>, Fault> {
    let unreadable = |_| Fault::Unreadable("`after` is not the `next` of a page".to_owned());
    let after = which.after.as_deref().map(str::parse::<ConversationId>);
    let after = after.transpose().map_err(unreadable)?;
    let found = system::not_logged(&**api.engine().store(), after, PAGE).await?;
    let last = found.last().filter(|_| found.len() == PAGE);
    let next = last.map(|last| last.conversation.to_string());
    let items = found.into_iter().map(|link| view(&api, link)).collect();
    Ok(Json(SystemLogList { items, next }))
}
