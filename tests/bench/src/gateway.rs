//! The binary under test as a child process: started, killed, started again on the same state.

use std::{
    collections::BTreeMap,
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{http::Http, settings::Settings};

/// How long a start may take before it counts as failed: a first start compiles the components.
const START_LIMIT: Duration = Duration::from_mins(1);

/// One gateway: an address, a folder, and most of the time a process.
#[derive(Debug)]
pub struct Gateway {
    root: PathBuf,
    addr: SocketAddr,
    environment: BTreeMap<String, String>,
    /// Its own folder of components, if it has one.
    components: Option<PathBuf>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    links: BTreeMap<String, String>,
    start: Duration,
}

/// Why a start came to nothing: what the process said before it ended.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Its exit code.
    pub code: Option<i32>,
    /// Its words.
    pub stderr: String,
}

impl Gateway {
    /// Writes the configuration into `root` and takes a free port; starts nothing yet.
    pub fn prepare(root: &Path, settings: &Settings) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("taking a port")?;
        let addr = listener.local_addr()?;
        drop(listener);
        let this = Self {
            root: root.to_owned(),
            addr,
            environment: settings.environment(),
            components: settings.components.clone(),
            running: None,
        };
        this.configure(settings)?;
        Ok(this)
    }

    /// Prepares and starts.
    pub async fn start(root: &Path, settings: &Settings) -> Result<Self> {
        let mut this = Self::prepare(root, settings)?;
        this.resume().await?;
        Ok(this)
    }

    /// Gives it a folder of components of its own, from the next start on.
    pub fn use_components(&mut self, folder: &Path) {
        self.components = Some(folder.to_owned());
    }

    /// A command line that reaches the running gateway: `plugin list`, `reload`.
    pub fn ask(&self, words: &[&str]) -> Result<Command> {
        let mut command = Command::new(binary()?);
        command
            .args(words)
            .arg("--config")
            .arg(self.config_path())
            .arg("--state")
            .arg(self.state_path())
            .arg("--components")
            .arg(self.components_path()?)
            .envs(&self.environment)
            .stdin(Stdio::null());
        Ok(command)
    }

    /// The same, to its end: what it printed. An error if it was refused.
    pub async fn tell(&self, words: &[&str]) -> Result<String> {
        let output = self.ask(words)?.output().await?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{words:?}: {said}\n{}", self.log());
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Puts a component into its folder whole, as a deployment does: beside, then renamed.
    pub fn put_component(&self, name: &str, wasm: &[u8]) -> Result<()> {
        let folder = self.components_path()?;
        let half = folder.join("half");
        fs::write(&half, wasm)?;
        Ok(fs::rename(half, folder.join(format!("{name}.wasm")))?)
    }

    fn components_path(&self) -> Result<PathBuf> {
        self.components.clone().map_or_else(components, Ok)
    }

    /// Replaces configuration and variables; they count from the next start on.
    pub fn set_up(&mut self, settings: &Settings) -> Result<()> {
        self.environment = settings.environment();
        self.configure(settings)
    }

    /// Replaces the configuration file; it counts from the next start on.
    pub fn configure(&self, settings: &Settings) -> Result<()> {
        fs::write(self.config_path(), settings.toml()).context("writing the configuration")
    }

    /// Starts the process on whatever state there is, and waits until it is ready.
    pub async fn resume(&mut self) -> Result<()> {
        match self.attempt().await? {
            Ok(()) => Ok(()),
            Err(refusal) => bail!("no start ({:?}):\n{}", refusal.code, refusal.stderr),
        }
    }

    /// Starts the process; a process that ends instead is a finding, not an error.
    pub async fn attempt(&mut self) -> Result<Result<(), Refusal>> {
        let began = Instant::now();
        let mut process = self.command()?.spawn().context("starting the gateway")?;
        let stdout = process.stdout.take().context("no stdout")?;
        let mut printed = BufReader::new(stdout).lines();
        let mut links = BTreeMap::new();
        let ready = timeout(START_LIMIT, async {
            while let Some(line) = printed.next_line().await? {
                if let Some((agent, token)) = read_link(&line) {
                    links.insert(agent, token);
                }
                if line == "ready" {
                    return Ok::<bool, anyhow::Error>(true);
                }
            }
            Ok(false)
        });
        let ready = ready
            .await
            .context("the gateway did not become ready in time")??;
        if !ready {
            let code = process.wait().await?.code();
            return Ok(Err(Refusal {
                code,
                stderr: self.log(),
            }));
        }
        // Whatever else it prints is read, so that a full pipe never stops it.
        tokio::spawn(async move { while let Ok(Some(_)) = printed.next_line().await {} });
        self.running = Some(Running {
            child: process,
            links,
            start: began.elapsed(),
        });
        Ok(Ok(()))
    }

    fn command(&self) -> Result<Command> {
        let log = fs::File::create(self.log_path()).context("creating the log file")?;
        let mut command = Command::new(binary()?);
        command
            .arg("serve")
            .arg("--config")
            .arg(self.config_path())
            .arg("--state")
            .arg(self.state_path())
            .args(["--listen", &self.addr.to_string(), "--print-links"])
            .arg("--components")
            .arg(self.components_path()?)
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(log))
            .kill_on_drop(true);
        Ok(command)
    }

    /// `kill -9`, and waits until the process is gone.
    pub async fn kill(&mut self) -> Result<()> {
        let mut running = self.running.take().context("not running")?;
        running.child.kill().await.context("killing the gateway")
    }

    /// Sends SIGTERM and waits for the exit.
    pub async fn terminate(&mut self, limit: Duration) -> Result<ExitStatus> {
        let pid = self.pid()?;
        let mut running = self.running.take().context("not running")?;
        let pid = i32::try_from(pid)
            .ok()
            .and_then(Pid::from_raw)
            .context("no process id")?;
        kill_process(pid, Signal::TERM).context("sending SIGTERM")?;
        let ended = timeout(limit, running.child.wait()).await;
        ended
            .context("the gateway did not end in time")?
            .context("waiting for the gateway")
    }

    /// The process id.
    pub fn pid(&self) -> Result<u32> {
        self.running
            .as_ref()
            .and_then(|running| running.child.id())
            .context("not running")
    }

    /// How long the last start took, from spawn to `ready`.
    pub fn start_time(&self) -> Duration {
        self.running
            .as_ref()
            .map(|running| running.start)
            .unwrap_or_default()
    }

    /// The one-time link of an agent, as printed by the last start.
    pub fn link(&self, agent: &str) -> Result<&str> {
        let links = self.running.as_ref().map(|running| &running.links);
        let link = links.and_then(|links| links.get(agent)).map(String::as_str);
        link.with_context(|| format!("no link for {agent}"))
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A client for it.
    pub fn http(&self) -> Http {
        Http::new(self.addr)
    }

    /// Signs an agent in by the printed link.
    pub async fn sign_in(&self, agent: &str) -> Result<String> {
        self.http().sign_in(self.link(agent)?).await
    }

    /// The state folder.
    pub fn state_path(&self) -> PathBuf {
        self.root.join("state")
    }

    /// What the process has written to stderr since its last start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.root.join("gateway.log")
    }

    fn config_path(&self) -> PathBuf {
        self.root.join("frontdesk.toml")
    }
}

/// `link ana http://…/console/#link=TOKEN`
fn read_link(line: &str) -> Option<(String, String)> {
    let (agent, url) = line.strip_prefix("link ")?.split_once(' ')?;
    let (_, token) = url.split_once("#link=")?;
    Some((agent.to_owned(), token.to_owned()))
}

/// The gateway's binary: `FRONTDESK_BIN`, or `frontdesk` in the folder this program was built into.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = env::var_os("FRONTDESK_BIN") {
        return Ok(path.into());
    }
    let here = env::current_exe().context("finding this program")?;
    let beside = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join("frontdesk"));
    beside.into_iter().find(|path| path.is_file()).context(
        "there is no gateway to test: build it (`cargo build -p frontdesk`) or name it in FRONTDESK_BIN",
    )
}

/// The built components: `FRONTDESK_COMPONENTS`, or where `cargo xtask plugins` leaves them.
pub fn components() -> Result<PathBuf> {
    if let Some(path) = env::var_os("FRONTDESK_COMPONENTS") {
        return Ok(path.into());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/target/components");
    path.canonicalize()
        .context("there are no components: `cargo xtask plugins` builds them")
}

/// Another version of a component: to the host one that differs, to everybody else the same.
pub fn other_version(wasm: &[u8], version: u8) -> Vec<u8> {
    // A custom section of four bytes, named `fd`.
    [wasm, &[0, 4, 2, b'f', b'd', version]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_line_gives_agent_and_token() {
        let line = "link ana http://127.0.0.1:1/console/#link=abc-1";
        assert_eq!(
            read_link(line),
            Some(("ana".to_owned(), "abc-1".to_owned()))
        );
        assert_eq!(read_link("listening on http://127.0.0.1:1"), None);
    }
}
