//! What an operator can type.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::{explain::Explain, plugin::PluginCommand, simulate::Simulate};

/// The configuration that is read when none is named.
pub(crate) const DEFAULT_CONFIG: &str = "config/frontdesk.toml";

/// A self-hosted gateway between contacts on any channel and the agents who answer them.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Task {
    /// Run the gateway until SIGINT or SIGTERM
    Serve(Serve),
    /// Report everything that is wrong with a configuration
    Check(Check),
    /// Let the running gateway read its configuration and components again
    Reload(Reload),
    /// Say why an open conversation is where it is, and why each agent has it or not
    Explain(Explain),
    /// Try a configuration on recorded or made-up traffic, beside today's
    Simulate(Simulate),
    /// Look at, add, check and handle plugins
    Plugin(PluginCommand),
    /// Read a password from standard input and print its hash
    HashPassword,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// The configuration [default: config/frontdesk.toml]
    #[arg(long, value_name = "FILE", conflicts_with = "demo")]
    pub(crate) config: Option<PathBuf>,
    /// Run the demo, with a configuration of its own
    #[arg(long)]
    pub(crate) demo: bool,
    /// The demo also talks to the pretend providers at this address (`cargo xtask run` starts them)
    #[arg(long, value_name = "URL", requires = "demo")]
    pub(crate) phones: Option<String>,
    /// The demo also translates, by the Apertium server at this address (`cargo xtask run` starts it)
    #[arg(long, value_name = "URL", requires = "demo")]
    pub(crate) translator: Option<String>,
    /// Folder of the state, instead of `[gateway] state`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) state: Option<PathBuf>,
    /// Address and port, instead of `[gateway] listen`
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
    /// Folder of components, instead of `[plugins] dir`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) components: Option<PathBuf>,
    /// Print a one-time sign-in link for every agent
    #[arg(long)]
    pub(crate) print_links: bool,
}

impl Serve {
    /// The configuration's file; `None`: it is the demo's, which is in no file.
    pub(crate) fn config_file(&self) -> Option<&Path> {
        let named = self.config.as_deref();
        (!self.demo).then(|| named.unwrap_or_else(|| Path::new(DEFAULT_CONFIG)))
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Check {
    /// The configuration [default: config/frontdesk.toml]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Reload {
    /// Only say what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Which gateway is meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct Place {
    /// The configuration [default: config/frontdesk.toml]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the state, instead of `[gateway] state`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) state: Option<PathBuf>,
    /// Folder of components, instead of `[plugins] dir`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) components: Option<PathBuf>,
}

/// Says on standard error why the program cannot go on.
#[expect(
    clippy::print_stderr,
    reason = "this is what whoever started the program has to read"
)]
pub(crate) fn complain(error: &anyhow::Error) {
    eprintln!("frontdesk: {error:#}");
}
