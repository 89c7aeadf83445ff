//! `GET /api/v1/tasks`: what is to be done.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::task;
use frontdesk_wire::{case::TaskList, problem::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::view;
use crate::{api::Api, auth::session::Principal, body::Asked, problem::Fault};

/// Whose.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    /// `me` or `everyone`.
    #[serde(default = "me")]
    of: String,
    /// A customer, whose tasks they are, done ones too: `cus_17`.
    customer: Option<String>,
}

fn me() -> String {
    "me".to_owned()
}

/// What is to be done, soonest due first, at most 200; of a customer: also what is done, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/tasks",
    operation_id = "tasks_list",
    tag = "cases",
    params(Whose),
    responses(
        (status = 200, description = "Tasks", body = TaskList),
        (status = 400, description = "A parameter cannot be read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Asked(whose): Asked<Whose>,
) -> Result<Json<TaskList>, Fault> {
    let store = &**api.engine().store();
    let found = match (&whose.customer, &*whose.of) {
        (Some(customer), _) => {
            let unreadable = |error| Fault::Unreadable(format!("`customer`: {error}"));
            let customer: CustomerId = customer.parse().map_err(unreadable)?;
            task::of_customer(store, customer).await?
        }
        (None, "me") => task::open(store, Some(&who.agent)).await?,
        (None, "everyone") => {
            let mut all = task::open(store, None).await?;
            all.sort_by_key(|one| (one.task.draft.due.is_none(), one.task.draft.due));
            all
        }
        (None, _) => return Err(Fault::Unreadable("`of` is me or everyone".to_owned())),
    };
    let mut items = Vec::with_capacity(found.len());
    for one in found {
        items.push(view(&api, one).await?);
    }
    Ok(Json(TaskList { items }))
}
