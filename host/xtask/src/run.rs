//! `cargo xtask run`: everything built, the demo started.

use std::{
    fs,
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt as _,
};

use anyhow::{Context as _, Error, Result, bail};
use clap::Args;

use crate::{
    components, prerequisites,
    step::{announce, run as run_step},
    web,
    workspace::{Profile, Workspace},
};

/// Where the demo keeps its state.
const STATE: &str = ".frontdesk/demo";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Forget everything the demo has kept
    #[arg(long)]
    fresh: bool,
    /// The port to listen on
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Builds what is out of date and becomes the gateway, which prints where to go.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let port = options.port;
    require_free(port)?;
    prerequisites::wasm_target(workspace)?;
    prerequisites::node(workspace)?;
    components::build(workspace, components::Which::Demo)?;
    web::build(workspace)?;
    announce("Building the gateway (release)");
    run_step(&mut workspace.cargo(&["build", "--locked", "--release", "--package", "frontdesk"]))?;

    let state = workspace.root.join(STATE);
    if options.fresh && state.exists() {
        announce(&format!("Deleting {STATE}"));
        fs::remove_dir_all(&state).with_context(|| format!("deleting {STATE}"))?;
    }
    announce("Starting the gateway; Ctrl-C stops it");
    let binary = workspace.binary(Profile::Release);
    let mut gateway = workspace.command(&binary.to_string_lossy());
    gateway.args(["serve", "--demo", "--state", STATE]);
    gateway.args(["--listen", &format!("127.0.0.1:{port}")]);
    gateway.arg("--components").arg(workspace.components());
    // This process becomes the gateway, so that Ctrl-C and the exit code are the gateway's own.
    let error = gateway.exec();
    Err(Error::new(error).context(format!("starting {}", binary.display())))
}

/// A taken port is reported before minutes are spent on building.
fn require_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "port {port} is taken: by another program, or by a gateway that is still running. Stop \
             it, or take another port: cargo xtask run --port {}",
            port.checked_add(1).unwrap_or(8080)
        ),
        Err(error) => Err(error).with_context(|| format!("trying port {port}")),
    }
}
