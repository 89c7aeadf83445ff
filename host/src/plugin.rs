//! `frontdesk plugin …` and `frontdesk reload`.

mod add;
mod check;
mod dev;
mod draft;
mod lock;
mod project;
mod registry_pull;
mod remove;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use self::registry_pull::Pulled;
use crate::{
    announce::say,
    cli::{Place, Reload},
    control::{self, Ask},
};

#[derive(Clone, Debug, Args)]
pub(crate) struct PluginCommand {
    #[command(subcommand)]
    task: PluginTask,
}

#[derive(Clone, Debug, Subcommand)]
enum PluginTask {
    /// Show every plugin of the running gateway and how it fares
    List(Where),
    /// Try a component against everything that its kind promises
    Check(check::Options),
    /// Write a new plugin's project, which builds and passes its own tests at once
    New(project::New),
    /// Make a component of a project
    Build(project::Build),
    /// Build a project at each change, let the gateway take it up, and show its log
    Dev(dev::Options),
    /// Copy a component in, write its section into the configuration, and lock it
    Add(add::Options),
    /// Take a plugin's section out of the configuration
    Remove(remove::Options),
    /// Lock the file that is in the folder of components now
    Lock(lock::Options),
    /// Put the version back that ran before
    Rollback(Named),
    /// Start a plugin afresh, its faults forgotten
    Restart(Named),
    /// Show what a plugin has logged
    Logs(Logs),
    /// Call a function of a running plugin
    Call(Call),
}

#[derive(Clone, Debug, Args)]
struct Where {
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Debug, Args)]
struct Named {
    /// The plugin's name in the configuration
    name: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Debug, Args)]
struct Logs {
    /// The plugin's name in the configuration
    name: String,
    /// Go on with what comes
    #[arg(long, short)]
    follow: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Debug, Args)]
struct Call {
    /// The plugin's name in the configuration
    name: String,
    /// `describe`, `validate`, `receive`, `send`, `frame`, `find`, `translate` or `turn`
    function: String,
    /// Its argument
    #[arg(default_value = "{}", value_name = "JSON")]
    argument: String,
    #[command(flatten)]
    place: Place,
}

/// Does what was typed.
pub(crate) fn run(command: &PluginCommand) -> Result<ExitCode> {
    match &command.task {
        PluginTask::List(options) => ask(&options.place, &Ask::Plugins),
        PluginTask::Check(options) => check::run(options),
        PluginTask::New(options) => project::new(options),
        PluginTask::Build(options) => project::build(options),
        PluginTask::Dev(options) => dev::run(options),
        PluginTask::Add(options) => add::run(options),
        PluginTask::Remove(options) => remove::run(options),
        PluginTask::Lock(options) => lock::run(options),
        PluginTask::Rollback(Named { name, place }) => {
            let name = name.clone();
            ask(place, &Ask::Rollback { name })
        }
        PluginTask::Restart(Named { name, place }) => {
            let name = name.clone();
            ask(place, &Ask::Restart { name })
        }
        PluginTask::Logs(Logs {
            name,
            follow,
            place,
        }) => {
            let (name, follow) = (name.clone(), *follow);
            ask(place, &Ask::Logs { name, follow })
        }
        PluginTask::Call(options) => {
            let argument =
                serde_json::from_str(&options.argument).context("the argument is not JSON")?;
            let (name, function) = (options.name.clone(), options.function.clone());
            let call = Ask::Call {
                name,
                function,
                argument,
            };
            ask(&options.place, &call)
        }
    }
}

/// `frontdesk reload`.
pub(crate) fn reload(options: &Reload) -> Result<ExitCode> {
    let wish = if options.dry_run {
        Ask::Changes
    } else {
        Ask::Reload
    };
    ask(&options.place, &wish)
}

fn ask(place: &Place, wish: &Ask) -> Result<ExitCode> {
    control::ask(&place.state()?, wish, |text| say(&format!("{text}\n")))?;
    Ok(ExitCode::SUCCESS)
}

/// Lets the gateway take up what was changed, if one runs here.
fn take_up(state: &Path) -> Result<()> {
    if control::path_in(state).is_err() {
        say("No gateway runs on this state: the next start takes it up.\n");
        return Ok(());
    }
    control::ask(state, &Ask::Reload, |text| say(&format!("{text}\n")))
        .context("the running gateway did not take it up, and goes on as it was")
}

/// A component where it lies, or pulled out of a registry for as long as this is kept.
enum Source {
    Here(PathBuf),
    Pulled(Pulled),
}

impl Source {
    /// The file, or the reference, that was named.
    fn of(wanted: &str) -> Result<Self> {
        match wanted.strip_prefix("oci://") {
            Some(reference) => registry_pull::pull(reference).map(Self::Pulled),
            None => Ok(Self::Here(PathBuf::from(wanted))),
        }
    }

    fn file(&self) -> &Path {
        match self {
            Self::Here(file) => file,
            Self::Pulled(pulled) => &pulled.file,
        }
    }
}
