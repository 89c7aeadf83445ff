//! `frontdesk plugin remove`.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use frontdesk_config::edit;

use super::take_up;
use crate::{announce::say, cli::Place, place::replace};

#[derive(Clone, Debug, Args)]
pub(super) struct Options {
    /// The plugin's name in the configuration
    name: String,
    #[command(flatten)]
    place: Place,
}

/// Takes the section and the lock's entry away; the file and what the plugin has stored stay.
pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let site = options.place.site()?;
    let name = &options.name;
    let found = site
        .config
        .components()
        .find(|it| it.name.as_str() == *name);
    let Some((section, wasm)) = found.map(|it| (it.section, it.wasm.to_owned())) else {
        // Its section may be gone already: then its entry is what is left of it.
        let was_locked = site
            .lock()
            .change(|entries| entries.remove(name).is_some())?;
        if was_locked {
            say(&format!(
                "{name}: taken out of plugins.lock; there was no section for it.\n"
            ));
            return Ok(ExitCode::SUCCESS);
        }
        bail!("there is no plugin \"{name}\" in {}", site.file.display());
    };
    let text = fs::read_to_string(&site.file)
        .with_context(|| format!("reading {}", site.file.display()))?;
    let new = edit::remove_section(&text, section.as_str(), name)?;
    replace(&site.file, new.as_bytes())?;
    let dir = site.config.plugins.dir.display();
    say(&format!(
        "{name}: its section is out of {}. {wasm} stays in {dir}; messages that wait for it stay in the \
         outbox.\n",
        site.file.display()
    ));
    take_up(&site.config.gateway.state)?;
    site.lock().change(|entries| entries.remove(name))?;
    Ok(ExitCode::SUCCESS)
}
