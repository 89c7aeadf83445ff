//! What a process needs at its worst moment.

use std::fs;

use anyhow::{Context as _, Result};

/// The most memory a process has had since this was made.
#[derive(Clone, Copy, Debug)]
pub struct Peak {
    pid: u32,
    from_kib: u64,
}

impl Peak {
    /// Begins to look.
    pub fn from_now(pid: u32) -> Result<Self> {
        let path = format!("/proc/{pid}/clear_refs");
        fs::write(&path, "5").with_context(|| format!("writing {path}"))?;
        let from_kib = most_kib(pid)?;
        Ok(Self { pid, from_kib })
    }

    /// By how much it grew.
    pub fn growth_mib(&self) -> Result<u64> {
        Ok(most_kib(self.pid)?.saturating_sub(self.from_kib) / 1_024)
    }
}

fn most_kib(pid: u32) -> Result<u64> {
    let path = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.context("no VmHWM line")
}
