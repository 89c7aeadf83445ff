//! A process that ends without being asked.

use std::{process::ExitStatus, time::Duration};

use anyhow::{Context as _, Result};
use frontdesk_test_bench::Gateway;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use tokio::{task::spawn_blocking, time::timeout};

/// Waits until the gateway has ended by itself, and says how.
pub async fn ended_by_itself(gateway: &mut Gateway, limit: Duration) -> Result<ExitStatus> {
    let pid = i32::try_from(gateway.pid()?)?;
    let pid = Pid::from_raw(pid).context("no process id")?;
    // Looks without collecting: that is the business of whoever started the process.
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    let ended = spawn_blocking(move || waitid(WaitId::Pid(pid), look));
    timeout(limit, ended)
        .await
        .with_context(|| format!("process {pid:?} goes on:\n{}", gateway.log()))??
        .context("waiting for the process")?;
    // There is nobody left to hear the signal: this collects the exit code.
    gateway.terminate(limit).await
}
