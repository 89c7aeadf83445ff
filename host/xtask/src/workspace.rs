//! Where things are in the repository, and how its tools are called.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

/// The repository.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The repository this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().context("finding the repository")?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        Ok(Self {
            target: root.join(target),
            root,
        })
    }

    /// The gateway's binary as built under a profile.
    pub(crate) fn binary(&self, profile: Profile) -> PathBuf {
        self.target.join(profile.folder()).join("frontdesk")
    }

    /// Where built components are.
    pub(crate) fn components(&self) -> PathBuf {
        self.root.join("plugins/target/components")
    }

    /// The web package.
    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("host/web")
    }

    /// A program, started in the repository.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Cargo on the host's workspace.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        forget_caller(&mut command);
        command
            .args(arguments)
            .env("FRONTDESK_COMPONENTS", self.components());
        command
    }

    /// Cargo on the guests' workspace, which has a lock file and a target folder of its own.
    pub(crate) fn cargo_guests(&self, subcommand: &str, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        forget_caller(&mut command);
        command.args([subcommand, "--manifest-path", "plugins/Cargo.toml"]);
        if subcommand != "fmt" {
            command.args(["--locked", "--target-dir", "plugins/target"]);
        }
        command.args(arguments);
        command
    }
}

/// npm in a folder of the repository.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder).args(arguments);
    command
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false");
    command.env("npm_config_update_notifier", "false");
    command
}

/// Cargo tells the programs it runs who they are; a second cargo would take that for its own.
fn forget_caller(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let of_cargo = text == "CARGO" || text.starts_with("CARGO_PKG_");
        if of_cargo || text == "CARGO_MANIFEST_DIR" || text == "CARGO_MANIFEST_PATH" {
            command.env_remove(&name);
        }
    }
}

/// Which build.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// For tests and daily work.
    Dev,
    /// For running and measuring.
    Release,
}

impl Profile {
    const fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}
