//! `frontdesk plugin check`.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use frontdesk_plugin_host::{Descriptor, PluginHost, Trial};
use tokio::runtime::{self, Runtime};

use super::component_file;
use crate::{announce::say, place::plugin_host};

#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    /// The component, a `.wasm` file
    file: String,
    /// Settings to try it with [default: made from its schema]
    #[arg(long, value_name = "JSON")]
    settings: Option<String>,
}

/// Prints a line for each promise; the exit code is 1 when one is not kept.
pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let file = component_file(&options.file)?;
    let wasm = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    // The cache is this run's own: a component that is only tried leaves nothing behind.
    let cache = std::env::temp_dir().join(format!("frontdesk-check-{}", std::process::id()));
    let host = plugin_host(&cache)?;
    let trial = Trial {
        settings_json: options.settings.clone(),
        ..Trial::default()
    };
    let report = runtime()?.block_on(host.conformance(&wasm, &trial));
    drop(host);
    drop(fs::remove_dir_all(&cache));
    say(&format!("{}: {report}\n", file.display()));
    Ok(if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What a component says of itself.
pub(super) fn describe(host: &PluginHost, wasm: &[u8]) -> Result<Descriptor> {
    runtime()?
        .block_on(host.describe(wasm))
        .map_err(|error| anyhow!("this cannot be added: {error}"))
}

fn runtime() -> Result<Runtime> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("starting the runtime")
}
