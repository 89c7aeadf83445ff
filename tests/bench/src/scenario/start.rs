//! From nothing to a gateway that is ready.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt as _,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{
    Gateway, Settings, components, copies,
    disk::kept_bytes,
    process::Memory,
    report::{Row, count},
};

use super::{footprint::idle_cores, past};
use crate::{options::Options, stage};

const STARTS: usize = 5;
const CHANNELS: usize = 10;
const QUIET: Duration = Duration::from_secs(10);
const END_LIMIT: Duration = Duration::from_mins(1);

/// A small gateway on an empty store, then a large one with a past.
pub(super) async fn start(options: &Options) -> Result<Vec<Row>> {
    Ok(vec![small(options).await?, at_size(options).await?])
}

async fn small(options: &Options) -> Result<Row> {
    let folder = stage::state_folder(options)?;
    let settings = Settings::default();
    let mut gateway = Gateway::start(folder.path(), &settings).await?;
    let first = gateway.start_time();
    let again = starts(&mut gateway).await?;
    let pid = gateway.pid()?;
    let cores = idle_cores(pid, QUIET).await?;
    let row = Row::new("start", options.variant("empty store, 3 agents, 1 channel"))
        .with_time("first start", first);
    Ok(timed(row, &again)
        .with_memory(&Memory::of(pid)?)
        .with("idle cores", cores, ""))
}

/// Ten components, each with its own place in the cache, and a store full of closed conversations.
async fn at_size(options: &Options) -> Result<Row> {
    let folder = stage::state_folder(options)?;
    let copied = folder.path().join("components");
    copies::of_web_chat(&components()?, &copied, CHANNELS)?;
    let settings = Settings {
        agents: options.agents,
        channels: CHANNELS,
        components: Some(copied),
        ..Settings::default()
    };
    let mut gateway = Gateway::prepare(folder.path(), &settings)?;
    let state = gateway.state_path();
    DirBuilder::new()
        .mode(0o700)
        .create(&state)
        .context("making the state's folder")?;
    let cast = past::Cast {
        channels: CHANNELS,
        agents: options.agents,
    };
    let began = Instant::now();
    past::write(&state, &cast, options.stored).await?;
    let writing = began.elapsed();
    let kept = kept_bytes(&state.join("store"))?;

    gateway.resume().await?;
    let first = gateway.start_time();
    let again = starts(&mut gateway).await?;
    let memory = Memory::of(gateway.pid()?)?;
    gateway.kill().await?;
    gateway.resume().await?;
    let variant = format!(
        "{} closed conversations stored, {} agents, {CHANNELS} channels",
        options.stored, options.agents
    );
    let row = Row::new("start", options.variant(&variant)).with_time("first start", first);
    Ok(timed(row, &again)
        .with_time("start after kill -9", gateway.start_time())
        .with_memory(&memory)
        .with("store on disk", count(kept) / f64::from(1 << 20), "MiB")
        .with("writing the past", writing.as_secs_f64(), "s"))
}

/// Starts again and again, each time after a proper end, and leaves the last one running.
async fn starts(gateway: &mut Gateway) -> Result<Vec<Duration>> {
    let mut took = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        gateway.terminate(END_LIMIT).await?;
        gateway.resume().await?;
        took.push(gateway.start_time());
    }
    took.sort();
    Ok(took)
}

fn timed(row: Row, sorted: &[Duration]) -> Row {
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let slowest = sorted.last().copied().unwrap_or_default();
    row.with_time("later starts, median", median)
        .with_time("later starts, slowest", slowest)
}
