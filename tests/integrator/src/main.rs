//! Follows what the pages for integrators tell them to type, word for word: `plugins/README.md` in an
//! empty folder in every language, as a new integrator would, and then the same for the other kinds of
//! plugin; the pages of the SDKs and examples in their own folders. The transcript is the test: it is
//! kept in `target/integrators/`.
//!
//! It needs the gateway's program (`FRONTDESK_BIN`) and the package registries; nothing is skipped when
//! one is missing, it fails. Start at `plan`.
#![forbid(unsafe_code)]

mod journey;
mod plan;
mod readme;

use std::{env, fs, path::Path, process::ExitCode, time::Instant};

use anyhow::{Context as _, Result, bail};

use journey::Journey;
use plan::{LANGUAGES, Route, routes};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[expect(clippy::print_stdout, reason = "a tool for the terminal")]
fn main() -> Result<ExitCode> {
    let only = env::args().nth(1);
    if let Some(only) = &only
        && !LANGUAGES.contains(&only.as_str())
    {
        bail!("there is no language \"{only}\"; there is {LANGUAGES:?}");
    }
    let frontdesk = env::var_os("FRONTDESK_BIN").context(
        "FRONTDESK_BIN does not name the gateway's program: `cargo xtask test integrators` builds it and says where",
    )?;
    let frontdesk = fs::canonicalize(&frontdesk)
        .with_context(|| format!("FRONTDESK_BIN is {}", frontdesk.display()))?;
    let mut results = Vec::new();
    for route in routes(Path::new(ROOT))? {
        if only.as_ref().is_none_or(|only| route.language == *only) {
            follow(&route, &frontdesk, &mut results)?;
        }
    }
    println!("\nStep by step:");
    for (name, is_good, seconds) in &results {
        println!("  {seconds:>4} s  {}  {name}", verdict(*is_good));
    }
    let failed = results.iter().filter(|(_, is_good, _)| !is_good).count();
    println!("{} passed, {failed} failed", results.len() - failed);
    Ok(if failed == 0 && !results.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Takes a route's steps one after the other, each whatever became of the one before.
#[expect(clippy::print_stdout, reason = "a tool for the terminal")]
fn follow(route: &Route, frontdesk: &Path, results: &mut Vec<(String, bool, u64)>) -> Result<()> {
    let journey = Journey::begin(&route.place, &route.title, frontdesk)?;
    for step in &route.steps {
        let name = format!("{}: {}", route.title, step.name);
        println!("==> {name}");
        let began = Instant::now();
        let is_good = journey.follow(&step.name, &step.script)?;
        println!("==> {name}: {}", verdict(is_good));
        results.push((name, is_good, began.elapsed().as_secs()));
    }
    Ok(())
}

const fn verdict(is_good: bool) -> &'static str {
    if is_good { "ok    " } else { "FAILED" }
}
