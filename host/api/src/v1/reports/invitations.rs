//! `GET /api/v1/reports/invitations`: what became of invitations.

use axum::{Json, extract::State};
use frontdesk_wire::{
    At,
    invitation::{InvitationDay, InvitationReport},
    problem::Problem,
};
use serde::Deserialize;

use crate::{
    api::Api,
    body::Asked,
    invitations::funnel::{self, Figures},
    problem::Fault,
};

const DAYS: u32 = 30;
const DAYS_MAX: u32 = 400;

/// Which days.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    /// How many, today included.
    days: Option<u32>,
}

/// What became of invitations, by day, channel and invitation: how often each was shown, accepted, declined and let
/// pass; and how many began a chat of those who saw it, and of those from whom it was kept back. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/reports/invitations",
    operation_id = "reports_invitations",
    tag = "reports",
    params(("days" = Option<u32>, Query, description = "How many, today (UTC) included: 1 to 400, usually 30")),
    responses(
        (status = 200, description = "The newest day first", body = InvitationReport),
        (status = 403, description = "Not a supervisor", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Asked(asked): Asked<Days>,
) -> Result<Json<InvitationReport>, Fault> {
    let now = api.now();
    let days = asked.days.unwrap_or(DAYS).clamp(1, DAYS_MAX);
    api.invitations().sweep(now);
    // What cannot be written now is told another time: the rest is worth knowing.
    let _ = api.invitations().funnel.write(api.engine()).await;
    let until = funnel::day_of(now).saturating_add(1);
    let figures = funnel::read(api.engine(), until.saturating_sub(days), until).await?;
    Ok(Json(InvitationReport {
        items: figures.into_iter().map(day).collect(),
    }))
}

fn day(Figures { of, counts }: Figures) -> InvitationDay {
    InvitationDay {
        day_at: At(funnel::begins(of.day)),
        channel: of.channel.to_string(),
        invitation: of.invitation.into(),
        shown: counts.seen(),
        accepted: counts.accepted,
        declined: counts.declined,
        expired: counts.expired,
        shown_chatted: counts.shown_chatted,
        held_out: counts.held_out,
        held_out_chatted: counts.held_out_chatted,
    }
}
