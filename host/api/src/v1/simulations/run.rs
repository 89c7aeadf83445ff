//! `POST /api/v1/simulations`: what would become of contacts.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Json, extract::State};
use frontdesk_core::{RoutingPlan, Span};
use frontdesk_simulate::{Crew, OnDuty, as_it_was, column};
use frontdesk_wire::{
    problem::Problem,
    simulation::{Simulate, SimulatedColumn, SimulatedColumnKind as Kind, Simulation},
};
use tokio::task::spawn_blocking;

use super::{
    traffic::{Given, Wanted, seconds},
    view,
};
use crate::{api::Api, body, problem::Fault, v1::configuration};

/// Sends contacts, made up or recorded, to the routing core under the configuration in force, and beside
/// it under a changed one. Nothing that is open is touched, and no configuration is changed. One run at a
/// time; it ends early when whoever asked goes away. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/simulations",
    operation_id = "simulations_run",
    tag = "simulations",
    request_body = Simulate,
    responses(
        (status = 200, description = "What came of it", body = Simulation),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 422, description = "No such channel, too many contacts, a number out of its range, or nobody recorded; `changes_refused`: `errors` says what is wrong with the changes, and where", body = Problem),
        (status = 503, description = "Another run is under way", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    body::Json(wish): body::Json<Simulate>,
) -> Result<Json<Simulation>, Fault> {
    let setup = api.setup();
    let changed = match &wish.changes {
        Some(changes) => {
            let tried = configuration::admin(&api)?.tried(changes).await;
            Some(tried.map_err(Fault::ChangesRefused)?)
        }
        None => None,
    };
    let plans = [Some(&setup.config.plan), changed.as_ref()];
    let wanted = Wanted::of(&wish, plans.into_iter().flatten())?;
    let place = Arc::clone(api.simulations()).try_acquire_owned();
    let place = place.map_err(|_| Fault::Busy)?;
    let past = wanted.past(&api).await?;
    let stop = StopWhenDropped::default();
    let stopped = stop.0.clone();
    let ran = spawn_blocking(move || {
        // Held for as long as the run lasts, even if whoever asked stops waiting.
        let _place = place;
        let given = wanted.given(past, wish.seed.unwrap_or(1))?;
        run(
            &wish,
            &setup.config.plan,
            changed.as_ref(),
            &given,
            &stopped,
        )
    });
    ran.await.unwrap_or(Err(Fault::Busy)).map(Json)
}

/// Asks a run to end when its answer is not waited for any more.
#[derive(Default)]
struct StopWhenDropped(Arc<AtomicBool>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn run(
    wish: &Simulate,
    in_force: &RoutingPlan,
    changed: Option<&RoutingPlan>,
    given: &Given,
    stopped: &AtomicBool,
) -> Result<Simulation, Fault> {
    let target_s = wish.target_s.unwrap_or(20);
    let target = Span::seconds(target_s);
    let mut columns = Vec::new();
    if let Some(record) = &given.record {
        let was = as_it_was(&record.past, &given.traffic, target);
        columns.push(view::column(Kind::AsItWas, was));
    }
    let asked = wish
        .agents
        .map(|agents| usize::try_from(agents).unwrap_or(usize::MAX));
    let wanted = [
        Some((Kind::InForce, in_force, OnDuty::All)),
        asked.map(|agents| (Kind::FewerAgents, in_force, OnDuty::First(agents))),
        changed.map(|changed| (Kind::Changed, changed, OnDuty::All)),
    ];
    for (kind, plan, on) in wanted.into_iter().flatten() {
        if stopped.load(Ordering::Relaxed) {
            return Err(Fault::Busy);
        }
        let accept = given.accept;
        columns.push(one(kind, plan, given, Crew { on, accept }, target)?);
    }
    Ok(Simulation {
        contacts: u64::try_from(given.traffic.contacts().len()).unwrap_or(u64::MAX),
        length_s: seconds(given.traffic.length()),
        target_s,
        recorded: given.record.as_ref().map(|it| view::record(&it.learned)),
        columns,
    })
}

fn one(
    kind: Kind,
    plan: &RoutingPlan,
    given: &Given,
    crew: Crew,
    target: Span,
) -> Result<SimulatedColumn, Fault> {
    let name = match kind {
        Kind::AsItWas | Kind::InForce | Kind::FewerAgents => "the configuration in force",
        Kind::Changed => "the changed configuration",
    };
    let column = column(name, plan, &given.traffic, crew, target);
    let column = column.map_err(|error| Fault::Unacceptable(format!("{name}: {error}")))?;
    Ok(view::column(kind, column))
}
