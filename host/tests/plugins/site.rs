//! A gateway's folders and its process, as an operator has them.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

pub(crate) const BASE: &str = "# Ours.\n[queue.sales]\ntitle = \"Sales\"\n\n[agent.ana]\nname = \"Ana\"\nqueues = \
                    [\"sales\"]\n";
pub(crate) const WEB: &str =
    "\n# The site.\n[channel.web]\nwasm = \"webchat.wasm\"\nqueue = \"sales\"\ntitle = \"Web\"\n";
pub(crate) const SMS: &str =
    "\n[channel.sms]\nwasm = \"sms.wasm\"\nqueue = \"sales\"\ntitle = \"SMS\"\n";
pub(crate) const NOT_WATCHED: &str = "\n[plugins]\nwatch = false\n";
/// How long a busy machine may take.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A gateway's folders, and most of the time its process.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
    pub(crate) child: Option<Child>,
}

impl Site {
    /// With web chat's component in place.
    pub(crate) fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("components")).unwrap();
        let site = Self {
            folder,
            child: None,
        };
        site.configure(config);
        site.put("webchat.wasm", &component("webchat"));
        site
    }

    pub(crate) fn started(config: &str) -> Self {
        let mut site = Self::new(config);
        site.start();
        site
    }

    pub(crate) fn start(&mut self) {
        let mut command = self.command(&["serve"]);
        command.args(["--listen", "127.0.0.1:0"]);
        let log = fs::File::create(self.path("log")).unwrap();
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let is_ready = lines.by_ref().any(|line| line.unwrap() == "ready");
        assert!(
            is_ready,
            "{}",
            fs::read_to_string(self.path("log")).unwrap()
        );
        self.child = Some(child);
    }

    pub(crate) fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        signal(&child, "-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn configure(&self, config: &str) {
        fs::write(self.path("frontdesk.toml"), config).unwrap();
    }

    pub(crate) fn configuration(&self) -> String {
        fs::read_to_string(self.path("frontdesk.toml")).unwrap()
    }

    /// As a deployment does: beside, then renamed.
    pub(crate) fn put(&self, name: &str, wasm: &[u8]) {
        let half = self.path("components/half");
        fs::write(&half, wasm).unwrap();
        fs::rename(half, self.path("components").join(name)).unwrap();
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        command.env_clear().stdin(Stdio::null()).args(words);
        command
            .arg("--config")
            .arg(self.path("frontdesk.toml"))
            .arg("--state")
            .arg(self.path("state"))
            .arg("--components")
            .arg(self.path("components"));
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What a command prints that must succeed.
    pub(crate) fn tell(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What a command says that must be refused.
    pub(crate) fn refused(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// The row of one plugin in `plugin list`: name, kind, component, version, digest, generation …
    pub(crate) fn row(&self, name: &str) -> Option<Vec<String>> {
        let table = self.tell(&["plugin", "list"]);
        let rows = table
            .lines()
            .map(|line| line.split_whitespace().map(str::to_owned).collect());
        rows.into_iter()
            .find(|row: &Vec<String>| row.first().is_some_and(|first| first == name))
    }

    pub(crate) fn generation(&self, name: &str) -> String {
        self.row(name).unwrap().get(5).unwrap().clone()
    }

    pub(crate) fn digest(&self, name: &str) -> String {
        self.row(name).unwrap().get(4).unwrap().clone()
    }

    pub(crate) fn wait_for(&self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            let log = fs::read_to_string(self.path("log")).unwrap();
            assert!(Instant::now() < deadline, "{what} did not come:\n{log}");
            thread::yield_now();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

pub(crate) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([name, &id])
            .status()
            .unwrap()
            .success()
    );
}

pub(crate) fn component(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins/target/components")
        .join(format!("{name}.wasm"));
    fs::read(&path).unwrap_or_else(|_| panic_for(&path))
}

pub(crate) fn panic_for(path: &Path) -> Vec<u8> {
    assert!(
        path.exists(),
        "{}: run `cargo xtask plugins`",
        path.display()
    );
    Vec::new()
}

/// The same component as another version: a custom section says nothing to anybody.
pub(crate) fn version(name: &str, mark: u8) -> Vec<u8> {
    let mut wasm = component(name);
    wasm.extend([0, 4, 2, b'f', b'd', mark]);
    wasm
}
