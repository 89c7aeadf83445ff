//! `/api/v1/conversations/{conversation}/customer`: the screen pop, and whom an agent says that it is.

use axum::{Json, extract::State};
use frontdesk_core::{ContactCard, ConversationId};
use frontdesk_directory::{change, pop, reads::What};
use frontdesk_store::records;
use frontdesk_wire::{
    customer::{CustomerLink, CustomerMatch, CustomerView, ScreenPop},
    problem::Problem,
};

use super::visible::visible;
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, Named},
    problem::Fault,
    v1::customers::{by, draft_view, keep, note, view},
};

/// The record that belongs to a conversation, and those that may.
#[utoipa::path(
    get,
    path = "/api/v1/conversations/{conversation}/customer",
    operation_id = "conversations_customer",
    tag = "customers",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    responses(
        (status = 200, description = "Who it is, or may be", body = ScreenPop),
        (status = 404, description = "No conversation that you may read", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
) -> Result<Json<ScreenPop>, Fault> {
    let contact = contact(&api, &who, id).await?;
    let store = &**api.engine().store();
    let linked = change::linked(store, id).await?;
    let directory = api.directory();
    let matches = pop::matches(store, &contact).await?;
    let shown = matches.iter().map(|one| one.found.customer.id);
    let mut shown: Vec<_> = shown
        .chain(linked.as_ref().map(|one| one.customer.id))
        .collect();
    shown.dedup();
    note(&api, &shown, What::Opened, &by(&api, who)).await?;
    let matches = matches.into_iter();
    let matches = matches.map(|one| CustomerMatch {
        customer: view(one.found, &directory),
        verified: one.verified,
        by: one.by.into_iter().map(Into::into).collect(),
    });
    Ok(Json(ScreenPop {
        linked: linked.map(|found| view(found, &directory)),
        matches: matches.collect(),
        draft: draft_view(pop::draft(&contact)),
    }))
}

/// Says which customer a conversation is with. What its channel vouches for finds them from then on.
#[utoipa::path(
    put,
    path = "/api/v1/conversations/{conversation}/customer",
    operation_id = "conversations_customer_link",
    tag = "customers",
    params(("conversation" = String, Path, description = "Which: `cnv_17`")),
    request_body = CustomerLink,
    responses(
        (status = 200, description = "The customer, with what they are found by from then on", body = CustomerView),
        (status = 404, description = "No conversation that you may read, or no such customer", body = Problem),
    )
)]
pub(crate) async fn link(
    State(api): State<Api>,
    who: Principal,
    Named(id): Named<ConversationId>,
    body::Json(link): body::Json<CustomerLink>,
) -> Result<Json<CustomerView>, Fault> {
    let contact = contact(&api, &who, id).await?;
    let store = &**api.engine().store();
    let vouched = &contact.identities;
    let by = by(&api, who);
    let change = change::link(store, id, link.customer.0, vouched, by.clone());
    keep(&api, by, What::Changed, change).await.map(Json)
}

/// What is known of the contact of a conversation that this person may read.
pub(super) async fn contact(
    api: &Api,
    who: &Principal,
    id: ConversationId,
) -> Result<ContactCard, Fault> {
    visible(api, who, id).await?;
    if let Some(contact) = api.hub().contact_of(id) {
        return Ok(contact);
    }
    let kept = records::conversation(&**api.engine().store(), id).await?;
    Ok(kept.ok_or(Fault::NotFound)?.contact)
}
