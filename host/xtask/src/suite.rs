//! Running many checks to the end, and summing up.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Error, Result, bail};

use crate::{
    descendants::{family_of, kill_family},
    step::{announce, show},
    tally::Tally,
};

/// How long one check may take: several times what the slowest needs on two cores. One that hangs is
/// ended, and what was at work in it is named.
const TIME_MAX: Duration = Duration::from_mins(45);

/// Checks run so far.
pub(crate) struct Suite {
    began: Instant,
    results: Vec<Checked>,
}

/// One check's result.
struct Checked {
    name: &'static str,
    tally: Tally,
    took: Duration,
    /// What to do to see the failure again.
    failure: Option<String>,
}

impl Suite {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            results: Vec::new(),
        }
    }

    /// Runs a command as a check. What it prints is passed on; its tests are counted.
    pub(crate) fn check(&mut self, name: &'static str, command: &mut Command) -> bool {
        announce(&format!("{name}: {}", show(command)));
        let began = Instant::now();
        let mut tally = Tally::default();
        let failure = match follow(command, &mut tally) {
            Ok(()) => None,
            Err(error) => Some(format!("{error:#}")),
        };
        self.record(name, tally, began, failure)
    }

    /// Runs something of this program's own as a check.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        let began = Instant::now();
        let failure = work().err().map(|error| format!("{error:#}"));
        self.record(name, Tally::default(), began, failure)
    }

    /// Notes a check that cannot be run because what it needs has failed.
    pub(crate) fn skip(&mut self, name: &'static str, why: &str) {
        self.record(
            name,
            Tally::default(),
            Instant::now(),
            Some(format!("not run: {why}")),
        );
    }

    fn record(
        &mut self,
        name: &'static str,
        mut tally: Tally,
        began: Instant,
        failure: Option<String>,
    ) -> bool {
        // A check that counts no tests counts as one itself; so does one that fails outside them.
        match &failure {
            None if tally.passed == 0 => tally.passed = 1,
            Some(_) if tally.failed == 0 => tally.failed = 1,
            None | Some(_) => {}
        }
        if let Some(failure) = &failure {
            println!("==> {name} FAILED: {failure}");
        }
        let passed = failure.is_none();
        self.results.push(Checked {
            name,
            tally,
            took: began.elapsed(),
            failure,
        });
        passed
    }

    /// Prints the table and the sum; an error if anything failed.
    pub(crate) fn finish(self) -> Result<()> {
        println!(
            "\n{:<28} {:>8} {:>8} {:>8}",
            "check", "passed", "failed", "time"
        );
        let mut sum = Tally::default();
        for Checked {
            name,
            tally,
            took,
            failure,
        } in &self.results
        {
            let mark = if failure.is_some() { "  FAILED" } else { "" };
            let (passed, failed) = (tally.passed, tally.failed);
            println!(
                "{name:<28} {passed:>8} {failed:>8} {:>8}{mark}",
                time(*took)
            );
            sum.add(*tally);
        }
        println!(
            "{:<28} {:>8} {:>8} {:>8}",
            "",
            "",
            "",
            time(self.began.elapsed())
        );
        let failures = self
            .results
            .iter()
            .filter_map(|c| Some((c.name, c.failure.as_ref()?)));
        for (name, failure) in failures {
            println!("{name}: {failure}");
        }
        println!("{} passed, {} failed", sum.passed, sum.failed);
        std::io::stdout().flush().context("writing the summary")?;
        if sum.failed > 0 {
            // The last line stays the last: cargo reports the exit code on its own.
            return Err(Error::new(Failed));
        }
        Ok(())
    }
}

/// Something failed, and the summary says what.
#[derive(Debug)]
pub(crate) struct Failed;

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("checks failed")
    }
}

impl std::error::Error for Failed {}

/// Runs a command, passes its standard output on line by line and counts tests in it.
fn follow(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let shown = show(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting `{shown}`"))?;
    let stdout = child.stdout.take().context("a pipe")?;
    let pid = child.id();
    let (ended, watched) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        let late = watched.recv_timeout(TIME_MAX) == Err(RecvTimeoutError::Timeout);
        late.then(|| end_late(pid))
    });
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        tally.read(&line);
        println!("{line}");
    }
    let status = child.wait()?;
    drop(ended);
    if let Ok(Some(late)) = watch.join() {
        bail!("`{shown}` was ended after {}: {late}", time(TIME_MAX));
    }
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Ends a command that takes too long; what was at work in it, innermost last.
fn end_late(pid: u32) -> String {
    let family = family_of(pid);
    kill_family(pid);
    let commands: Vec<String> = family.into_iter().map(|one| one.command).collect();
    format!("still at work were `{}`", commands.join("`, `"))
}

/// `12.3 s`, `4 min 05 s`.
fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", took.as_secs_f64()),
        _ => format!("{}m{:02}s", seconds / 60, seconds % 60),
    }
}
