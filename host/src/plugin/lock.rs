//! `frontdesk plugin lock`: this file is meant.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use frontdesk_engine::ports::Clock as _;
use frontdesk_plugin_host::{Digest, Locked};

use super::{check::describe, take_up};
use crate::{announce::say, cli::Place, clock::WallClock};

#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    /// The plugin's name in the configuration
    name: String,
    #[command(flatten)]
    place: Place,
}

/// Locks what is in the folder under the name.
pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let site = options.place.site()?;
    let name = &options.name;
    let component = site
        .config
        .components()
        .find(|it| it.name.as_str() == *name)
        .ok_or_else(|| anyhow!("there is no plugin \"{name}\" in {}", site.file.display()))?;
    let file = site.config.plugins.dir.join(component.wasm);
    let wasm = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    let told = describe(&site.plugin_host()?, &wasm)?;
    let (digest, now) = (Digest::of(&wasm), WallClock.now());
    let entry = Locked {
        file: component.wasm.to_owned(),
        sha256: digest,
        id: told.id,
        version: told.version,
        since_ms: now.0,
        earlier: None,
        passed_over: None,
    };
    let text = format!(
        "{name}: {} is locked, version {}.\n",
        digest.short(),
        entry.version
    );
    site.lock().change(|entries| {
        let entry = match entries.get(name) {
            Some(known) => known.next(&entry.file, entry.sha256, &entry.version, now),
            None => entry,
        };
        entries.insert(name.clone(), entry);
    })?;
    say(&text);
    take_up(&site.config.gateway.state)?;
    Ok(ExitCode::SUCCESS)
}
