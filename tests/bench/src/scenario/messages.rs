//! Messages both ways between visitors and the agents who hold their chats.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use frontdesk_test_bench::{
    ledger::Tally,
    process::{Usage, written_bytes},
    report::{Row, count},
};
use tokio::time::timeout_at;

use super::rally::Rally;
use crate::{options::Options, stage::Stage};

const STEPS: [u64; 9] = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

/// One rate, counted after a warm-up.
pub(super) async fn steady(options: &Options) -> Result<Vec<Row>> {
    let stage = Stage::filled(options).await?;
    stage
        .load(options.visitors, options.rate, options.warm_up.max(1))
        .await?;
    let disk = written_bytes(stage.gateway.pid()?)?;
    let window = stage
        .load(options.visitors, options.rate, options.seconds)
        .await?;
    let disk = written_bytes(stage.gateway.pid()?)?.saturating_sub(disk);
    let variant = format!(
        "{} messages/s, {} chats, {} agents, {} s",
        options.rate, options.visitors, options.agents, options.seconds
    );
    let row = Row::new("steady", options.variant(&variant))
        .with_tally(&window.tally)
        .with_usage(&window.usage, window.seconds, window.tally.due, "message")
        .with(
            "written per message",
            count(disk) / count(window.tally.due.max(1)),
            "B",
        )
        .with_memory(&stage.memory()?);
    Ok(vec![row])
}

/// Rates one above the other until the rule fails.
pub(super) async fn ladder(options: &Options) -> Result<Vec<Row>> {
    let stage = Stage::filled(options).await?;
    let mut rows = Vec::new();
    let mut sustained = 0;
    for rate in STEPS {
        stage.load(options.visitors, rate, 5).await?;
        let window = stage
            .load(options.visitors, rate, options.seconds.min(20))
            .await?;
        let passed = passes(&window.tally);
        let row = Row::new("ladder", options.variant(&format!("{rate} messages/s")))
            .with_tally(&window.tally)
            .with_usage(&window.usage, window.seconds, window.tally.due, "message")
            .with("passed", f64::from(u8::from(passed)), "");
        rows.push(row);
        if !passed {
            break;
        }
        sustained = rate;
    }
    rows.push(Row::new("ladder", options.variant("sustained")).with(
        "rate",
        count(sustained),
        "/s",
    ));
    Ok(rows)
}

/// 99.99 % within 5 s, none doubled, none out of order, p99 at most 250 ms.
fn passes(tally: &Tally) -> bool {
    tally.in_time * 10_000 >= tally.due * 9_999
        && tally.duplicated == 0
        && tally.reordered == 0
        && tally.both.value_at_quantile(0.99) <= 250_000
}

/// Ping-pong in every chat: as fast as it goes with one message outstanding in each.
pub(super) async fn saturation(options: &Options) -> Result<Vec<Row>> {
    let stage = Stage::filled(options).await?;
    let mut rally = Rally::begin(&stage, options.visitors)?;
    let warm = Instant::now() + Duration::from_secs(5);
    let end = warm + Duration::from_secs(options.seconds.min(20));
    let mut counted: Option<(Usage, Duration, Instant)> = None;
    let mut messages = 0_u64;
    while let Ok(Some(delivery)) = timeout_at(end.into(), rally.next()).await {
        if counted.is_none() && Instant::now() >= warm {
            counted = Some((
                Usage::of(stage.gateway.pid()?)?,
                stage.ledger.now(),
                Instant::now(),
            ));
        }
        messages += u64::from(counted.is_some());
        rally.answer(delivery)?;
    }
    let Some((before, from, began)) = counted else {
        ensure!(false, "no message came back within the warm-up");
        return Ok(Vec::new());
    };
    let seconds = began.elapsed().as_secs_f64();
    let usage = Usage::of(stage.gateway.pid()?)?.since(&before);
    let to = stage.ledger.now();
    stage.drained(from, to).await;
    let tally = stage.tally(from, to);
    let variant = format!("{} chats, {} agents", options.visitors, options.agents);
    let row = Row::new("saturation", options.variant(&variant))
        .with("rate", count(messages) / seconds, "/s")
        .with_tally(&tally)
        .with_usage(&usage, seconds, messages, "message")
        .with_memory(&stage.memory()?);
    Ok(vec![row])
}
