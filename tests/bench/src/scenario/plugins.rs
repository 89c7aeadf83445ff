//! What the plugin platform costs those who only talk: versions replaced under load, and neighbours
//! that misbehave.

use std::{
    fs,
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use frontdesk_test_bench::{
    Settings, components,
    ledger::{Tally, histogram, record},
    other_version,
    report::{Row, count},
    troupe,
};
use hdrhistogram::Histogram;
use tokio::{net::TcpListener, time::sleep};

use crate::{
    options::Options,
    stage::{Stage, Window, state_folder},
};

/// Versions that follow one another.
const SWAPS: u8 = 10;
/// Pairs of windows, without and with misbehaving neighbours.
const PAIRS: usize = 5;

/// A window of quiet load, then one in which web chat's component is replaced again and again.
pub(super) async fn swaps(options: &Options) -> Result<Vec<Row>> {
    let folder = state_folder(options)?;
    let original = fs::read(components()?.join("webchat.wasm")).context("web chat's component")?;
    fs::write(folder.path().join("webchat.wasm"), &original)?;
    let settings = Settings {
        components: Some(folder.path().to_owned()),
        ..Settings::default()
    };
    let settings = settings.with("plugins.watch", "false");
    let stage = Stage::filled_with(options, settings).await?;
    let load = || stage.load(options.visitors, options.rate, options.seconds);
    stage
        .load(options.visitors, options.rate, options.warm_up.max(1))
        .await?;
    let quiet = load().await?;
    let (window, reloads) = tokio::join!(load(), swapping(&stage, &original, options.seconds));
    let (window, reloads) = (window?, reloads?);
    let what = |what: &str| {
        options.variant(&format!(
            "{what}, {} messages/s, {} chats",
            options.rate, options.visitors
        ))
    };
    let row = |title: &str, window: &Window| {
        Row::new("swaps", what(title))
            .with_tally(&window.tally)
            .with_usage(&window.usage, window.seconds, window.tally.due, "message")
    };
    Ok(vec![
        row("none", &quiet),
        row(&format!("{SWAPS} swaps"), &window).with_histogram("swap", &reloads),
    ])
}

/// From the command to its answer: the new version compiled, tried and called.
async fn swapping(stage: &Stage, original: &[u8], seconds: u64) -> Result<Histogram<u64>> {
    let mut reloads = histogram();
    let pause = Duration::from_secs(seconds) / (u32::from(SWAPS) + 1);
    for version in 1..=SWAPS {
        sleep(pause).await;
        let wasm = other_version(original, version);
        stage.gateway.put_component("webchat", &wasm)?;
        let began = Instant::now();
        let said = stage.gateway.tell(&["reload"]).await?;
        record(&mut reloads, began.elapsed());
        ensure!(said.contains("swapped"), "swap {version}: {said}");
    }
    Ok(reloads)
}

/// Windows in turns, without and with everyone of the troupe misbehaving.
pub(super) async fn neighbours(options: &Options) -> Result<Vec<Row>> {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let settings = Settings {
        sections: troupe::sections(silent.local_addr()?),
        ..Settings::default()
    };
    let stage = Stage::filled_with(options, settings).await?;
    let seconds = (options.seconds / 4).max(5);
    let load = || stage.load(options.visitors, options.rate, seconds);
    load().await?;
    let admin = troupe::admin(&stage.gateway).await?;
    let clerk = troupe::clerk(&stage.gateway).await?;
    let (mut quiet, mut disturbed): (Vec<Window>, Vec<Window>) = (Vec::new(), Vec::new());
    let (mut calls, mut errors) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        quiet.push(load().await?);
        let before = troupe::calls(&admin).await?;
        let abuse = troupe::abuse(&stage.gateway);
        disturbed.push(tokio::select! {
            window = load() => window?,
            ended = troupe::traffic_with_providers(&admin, &clerk) => {
                ended?;
                bail!("the traffic with providers came to an end")
            }
        });
        drop(abuse);
        let after = troupe::calls(&admin).await?;
        calls.push(count(after.0.saturating_sub(before.0)));
        errors.push(count(after.1.saturating_sub(before.1)));
    }
    let what = format!(
        "{} messages/s, {PAIRS} windows of {seconds} s",
        options.rate
    );
    let row = |title: &str, windows: &[Window]| {
        let lost = windows.iter().map(|window| window.tally.lost).sum();
        // Counted over the whole run.
        let at_end =
            |part: fn(&Tally) -> u64| windows.last().map_or(0, |window| part(&window.tally));
        Row::new("neighbours", options.variant(&format!("{title}, {what}")))
            .with_time("both ways p50, median", median(windows, 0.5))
            .with_time("both ways p99, median", median(windows, 0.99))
            .with_time(
                "both ways p99, worst window",
                worst(windows, |tally| &tally.both),
            )
            .with_time(
                "generator late p99, worst",
                worst(windows, |tally| &tally.late),
            )
            .with("lost", count(lost), "")
            .with("duplicated", count(at_end(|tally| tally.duplicated)), "")
            .with("reordered", count(at_end(|tally| tally.reordered)), "")
    };
    let least = |counts: &[f64]| counts.iter().copied().fold(f64::INFINITY, f64::min);
    let misbehaving = row("misbehaving", &disturbed)
        .with("calls of them, fewest a window", least(&calls), "")
        .with("failed, fewest a window", least(&errors), "");
    Ok(vec![row("quiet", &quiet), misbehaving])
}

fn median(windows: &[Window], quantile: f64) -> Duration {
    let both = |window: &Window| window.tally.both.value_at_quantile(quantile);
    let mut times: Vec<_> = windows.iter().map(both).collect();
    times.sort_unstable();
    Duration::from_micros(times.get(times.len() / 2).copied().unwrap_or_default())
}

/// The highest p99 of any window.
fn worst(windows: &[Window], of: fn(&Tally) -> &Histogram<u64>) -> Duration {
    let times = windows.iter();
    let times = times.map(|window| of(&window.tally).value_at_quantile(0.99));
    Duration::from_micros(times.max().unwrap_or_default())
}
