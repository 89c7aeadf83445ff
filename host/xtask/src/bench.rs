//! `cargo xtask bench`: the gateway measured as it is shipped.

use anyhow::Result;
use clap::Args;

use crate::{
    components, step, web,
    workspace::{Profile, Workspace},
};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure, and its flags, as `tests/bench/README.md` lists them; all of it when left out
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds gateway and generator in release, and measures.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    components::build(workspace, components::Which::All)?;
    web::build(workspace)?;
    step::announce("Building the gateway and the load generator (release)");
    let packages = [
        "--package",
        "frontdesk",
        "--package",
        "frontdesk-test-bench",
    ];
    let mut build = workspace.cargo(&["build", "--locked", "--release"]);
    step::run(build.args(packages))?;
    let binary = workspace.binary(Profile::Release);
    let generator = binary.with_file_name("frontdesk-bench");
    let mut measure = workspace.command(&generator.to_string_lossy());
    measure.args(&options.arguments);
    measure
        .env("FRONTDESK_BIN", &binary)
        .env("FRONTDESK_COMPONENTS", workspace.components());
    step::run(&mut measure)
}
