//! `GET /api/v1/customers`: whom a text may mean.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use axum::{Json, extract::State};
use frontdesk_core::CustomerId;
use frontdesk_directory::{
    customer::Customer,
    find::{self, Found},
};
use frontdesk_store::{Page, codec, keys};
use frontdesk_wire::{customer::CustomerList, problem::Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{place, view};
use crate::{api::Api, body::Asked, problem::Fault};

/// Customers on one page.
const PAGE: usize = 20;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct What {
    /// Words that must be in the record, the last one as a beginning; `tag:vip` narrows to a tag; an account
    /// number, an email address or a phone number is found however it is written. Nothing: everyone, whoever
    /// was made last first.
    #[serde(default)]
    q: String,
    /// `next` of the page before.
    after: Option<String>,
}

/// At most 20 customers, the likeliest first. Of what is found by words the first thousand can be had.
#[utoipa::path(
    get,
    path = "/api/v1/customers",
    operation_id = "customers_find",
    tag = "customers",
    params(What),
    responses(
        (status = 200, description = "Whom it may mean", body = CustomerList),
        (status = 400, description = "A parameter cannot be read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Asked(what): Asked<What>,
) -> Result<Json<CustomerList>, Fault> {
    let (found, next) = match what.q.trim() {
        "" => everyone(&api, what.after.as_deref()).await?,
        _ => by_words(&api, &what).await?,
    };
    let directory = api.directory();
    let items = found.into_iter().map(|found| view(found, &directory));
    Ok(Json(CustomerList {
        items: items.collect(),
        next,
    }))
}

type Some20 = (Vec<Found>, Option<String>);

/// Whoever was made last first.
async fn everyone(api: &Api, after: Option<&str>) -> Result<Some20, Fault> {
    let unreadable = |_| Fault::Unreadable("`after` is none that a page before said".to_owned());
    let after: Option<CustomerId> = after.map(str::parse).transpose().map_err(unreadable)?;
    let store = &**api.engine().store();
    let mut after = after.map(keys::customer);
    let mut found = Vec::with_capacity(PAGE);
    loop {
        let page = Page {
            after: after.take(),
            ..Page::last(PAGE)
        };
        let read = store.scan(keys::customers(), page).await?;
        let is_last = read.len() < PAGE;
        for (key, read) in read {
            let customer: Customer = codec::decode(&key, &read.value)?;
            after = Some(key);
            // Who was taken in by another is found there.
            if customer.merged_into.is_some() {
                continue;
            }
            let version = read.version;
            found.push(Found { customer, version });
            if found.len() == PAGE {
                let next = found.last().map(|last| last.customer.id.to_string());
                return Ok((found, next));
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
}

async fn by_words(api: &Api, what: &What) -> Result<Some20, Fault> {
    let skip = place(what.after.as_deref(), "after")?;
    let store = &**api.engine().store();
    let exactly = find::exactly(store, &what.q, PAGE).await?;
    let searched = api.crm().find(what.q.clone(), skip, PAGE).await;
    let (ids, more) = searched.map_err(|error| {
        tracing::error!(%error, "the search fails");
        Fault::Internal
    })?;
    let mut found = if skip == 0 {
        exactly.clone()
    } else {
        Vec::new()
    };
    for id in ids {
        let is_known = exactly.iter().any(|known| known.customer.id == id);
        if !is_known && let Some(one) = find::by_id(store, id).await? {
            found.push(one);
        }
    }
    Ok((found, more.then(|| (skip + PAGE).to_string())))
}
