//! `cargo xtask run`: everything built, the demo started.

use std::{
    fs,
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt as _,
    path::Path,
    process::Stdio,
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
/// The variable with every secret of the demo's channels, and the secret: that of `phones.json`.
const SECRET: (&str, &str) = ("FRONTDESK_DEMO_SECRET", "only-for-the-demo");

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Forget everything the demo has kept
    #[arg(long)]
    fresh: bool,
    /// The port to listen on
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the pretend phones
    #[arg(long, default_value_t = 8090)]
    phones_port: u16,
    /// The port of the translator
    #[arg(long, default_value_t = 2737)]
    translator_port: u16,
}

/// Builds what is out of date and becomes the gateway, which prints where to go.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let (port, phones_port) = (options.port, options.phones_port);
    require_free(port, "--port")?;
    require_free(phones_port, "--phones-port")?;
    if prerequisites::has_translator() {
        require_free(options.translator_port, "--translator-port")?;
    }
    prerequisites::wasm_target(workspace)?;
    prerequisites::node(workspace)?;
    components::build(workspace, components::Which::Demo)?;
    web::build(workspace)?;
    announce("Building the gateway (release)");
    run_step(&mut workspace.cargo(&[
        "build",
        "--locked",
        "--release",
        "--package=frontdesk",
        "--package=frontdesk-test-providers",
    ]))?;

    let state = workspace.root.join(STATE);
    if options.fresh && state.exists() {
        announce(&format!("Deleting {STATE}"));
        fs::remove_dir_all(&state).with_context(|| format!("deleting {STATE}"))?;
    }
    announce("Starting the gateway; Ctrl-C stops it");
    let binary = workspace.binary(Profile::Release);
    let mut gateway = workspace.command(&binary.to_string_lossy());
    let phones = format!("127.0.0.1:{phones_port}");
    start_phones(workspace, &binary, &phones, port)?;
    gateway.args(["serve", "--demo", "--state", STATE]);
    if prerequisites::has_translator() {
        let translator_port = options.translator_port;
        start_translator(workspace, translator_port)?;
        gateway.args([
            "--translator",
            &format!("http://127.0.0.1:{translator_port}"),
        ]);
    } else {
        announce(&format!(
            "The demo translates nothing. To serve a Spanish customer by an English agent: {}",
            prerequisites::INSTALL_TRANSLATOR
        ));
    }
    gateway.args(["--phones", &format!("http://{phones}")]);
    gateway.env(SECRET.0, SECRET.1);
    gateway.args(["--listen", &format!("127.0.0.1:{port}")]);
    gateway.arg("--components").arg(workspace.components());
    // This process becomes the gateway, so that Ctrl-C and the exit code are the gateway's own.
    let error = gateway.exec();
    Err(Error::new(error).context(format!("starting {}", binary.display())))
}

/// Starts those who play the providers, beside the gateway's binary. They end with the gateway.
fn start_phones(workspace: &Workspace, gateway: &Path, listen: &str, port: u16) -> Result<()> {
    let binary = gateway.with_file_name("frontdesk-providers");
    let mut phones = workspace.command(&binary.to_string_lossy());
    phones.args(["--with-parent", "--listen", listen]);
    phones.args(["--accounts", "config/demo/phones.json"]);
    let replace = format!("http://127.0.0.1:8080=http://127.0.0.1:{port}");
    phones.args(["--replace", &replace]);
    // What the gateway prints is enough.
    phones.stdout(Stdio::null());
    phones
        .spawn()
        .with_context(|| format!("starting {}", binary.display()))?;
    Ok(())
}

/// Starts Apertium beside the gateway, for this machine only. It ends with the gateway.
fn start_translator(workspace: &Workspace, port: u16) -> Result<()> {
    // Debian's own, which has the server's packages.
    let mut translator = workspace.command("/usr/bin/python3");
    translator.args(["config/demo/apertium.py", &port.to_string()]);
    translator.stdout(Stdio::null()).stderr(Stdio::null());
    translator
        .spawn()
        .context("starting config/demo/apertium.py")?;
    Ok(())
}

/// A taken port is reported before minutes are spent on building.
fn require_free(port: u16, flag: &str) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "port {port} is taken: by another program, or by a gateway that is still running. Stop \
             it, or take another port: cargo xtask run {flag} {}",
            port.checked_add(1).unwrap_or(8080)
        ),
        Err(error) => Err(error).with_context(|| format!("trying port {port}")),
    }
}
