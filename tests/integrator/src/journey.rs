//! One integrator's way from an empty folder.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::{ROOT, plan::Place};

/// A folder, a gateway's program on the path, and where transcripts are kept.
pub(crate) struct Journey {
    folder: Folder,
    programs: TempDir,
    title: String,
    transcripts: PathBuf,
}

enum Folder {
    /// Gone when the journey ends.
    Empty(TempDir),
    There(PathBuf),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Empty(folder) => folder.path(),
            Self::There(folder) => folder,
        }
    }
}

impl Journey {
    /// Begins where it is said, with the gateway's program on the path.
    pub(crate) fn begin(place: &Place, title: &str, frontdesk: &Path) -> Result<Self> {
        let folder = match place {
            Place::Empty => Folder::Empty(tempfile::tempdir()?),
            Place::There(folder) => Folder::There(folder.clone()),
        };
        let programs = tempfile::tempdir()?;
        std::os::unix::fs::symlink(frontdesk, programs.path().join("frontdesk"))?;
        let transcripts = Path::new(ROOT).join("target/integrators");
        fs::create_dir_all(&transcripts)?;
        Ok(Self {
            folder,
            programs,
            title: title.to_lowercase().replace(' ', "-"),
            transcripts,
        })
    }

    /// Types the commands one after the other; whether all of them succeeded. What was typed and answered
    /// is printed and kept.
    #[expect(clippy::print_stdout, reason = "a tool for the terminal")]
    pub(crate) fn follow(&self, name: &str, script: &str) -> Result<bool> {
        let path = self
            .transcripts
            .join(format!("{}-{}.txt", self.title, name.replace(' ', "-")));
        let transcript = File::create(&path).with_context(|| path.display().to_string())?;
        let mut bash = Command::new("bash");
        bash.args(["-euxo", "pipefail", "-c", script])
            .current_dir(self.folder.path());
        bash.env("PATH", self.path()?).env("PS4", "$ ");
        forget_caller(&mut bash);
        bash.stdin(Stdio::null())
            .stdout(transcript.try_clone()?)
            .stderr(transcript);
        let status = bash.status().context("starting bash")?;
        println!("{}", without_summaries(&fs::read_to_string(&path)?));
        Ok(status.success())
    }

    fn path(&self) -> Result<std::ffi::OsString> {
        let before = env::var_os("PATH").unwrap_or_default();
        let folders = [self.programs.path().to_owned()]
            .into_iter()
            .chain(env::split_paths(&before));
        env::join_paths(folders).context("the path")
    }
}

/// An integrator's shell knows nothing of the cargo that runs this. The toolchain stays: it is the one with
/// the target for components.
fn forget_caller(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let of_cargo = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "FRONTDESK_"];
        let exactly = [
            "CARGO",
            "CARGO_TARGET_DIR",
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
        ];
        if of_cargo.iter().any(|prefix| text.starts_with(prefix))
            || exactly.contains(&text.as_ref())
        {
            command.env_remove(&name);
        }
    }
}

/// The tests of what was written count as one each here: a runner that reads this output would else count
/// their own summaries too.
fn without_summaries(transcript: &str) -> String {
    let lines = transcript.lines().map(|line| format!("| {line}"));
    lines.collect::<Vec<_>>().join("\n")
}
