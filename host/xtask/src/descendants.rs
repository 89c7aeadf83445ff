//! The processes that a process has started, and theirs: what is still at work when a check hangs.

use std::{collections::BTreeMap, fs, process::Command};

/// A process that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: u32,
    /// Its command line.
    pub(crate) command: String,
}

/// A process and everything below it, parents first. Empty where there is no `/proc`.
pub(crate) fn family_of(root: u32) -> Vec<Process> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some((pid, parent)) = pid.and_then(|pid| Some((pid, parent_of(pid)?))) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut family = Vec::new();
    let mut waiting = vec![root];
    while let Some(pid) = waiting.pop() {
        let arguments = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&arguments).replace('\0', " ");
        family.push(Process {
            pid,
            command: command.trim_end().to_owned(),
        });
        waiting.extend(children.remove(&pid).unwrap_or_default());
    }
    family
}

/// The parent, from the second field behind the name, which is in brackets and may hold anything.
fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, behind) = stat.rsplit_once(')')?;
    behind.split_whitespace().nth(1)?.parse().ok()
}

/// Ends a process and everything below it, at once.
pub(crate) fn kill_family(root: u32) {
    let family = family_of(root);
    let mut kill = Command::new("kill");
    kill.arg("-9")
        .args(family.iter().map(|one| one.pid.to_string()));
    // One that has ended meanwhile makes `kill` complain; the others are gone all the same.
    drop(kill.output());
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    #[test]
    fn a_child_of_a_child_is_found_and_ended() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "cat; exit 3"]).stdin(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        let has_grandchild = || family_of(child.id()).iter().any(|one| one.command == "cat");
        while !has_grandchild() {
            std::thread::yield_now();
        }
        kill_family(child.id());
        assert_eq!(child.wait().unwrap().code(), None);
        assert!(!has_grandchild());
    }
}
