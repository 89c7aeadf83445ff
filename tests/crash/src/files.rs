//! How many files and sockets this process may have open.

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Asks for room for so many open files, which processes started later have as well. Answers how many
/// there is room for: as many, or what the machine allows.
pub fn files_at_most(wanted: usize) -> Result<usize> {
    let limit = getrlimit(Resource::Nofile);
    let wanted_at_least = u64::try_from(wanted)?;
    let current = limit.current.unwrap_or(u64::MAX);
    let raised = limit.maximum.unwrap_or(u64::MAX).min(wanted_at_least);
    if current < raised {
        let limit = Rlimit {
            current: Some(raised),
            ..limit
        };
        setrlimit(Resource::Nofile, limit).context("raising the limit of open files")?;
    }
    let room = current.max(raised).min(wanted_at_least);
    ensure!(
        room >= 2_048,
        "only {room} files may be open: raise `ulimit -Hn`"
    );
    Ok(usize::try_from(room)?)
}
