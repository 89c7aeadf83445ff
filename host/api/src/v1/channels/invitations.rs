//! `POST /api/v1/channels/{channel}/invitations/{invitation}/…`: a page asks for a place before it shows an
//! invitation, and says what became of it.

use std::time::Duration;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use frontdesk_core::ChannelId;
use frontdesk_wire::{
    invitation::{AskForLease, InvitationLease, InvitationOutcome},
    problem::Problem,
};
use tokio::time::Instant;

use super::{readable, said, socket::may_use};
use crate::{
    api::Api,
    auth::origin,
    body::NamedTwo,
    invitations::{
        self,
        leases::{Refused, SHOWN_FOR},
        ticket::{Group, Ticket},
    },
    peer::ClientAddress,
    problem::Fault,
};

/// When a page may ask again: somebody may be free by then.
const FULL_PAUSE: Duration = Duration::from_secs(15);
/// The same, while nobody is there.
const CLOSED_PAUSE: Duration = Duration::from_mins(1);

/// Leases a place for 30 seconds to a visitor who is about to be shown an invitation. Of many who ask at once as many
/// get one as agents have room for, after those who wait. The body is JSON whatever its type is said to be, so
/// that browsers need not ask first.
#[utoipa::path(
    post,
    path = "/api/v1/channels/{channel}/invitations/{invitation}/lease",
    operation_id = "channels_lease_invitation",
    tag = "channels",
    params(
        ("channel" = String, Path, description = "Which"),
        ("invitation" = String, Path, description = "Which of the channel's"),
    ),
    request_body = AskForLease,
    responses(
        (status = 201, description = "A place is kept", body = InvitationLease),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel or invitation", body = Problem),
        (status = 409, description = "Nobody is free; `retry_after_ms` says when to ask again", body = Problem),
        (status = 429, description = "Too many ask from this address", body = Problem),
    )
)]
pub(crate) async fn lease(
    State(api): State<Api>,
    of: Result<NamedTwo<ChannelId, String>, Fault>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let leased = async {
        let NamedTwo(id, name) = of?;
        let setup = api.setup();
        let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
        if !may_use(&setup, channel, &origin::source(&headers)) {
            return Err(Fault::OriginRefused);
        }
        let offered = invitations::named(&channel.invitations, &name).ok_or(Fault::NotFound)?;
        if !api.invitations().may_ask(address, Instant::now()) {
            return Err(Fault::TooManyRequests);
        }
        let AskForLease { held_out } = said(request).await?;
        let now = api.now();
        let ticket = Ticket {
            group: if held_out {
                Group::HeldOut
            } else {
                Group::Shown
            },
            id: api.random(),
            at: now,
            channel: id.clone(),
            invitation: name,
        };
        let room = || api.hub().room(&id, now);
        let leased = api
            .invitations()
            .lease(&ticket, offered, address, now, room);
        leased.map_err(|refused| match refused {
            Refused::Full => Fault::NobodyFree(FULL_PAUSE),
            Refused::Closed => Fault::NobodyFree(CLOSED_PAUSE),
            Refused::Address => Fault::TooManyRequests,
        })?;
        let lease = InvitationLease {
            token: ticket.sealed(api.tokens()),
            expires_in_ms: if held_out { 0 } else { SHOWN_FOR.0 },
        };
        Ok((StatusCode::CREATED, Json(lease)).into_response())
    };
    let leased = leased.await;
    readable(&headers, leased)
}

/// Says what became of an invitation. What is said of one that has ended already changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/channels/{channel}/invitations/{invitation}/outcome",
    operation_id = "channels_invitation_outcome",
    tag = "channels",
    params(
        ("channel" = String, Path, description = "Which"),
        ("invitation" = String, Path, description = "Which of the channel's"),
    ),
    request_body = InvitationOutcome,
    responses(
        (status = 204, description = "Noted"),
        (status = 403, description = "The page's origin is not allowed", body = Problem),
        (status = 404, description = "No such channel or invitation, or not this one's token", body = Problem),
        (status = 409, description = "It has ended before", body = Problem),
    )
)]
pub(crate) async fn outcome(
    State(api): State<Api>,
    of: Result<NamedTwo<ChannelId, String>, Fault>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let noted = async {
        let NamedTwo(id, name) = of?;
        let setup = api.setup();
        let channel = setup.channel(&id).ok_or(Fault::NotFound)?;
        if !may_use(&setup, channel, &origin::source(&headers)) {
            return Err(Fault::OriginRefused);
        }
        let InvitationOutcome { token, outcome } = said(request).await?;
        let now = api.now();
        let ticket = Ticket::read(api.tokens(), &token, &id, now);
        let ticket = ticket.filter(|ticket| ticket.invitation == name);
        let ticket = ticket.ok_or(Fault::NotFound)?;
        if api.invitations().outcome(&ticket, outcome, now) {
            Ok(StatusCode::NO_CONTENT.into_response())
        } else {
            Err(Fault::Conflict)
        }
    };
    let noted = noted.await;
    readable(&headers, noted)
}
