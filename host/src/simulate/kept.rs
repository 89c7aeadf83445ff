//! Past conversations: from the gateway that runs on the state, or from the state when none runs.
//!
//! One process at a time is in charge of a state, so a running gateway is asked over its control socket;
//! it sends times and channels, and no word and no address. A stopped gateway's state is opened as the
//! gateway would open it.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, Result, bail};
use frontdesk_core::{Conversation, Span, Timestamp};
use frontdesk_engine::ports::Clock as _;
use frontdesk_simulate::Past;
use frontdesk_store::{Key, Page, SledOptions, SledStore, Store, keys, records};
use tokio::runtime;

use crate::{
    cli::Place,
    clock::WallClock,
    control::{self, Ask},
};

/// Conversations that are read at once.
const PAGE: usize = 256;
/// Steps of one conversation that are looked at: more is nobody's waiting any more.
const STEPS: usize = 1_000;
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
    let mut past = Vec::new();
    let mut after: Option<Key> = None;
    loop {
        let page = Page {
            after: after.take(),
            ..Page::last(PAGE)
        };
        let range = keys::closed_conversations();
        let read = records::load_page::<Conversation>(store, range, page).await?;
        let is_last = read.len() < PAGE;
        for (key, conversation) in read {
            // Numbers are given in the order of time.
            if conversation.opened_at < since {
                return Ok(past);
            }
            let steps = records::steps(store, conversation.id, 0, STEPS).await?;
            past.extend(Past::of(&conversation, &steps));
            if past.len() > CONVERSATIONS_MAX {
                bail!("there are more than {CONVERSATIONS_MAX}: take fewer --days");
            }
            after = Some(key);
        }
        if is_last {
            return Ok(past);
        }
    }
}
