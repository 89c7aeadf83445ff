//! What messages cost on disk: written while they come, kept when they are there.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{
    body::body_of_200_bytes,
    disk::kept_bytes,
    process::{Usage, written_bytes},
    report::{Row, count},
};
use tokio::time::timeout;

use super::rally::Rally;
use crate::{options::Options, stage::Stage};

/// A message that takes longer than this will not come.
const PATIENCE: Duration = Duration::from_secs(30);
const END_LIMIT: Duration = Duration::from_mins(1);

/// First the steady rate, because how many messages share a commit decides what is written; then as
/// fast as it goes until there are as many as asked for. All have 200 bytes.
pub(super) async fn disk(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::filled(options).await?;
    stage.body = body_of_200_bytes;
    stage.ledger.expect(usize::try_from(options.messages)?);
    let store = stage.gateway.state_path().join("store");
    let pid = stage.gateway.pid()?;
    let (empty, at_first) = (kept_bytes(&store)?, written_bytes(pid)?);
    let from = stage.ledger.now();

    let seconds = options.seconds.min(options.messages / options.rate.max(1));
    let paced = stage.load(options.visitors, options.rate, seconds).await?;
    let after_paced = written_bytes(pid)?;
    let (before, began) = (Usage::of(pid)?, Instant::now());
    let hurried = options.messages.saturating_sub(paced.tally.due);
    fill(&stage, options.visitors, hurried).await?;
    let to = stage.ledger.now();
    stage.drained(from, to).await;
    let (usage, took) = (Usage::of(pid)?.since(&before), began.elapsed());
    let (at_last, kept) = (written_bytes(pid)?, kept_bytes(&store)?);
    let tally = stage.tally(from, to);
    let memory = stage.memory()?;

    stage.gateway.terminate(END_LIMIT).await?;
    let closed = kept_bytes(&store)?;
    stage.gateway.resume().await?;
    let each = |bytes: u64, messages: u64| count(bytes) / count(messages.max(1));
    let mib = |bytes: u64| count(bytes) / f64::from(1 << 20);
    let variant = format!(
        "{} messages of 200 bytes, {} chats, the first {seconds} s at {}/s",
        options.messages, options.visitors, options.rate
    );
    let row = Row::new("disk", options.variant(&variant))
        .with("messages", count(tally.due), "")
        .with("kept", mib(kept), "MiB")
        .with("kept after an end", mib(closed), "MiB")
        .with(
            "kept per message",
            each(kept.saturating_sub(empty), tally.due),
            "B",
        )
        .with(
            "written per message",
            each(at_last - at_first, tally.due),
            "B",
        )
        .with(
            "… at the steady rate",
            each(after_paced - at_first, paced.tally.due),
            "B",
        )
        .with("… in a hurry", each(at_last - after_paced, hurried), "B")
        .with("hurried rate", count(hurried) / took.as_secs_f64(), "/s")
        .with("lost", count(tally.lost), "")
        .with("duplicated", count(tally.duplicated), "")
        .with("reordered", count(tally.reordered), "")
        .with_usage(&usage, took.as_secs_f64(), hurried, "hurried message")
        .with_memory(&memory)
        .with_time("start with all of it", stage.gateway.start_time());
    Ok(vec![row])
}

/// Sends so many messages, one outstanding in each chat.
async fn fill(stage: &Stage, chats: usize, messages: u64) -> Result<()> {
    let serves = messages.min(u64::try_from(chats)?);
    let mut rally = Rally::begin(stage, usize::try_from(serves)?)?;
    let mut left = messages - serves;
    while left > 0 {
        let next = timeout(PATIENCE, rally.next()).await;
        let delivery = next.with_context(|| format!("{left} messages were still to be sent"))?;
        rally.answer(delivery.context("the run is over")?)?;
        left -= 1;
    }
    Ok(())
}
