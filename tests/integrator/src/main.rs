//! Follows `plugins/README.md` word for word in an empty folder, in every language, as a new integrator
//! would; then does the same for the other kinds of plugin. The transcript is the test: it is kept in
//! `target/integrators/`.
//!
//! It needs the gateway's program (`FRONTDESK_BIN`) and the package registries; nothing is skipped when
//! one is missing, it fails.
#![forbid(unsafe_code)]

mod journey;
mod readme;

use std::{env, fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result};

use journey::Journey;
use readme::{Section, sections};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
/// Kinds beside the one of the README.
const OTHER_KINDS: [&str; 3] = ["channel", "translator", "bot"];

#[expect(clippy::print_stdout, reason = "a tool for the terminal")]
fn main() -> Result<ExitCode> {
    let only = env::args().nth(1);
    let frontdesk =
        env::var_os("FRONTDESK_BIN").context("FRONTDESK_BIN names the gateway's program")?;
    let frontdesk = fs::canonicalize(&frontdesk).context("FRONTDESK_BIN")?;
    let page = fs::read_to_string(Path::new(ROOT).join("plugins/README.md"))?;
    let (mut passed, mut failed) = (0, 0);
    for section in sections(&page) {
        if only
            .as_ref()
            .is_some_and(|only| !section.title.to_lowercase().ends_with(only.as_str()))
        {
            continue;
        }
        let journey = Journey::begin(&section.title, &frontdesk)?;
        for (name, script) in scripts(&section) {
            let is_good = journey.follow(&name, &script)?;
            println!(
                "==> {}: {name}: {}",
                section.title,
                if is_good { "ok" } else { "FAILED" }
            );
            *if is_good { &mut passed } else { &mut failed } += 1;
        }
    }
    println!("{passed} passed, {failed} failed");
    let is_good = failed == 0 && passed > 0;
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The README's own words first; then the other kinds, which share what the first has installed.
fn scripts(section: &Section) -> Vec<(String, String)> {
    let mut scripts = vec![("README".to_owned(), section.script.clone())];
    let language = section.title.to_lowercase();
    let steps = match language.as_str() {
        "in rust" => "ln -s ../acme-crm/target target\ncargo test\nfrontdesk plugin build",
        "in javascript" => {
            "ln -s ../acme-crm/node_modules node_modules\nnpm test\nfrontdesk plugin build"
        }
        // Building takes a quarter of a minute each and differs in nothing.
        "in python" => "../acme-crm/.venv/bin/python build.py test",
        other => {
            // A language that the README gains has to be tried in its other kinds too.
            return vec![(
                other.to_owned(),
                format!("echo no steps for {other}; false"),
            )];
        }
    };
    let word = language.trim_start_matches("in ");
    for kind in OTHER_KINDS {
        let new =
            format!("frontdesk plugin new --kind {kind} --lang {word} acme-{kind}\ncd acme-{kind}");
        scripts.push((format!("kind {kind}"), format!("{new}\n{steps}\n")));
    }
    scripts
}
