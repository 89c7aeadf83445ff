//! `frontdesk plugin check`.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use frontdesk_plugin_host::{Descriptor, Limits, PluginHost, Trial};
use tokio::runtime::{self, Runtime};

use super::Source;
use crate::{announce::say, place::plugin_host};

/// Times as long as in a gateway may a call take here.
const PATIENCE: u32 = 4;

#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    /// The component: a `.wasm` file, or `oci://REGISTRY/NAME:TAG`
    file: String,
    /// Settings to try it with [default: made from its schema]
    #[arg(long, value_name = "JSON")]
    settings: Option<String>,
}

/// Prints a line for each promise; the exit code is 1 when one is not kept.
pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let source = Source::of(&options.file)?;
    let file = source.file();
    let wasm = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    // The cache is this run's own: a component that is only tried leaves nothing behind.
    let cache = std::env::temp_dir().join(format!("frontdesk-check-{}", std::process::id()));
    let host = plugin_host(&cache)?;
    let trial = Trial {
        settings_json: options.settings.clone(),
        limits: patient(),
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

/// A busy machine must not cut what a gateway would not; how long calls took is in the report.
fn patient() -> Limits {
    let usual = Limits::default();
    Limits {
        call: usual.call.saturating_mul(PATIENCE),
        load: usual.load.saturating_mul(PATIENCE),
        ..usual
    }
}

/// What a component says of itself.
pub(super) fn describe(host: &PluginHost, wasm: &[u8]) -> Result<Descriptor> {
    runtime()?
        .block_on(host.describe(wasm))
        .map_err(|error| anyhow!("this cannot be added: {error}"))
}

pub(super) fn runtime() -> Result<Runtime> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("starting the runtime")
}
