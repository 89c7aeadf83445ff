//! `cargo xtask`: everything that is done to this repository, the same by hand and in CI.
//!
//! Each subcommand installs what it needs or says how to, builds what is out of date, and does its
//! work by calling the tools a contributor would call. Start at [`Task`].
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its output is for whoever runs it"
)]

mod bench;
mod components;
mod descendants;
mod files;
mod prerequisites;
mod run;
mod step;
mod suite;
mod tally;
mod test;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Builds, runs, tests and measures Frontdesk.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_version_flag = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build everything in release and start the demo
    Run(run::Options),
    /// Run every check there is, or those of one level
    Test(test::Options),
    /// Check formatting and lints only
    Check,
    /// Measure the gateway under load; see tests/bench/README.md
    Bench(bench::Options),
    /// Build the web pages into host/web/dist
    Web,
    /// Build the components into plugins/target/components
    Plugins,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        // The summary has said what failed, and its last line stays the last.
        Err(error) if error.is::<suite::Failed>() => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Run(options) => run::run(&workspace, &options),
        Task::Test(options) => test::run_all(&workspace, &options),
        Task::Check => test::check(&workspace),
        Task::Bench(options) => bench::run(&workspace, &options),
        Task::Web => web::build(&workspace),
        Task::Plugins => components::build(&workspace, components::Which::All),
    }
}
