//! `POST /api/v1/simulations`: what would become of contacts.

use std::sync::Arc;

use axum::{Json, extract::State};
use frontdesk_core::{ChannelId, RoutingPlan, Span};
use frontdesk_simulate::{
    Column, Crew, Law, OnDuty, START, Stream, Traffic, TrafficError, column, poisson,
};
use frontdesk_wire::{
    problem::Problem,
    simulation::{Simulate, Simulation},
};
use tokio::task::spawn_blocking;

use super::view;
use crate::{api::Api, body, problem::Fault};

/// Contacts in one run: a second or two of one processor, two columns together.
const CONTACTS_MAX: f64 = 50_000.0;
/// Hours of a run: four weeks.
const HOURS_MAX: f64 = 672.0;
/// Seconds of a talk, or of patience: a day.
const SECONDS_MAX: f64 = 86_400.0;

/// Sends made-up contacts to the routing core under the configuration in force. Nothing that is open is
/// touched. One run at a time. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/simulations",
    operation_id = "simulations_run",
    tag = "simulations",
    request_body = Simulate,
    responses(
        (status = 200, description = "What came of it", body = Simulation),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 422, description = "No such channel, too many contacts, or a number out of its range", body = Problem),
        (status = 503, description = "Another run is under way", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    body::Json(wish): body::Json<Simulate>,
) -> Result<Json<Simulation>, Fault> {
    let setup = api.setup();
    let length = span("hours", wish.hours.unwrap_or(8.0), HOURS_MAX, 3_600.0)?;
    let streams = streams(&wish, &setup.config.plan)?;
    let place = Arc::clone(api.simulations()).try_acquire_owned();
    let place = place.map_err(|_| Fault::Busy)?;
    let ran = spawn_blocking(move || {
        // Held for as long as the run lasts, even if whoever asked stops waiting.
        let _place = place;
        run(&wish, &setup.config.plan, &streams, length)
    });
    ran.await.unwrap_or(Err(Fault::Busy)).map(Json)
}

fn run(
    wish: &Simulate,
    plan: &RoutingPlan,
    streams: &[Stream],
    length: Span,
) -> Result<Simulation, Fault> {
    let traffic = poisson(streams, START, length, wish.seed.unwrap_or(1));
    let traffic = traffic.map_err(|error: TrafficError| Fault::Unacceptable(error.to_string()))?;
    let target = Span::seconds(wish.target_s.unwrap_or(20));
    let asked = wish
        .agents
        .map(|agents| usize::try_from(agents).unwrap_or(usize::MAX));
    let crews = [Some(OnDuty::All), asked.map(OnDuty::First)];
    let columns: Result<Vec<_>, Fault> = crews
        .into_iter()
        .flatten()
        .map(|on| one(plan, &traffic, on, target).map(view::column))
        .collect();
    Ok(Simulation {
        contacts: u64::try_from(traffic.contacts().len()).unwrap_or(u64::MAX),
        columns: columns?,
    })
}

fn one(plan: &RoutingPlan, traffic: &Traffic, on: OnDuty, target: Span) -> Result<Column, Fault> {
    let crew = Crew {
        on,
        ..Crew::EVERYBODY
    };
    let column = column("in force", plan, traffic, crew, target);
    column.map_err(|error| Fault::Unacceptable(format!("agents: {error}")))
}

/// The streams that are asked for, if they are not too many contacts together.
fn streams(wish: &Simulate, plan: &RoutingPlan) -> Result<Vec<Stream>, Fault> {
    let mean = span("handle_s", wish.handle_s.unwrap_or(300.0), SECONDS_MAX, 1.0)?;
    let patience = wish
        .patience_s
        .map(|mean| span("patience_s", mean, SECONDS_MAX, 1.0));
    let patience = patience.transpose()?;
    let mut streams = Vec::new();
    for (name, per_hour) in &wish.per_hour {
        let channel: Option<ChannelId> = name.parse().ok();
        let channel = channel.filter(|channel| plan.channels.contains_key(channel));
        let channel = channel.ok_or_else(|| {
            Fault::Unacceptable(format!("per_hour: there is no channel \"{name}\""))
        })?;
        if !(*per_hour > 0.0 && *per_hour <= CONTACTS_MAX) {
            return Err(out_of_range("per_hour", CONTACTS_MAX));
        }
        streams.push(Stream {
            channel,
            per_hour: *per_hour,
            handle: Law::Exponential { mean },
            patience,
        });
    }
    let hours = wish.hours.unwrap_or(8.0);
    let about: f64 = streams.iter().map(|stream| stream.per_hour * hours).sum();
    if about > CONTACTS_MAX {
        return Err(Fault::Unacceptable(format!(
            "that makes about {about:.0} contacts, and one run takes {CONTACTS_MAX}: fewer hours, or a lower \
             rate; `frontdesk simulate` takes more"
        )));
    }
    Ok(streams)
}

fn span(what: &str, number: f64, max: f64, unit_s: f64) -> Result<Span, Fault> {
    if !(number > 0.0 && number <= max) {
        return Err(out_of_range(what, max));
    }
    let duration = std::time::Duration::from_secs_f64(number * unit_s);
    Ok(Span::millis(
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
    ))
}

fn out_of_range(what: &str, max: f64) -> Fault {
    Fault::Unacceptable(format!("{what} takes a number above 0 and up to {max}"))
}
