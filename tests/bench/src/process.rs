//! What a process costs, as the kernel counts it.

use std::fs;

use anyhow::{Context as _, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// `USER_HZ`: the unit of `/proc/<pid>/stat` on every Linux this runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// A process, and the machine around it, at one instant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// User and system time of the process so far, in seconds.
    pub cpu_s: f64,
    /// User and system time of this very process so far, in seconds.
    pub own_cpu_s: f64,
    /// Time that all processors of the machine were not idle, in seconds.
    pub machine_cpu_s: f64,
}

impl Usage {
    /// Reads the counters now.
    pub fn of(pid: u32) -> Result<Self> {
        Ok(Self {
            cpu_s: cpu_seconds(&format!("/proc/{pid}/stat"))?,
            own_cpu_s: cpu_seconds("/proc/self/stat")?,
            machine_cpu_s: machine_seconds()?,
        })
    }

    #[must_use]
    /// What was used between an `earlier` reading and this one.
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            cpu_s: self.cpu_s - earlier.cpu_s,
            own_cpu_s: self.own_cpu_s - earlier.own_cpu_s,
            machine_cpu_s: self.machine_cpu_s - earlier.machine_cpu_s,
        }
    }

    /// Processors kept busy by others over `seconds`: what makes a row noisy.
    pub fn other_cores(&self, seconds: f64) -> f64 {
        ((self.machine_cpu_s - self.cpu_s - self.own_cpu_s) / seconds).max(0.0)
    }
}

/// Memory of a process, in KiB.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// Proportional set size: what the process costs the machine.
    pub pss_kib: u64,
    /// Resident set size.
    pub rss_kib: u64,
}

impl Memory {
    /// Reads it now.
    pub fn of(pid: u32) -> Result<Self> {
        let path = format!("/proc/{pid}/smaps_rollup");
        let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let field = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_whitespace().nth(1))
                .and_then(|kib| kib.parse().ok())
        };
        Ok(Self {
            pss_kib: field("Pss:").context("no Pss line")?,
            rss_kib: field("Rss:").context("no Rss line")?,
        })
    }
}

/// Bytes a process has caused to be written to disk so far.
pub fn written_bytes(pid: u32) -> Result<u64> {
    let path = format!("/proc/{pid}/io");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes: "));
    line.and_then(|bytes| bytes.trim().parse().ok())
        .context("no write_bytes line")
}

/// Raises how many files this process and its children may have open as far as they may, and says
/// how far that is. A socket is a file.
pub fn raise_file_limit() -> Result<u64> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let current = maximum;
    setrlimit(Resource::Nofile, Rlimit { current, maximum }).context("raising `ulimit -n`")?;
    // No maximum at all is as good as any number.
    Ok(maximum.unwrap_or(u64::MAX))
}

fn cpu_seconds(path: &str) -> Result<f64> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
    // The command's name may hold spaces and brackets; the fields begin after the last bracket.
    let (_, fields) = text.rsplit_once(')').context("no command name")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|field| field.parse::<f64>().ok());
    let (user, system) = (ticks().context("no utime")?, ticks().context("no stime")?);
    Ok((user + system) / TICKS_PER_SECOND)
}

fn machine_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/stat").context("reading /proc/stat")?;
    let line = text.lines().next().context("empty /proc/stat")?;
    let ticks: Vec<f64> = line
        .split_whitespace()
        .skip(1)
        .filter_map(|field| field.parse().ok())
        .collect();
    // user nice system idle iowait irq softirq: all but idle and iowait.
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    let all: f64 = ticks.iter().take(7).sum();
    Ok((all - idle) / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_can_be_read_and_its_time_only_grows() {
        let pid = std::process::id();
        let before = Usage::of(pid).unwrap();
        let sum = (0..5_000_000_u64).fold(0_u64, |sum, n| std::hint::black_box(sum ^ n));
        assert!(sum < u64::MAX);
        let spent = Usage::of(pid).unwrap().since(&before);
        assert!(spent.cpu_s >= 0.0 && spent.machine_cpu_s >= 0.0);
        assert!(Memory::of(pid).unwrap().pss_kib > 100);
    }

    #[test]
    fn the_file_limit_can_be_raised_to_where_it_already_is() {
        assert_eq!(raise_file_limit().unwrap(), raise_file_limit().unwrap());
    }
}
