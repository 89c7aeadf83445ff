//! What the steps need on the machine: installed where that is possible, else named with the one
//! command that installs it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    files::Stamp,
    step::{announce, output, run},
    workspace::{Workspace, npm},
};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const NODE_MIN: (u32, u32) = (20, 19);
const SERVERS: [&str; 2] = ["docker-registry", "minisign"];
const TRANSLATOR: [&str; 2] = ["apertium-apy", "apertium-eng-spa"];
const TRANSLATOR_PAIR: &str = "/usr/share/apertium/modes/eng-spa.mode";
/// How it is installed by hand.
pub(crate) const INSTALL_TRANSLATOR: &str =
    "sudo apt-get install --no-install-recommends apertium-apy apertium-eng-spa";
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The compiler's target for components.
pub(crate) fn wasm_target(workspace: &Workspace) -> Result<()> {
    let sysroot = output(workspace.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(&sysroot)
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .is_dir()
    {
        return Ok(());
    }
    announce(&format!("Adding the compiler's target {WASM_TARGET}"));
    run(workspace
        .command("rustup")
        .args(["target", "add", WASM_TARGET]))
    .with_context(|| {
        format!("components need the target {WASM_TARGET}: rustup target add {WASM_TARGET}")
    })
}

/// Node in a version the web package can be built with.
pub(crate) fn node(workspace: &Workspace) -> Result<()> {
    let (major, minor) = NODE_MIN;
    let remedy = format!(
        "Node {major}.{minor} or newer is needed to build the web pages. On Debian 13 or newer: \
         sudo apt-get install nodejs npm. Elsewhere: https://nodejs.org"
    );
    let found = output(workspace.command("node").arg("--version")).context(remedy.clone())?;
    let mut numbers = found
        .trim_start_matches('v')
        .split('.')
        .map(|n| n.parse().unwrap_or(0));
    let version: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < NODE_MIN {
        bail!("this is Node {found}. {remedy}");
    }
    Ok(())
}

/// The npm packages of a folder, exactly as its lock file says.
pub(crate) fn npm_packages(workspace: &Workspace, folder: &Path) -> Result<()> {
    node(workspace)?;
    let path = folder.join("node_modules/.frontdesk-lock");
    let stamp = Stamp::new(path, &[folder.join("package-lock.json")])?;
    if stamp.is_current() {
        return Ok(());
    }
    let shown = folder
        .strip_prefix(&workspace.root)
        .unwrap_or(folder)
        .display();
    announce(&format!("Installing the npm packages of {shown}"));
    run(&mut npm(folder, &["ci", "--ignore-scripts"]))?;
    stamp.set()
}

/// A Chromium for the tests in a browser.
pub(crate) fn chromium(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(path) = env::var_os("FRONTDESK_CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(path) = find_browser() {
        return Ok(path);
    }
    let remedy = "the tests in a browser need Chromium: sudo apt-get install chromium (or name one \
                  in FRONTDESK_CHROMIUM)";
    install(workspace, "chromium", remedy)?;
    find_browser().context(remedy)
}

fn find_browser() -> Option<PathBuf> {
    BROWSERS.iter().find_map(|name| on_path(name))
}

/// What tests talk to that is not ours: a registry of components, and what signs them.
pub(crate) fn servers(workspace: &Workspace) -> Result<()> {
    for program in SERVERS {
        if on_path(program).is_none() {
            let remedy =
                format!("the tests of plugins need {program}: sudo apt-get install {program}");
            install(workspace, program, &remedy)?;
        }
    }
    Ok(())
}

/// What translates in the tests and the demo: Debian's Apertium server with English and Spanish, which
/// runs as a process of its own.
pub(crate) fn translator(workspace: &Workspace) -> Result<()> {
    if has_translator() {
        return Ok(());
    }
    let remedy = format!("the tests of translation need Apertium: {INSTALL_TRANSLATOR}");
    for package in TRANSLATOR {
        install(workspace, package, &remedy)?;
    }
    Ok(())
}

/// Whether it is there.
pub(crate) fn has_translator() -> bool {
    on_path("apertium-apy").is_some() && Path::new(TRANSLATOR_PAIR).is_file()
}

/// Installs one of Debian's packages, where that needs no password.
fn install(workspace: &Workspace, package: &str, remedy: &str) -> Result<()> {
    if !is_root(workspace) {
        bail!("{remedy}");
    }
    announce(&format!("Installing {package} from Debian's packages"));
    run(workspace.command("apt-get").args(["update", "-qq"])).with_context(|| remedy.to_owned())?;
    let install = ["install", "-y", "-qq", "--no-install-recommends", package];
    run(workspace
        .command("apt-get")
        .args(install)
        .env("DEBIAN_FRONTEND", "noninteractive"))
    .with_context(|| remedy.to_owned())
}

/// A program that can be started by its name.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let found = env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|it| it.is_file())?;
    // A link to nothing is no program.
    fs::canonicalize(&found).ok().map(|_| found)
}

fn is_root(workspace: &Workspace) -> bool {
    output(workspace.command("id").arg("-u")).is_ok_and(|id| id == "0")
}
