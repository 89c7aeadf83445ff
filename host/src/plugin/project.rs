//! `frontdesk plugin new` and `build`: an integrator's project.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use frontdesk_scaffold::{Kind, Language, Name, Project};

use crate::announce::say;

#[derive(Clone, Debug, Args)]
pub(super) struct New {
    /// The plugin's name, and that of its folder
    name: Name,
    /// What it connects to: channel, crm, translator or bot
    #[arg(long)]
    kind: Kind,
    /// What it is written in: rust, javascript or python
    #[arg(long, default_value = "rust")]
    lang: Language,
    /// The folder that gets the project's folder
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    into: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Build {
    /// The project's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// Writes a project.
pub(super) fn new(options: &New) -> Result<ExitCode> {
    let project = Project {
        kind: options.kind,
        language: options.lang,
        name: options.name.clone(),
    };
    let folder = project.write(&options.into)?;
    say(&format!("{}\n", folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// Builds one.
pub(super) fn build(options: &Build) -> Result<ExitCode> {
    let component = frontdesk_scaffold::build(&options.folder)?;
    say(&format!("{}\n", component.display()));
    Ok(ExitCode::SUCCESS)
}
