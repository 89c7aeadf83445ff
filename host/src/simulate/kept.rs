//! Past conversations: from the gateway that runs on the state, or from the state when none runs.
//!
//! One process at a time is in charge of a state, so a running gateway is asked over its control socket;
//! it sends times and channels, and no word and no address. A stopped gateway's state is opened as the
//! gateway would open it.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, Result, bail};
use frontdesk_api::past_conversations;
use frontdesk_core::{Span, Timestamp};
use frontdesk_engine::ports::Clock as _;
use frontdesk_simulate::Past;
use frontdesk_store::{SledOptions, SledStore, Store};
use tokio::runtime;

use crate::{
    cli::Place,
    clock::WallClock,
    control::{self, Ask},
};

/// Past conversations in one run.
const CONVERSATIONS_MAX: usize = 500_000;
/// Milliseconds of a day.
const DAY: u64 = 86_400_000;

/// The past conversations that began in the last so many days.
pub(super) fn of_last_days(place: &Place, days: u32) -> Result<Vec<Past>> {
    let state = place.state()?;
    let since = WallClock.now() - Span::millis(u64::from(days) * DAY);
    let past = if control::path_in(&state).is_ok() {
        asked(&state, since)
    } else {
        opened(&state, since)
    };
    let past = past.with_context(|| {
        format!(
            "reading the past conversations of the state in {}",
            state.display()
        )
    })?;
    if past.is_empty() {
        bail!(
            "no conversation that a contact began in the last {days} days is over (the state is in {}); look \
             further back with --days, or let chance send contacts with --traffic poisson",
            state.display()
        );
    }
    Ok(past)
}

/// From the running gateway.
fn asked(state: &Path, since: Timestamp) -> Result<Vec<Past>> {
    let mut lines = Vec::new();
    control::ask(state, &Ask::Past { since }, |line| {
        lines.push(line.to_owned());
    })?;
    let past = lines.iter().map(|line| serde_json::from_str(line));
    let past: Result<Vec<Past>, _> = past.collect();
    past.context("the running gateway is of another version: start it again, or stop it")
}

/// From the state itself.
fn opened(state: &Path, since: Timestamp) -> Result<Vec<Past>> {
    let folder = state.join("store");
    if !folder.is_dir() {
        bail!("there is no state; --state says where it is, if it is elsewhere");
    }
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("starting the runtime")?.block_on(async {
        let store = Arc::new(SledStore::open(SledOptions::new(folder)).await?);
        let past = read(&*store, since).await;
        store.close().await;
        past
    })
}

/// What is left of the closed conversations that began at `since` or later, the last first.
pub(crate) async fn read(store: &dyn Store, since: Timestamp) -> Result<Vec<Past>> {
    let past = past_conversations(store, since, CONVERSATIONS_MAX).await?;
    past.with_context(|| format!("there are more than {CONVERSATIONS_MAX}: take fewer --days"))
}
