//! What a gateway costs when nothing happens.

use std::time::Duration;

use anyhow::Result;
use frontdesk_test_bench::{
    Settings,
    process::{Memory, Usage},
    report::{Row, count},
};
use tokio::time::{Instant, sleep};

use crate::{options::Options, stage::Stage};

/// Memory and CPU: no sockets, idle visitors, open chats.
pub(super) async fn idle(options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open(options, Settings::default()).await?;
    let pid = stage.gateway.pid()?;
    stage.sign_in(options.agents).await?;
    sleep(Duration::from_secs(2)).await;
    let empty = Memory::of(pid)?;
    stage.connect(options.visitors).await?;
    sleep(Duration::from_secs(2)).await;
    let sockets = Memory::of(pid)?;
    stage.start_all(0, options.visitors, 200).await?;
    stage.all_placed(options.visitors).await?;
    sleep(Duration::from_secs(2)).await;
    let chats = Memory::of(pid)?;
    let quiet = Duration::from_secs(options.seconds.min(30));
    let cores = idle_cores(pid, quiet).await?;
    let each = |later: Memory, earlier: Memory| {
        (count(later.pss_kib) - count(earlier.pss_kib)) / count(options.visitors.max(1) as u64)
    };
    let variant = format!("{} visitors, {} agents", options.visitors, options.agents);
    let row = Row::new("idle", options.variant(&variant))
        .with(
            "PSS with agents only",
            count(empty.pss_kib) / 1_024.0,
            "MiB",
        )
        .with("PSS with visitors", count(sockets.pss_kib) / 1_024.0, "MiB")
        .with("PSS with open chats", count(chats.pss_kib) / 1_024.0, "MiB")
        .with("per idle visitor socket", each(sockets, empty), "KiB")
        .with("per open chat with socket", each(chats, empty), "KiB")
        .with("idle cores with open chats", cores, "");
    Ok(vec![row])
}

/// Cores that a process uses while nobody asks anything of it.
pub(super) async fn idle_cores(pid: u32, length: Duration) -> Result<f64> {
    let before = Usage::of(pid)?;
    let began = Instant::now();
    sleep(length).await;
    let spent = Usage::of(pid)?.since(&before);
    Ok(spent.cpu_s / began.elapsed().as_secs_f64())
}
