//! Plugins of a running gateway, from outside: real files, the real socket, the real commands.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

const BASE: &str = "# Ours.\n[queue.sales]\ntitle = \"Sales\"\n\n[agent.ana]\nname = \"Ana\"\nqueues = \
                    [\"sales\"]\n";
const WEB: &str =
    "\n# The site.\n[channel.web]\nwasm = \"webchat.wasm\"\nqueue = \"sales\"\ntitle = \"Web\"\n";
const SMS: &str = "\n[channel.sms]\nwasm = \"sms.wasm\"\nqueue = \"sales\"\ntitle = \"SMS\"\n";
const NOT_WATCHED: &str = "\n[plugins]\nwatch = false\n";
/// How long a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway's folders, and most of the time its process.
struct Site {
    folder: TempDir,
    child: Option<Child>,
}

impl Site {
    /// With web chat's component in place.
    fn new(config: &str) -> Self {
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

    fn started(config: &str) -> Self {
        let mut site = Self::new(config);
        site.start();
        site
    }

    fn start(&mut self) {
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

    fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        signal(&child, "-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self, config: &str) {
        fs::write(self.path("frontdesk.toml"), config).unwrap();
    }

    fn configuration(&self) -> String {
        fs::read_to_string(self.path("frontdesk.toml")).unwrap()
    }

    /// As a deployment does: beside, then renamed.
    fn put(&self, name: &str, wasm: &[u8]) {
        let half = self.path("components/half");
        fs::write(&half, wasm).unwrap();
        fs::rename(half, self.path("components").join(name)).unwrap();
    }

    fn command(&self, words: &[&str]) -> Command {
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

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What a command prints that must succeed.
    fn tell(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What a command says that must be refused.
    fn refused(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// The row of one plugin in `plugin list`: name, kind, component, version, digest, generation …
    fn row(&self, name: &str) -> Option<Vec<String>> {
        let table = self.tell(&["plugin", "list"]);
        let rows = table
            .lines()
            .map(|line| line.split_whitespace().map(str::to_owned).collect());
        rows.into_iter()
            .find(|row: &Vec<String>| row.first().is_some_and(|first| first == name))
    }

    fn generation(&self, name: &str) -> String {
        self.row(name).unwrap().get(5).unwrap().clone()
    }

    fn digest(&self, name: &str) -> String {
        self.row(name).unwrap().get(4).unwrap().clone()
    }

    fn wait_for(&self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
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

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([name, &id])
            .status()
            .unwrap()
            .success()
    );
}

fn component(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins/target/components")
        .join(format!("{name}.wasm"));
    fs::read(&path).unwrap_or_else(|_| panic_for(&path))
}

fn panic_for(path: &Path) -> Vec<u8> {
    assert!(
        path.exists(),
        "{}: run `cargo xtask plugins`",
        path.display()
    );
    Vec::new()
}

/// The same component as another version: a custom section says nothing to anybody.
fn version(name: &str, mark: u8) -> Vec<u8> {
    let mut wasm = component(name);
    wasm.extend([0, 4, 2, b'f', b'd', mark]);
    wasm
}

#[test]
fn a_channel_is_added_to_a_running_gateway_by_a_file_and_a_section() {
    let site = Site::started(&format!("{BASE}{WEB}"));
    assert!(site.row("sms").is_none());
    // The section first: it waits for its file, and nothing else is disturbed.
    site.configure(&format!("{BASE}{WEB}{SMS}"));
    site.put("sms.wasm", &component("echo-outbox"));
    site.wait_for("the channel", |site| site.row("sms").is_some());
    assert_eq!(site.generation("web"), "1", "the other one was left alone");
    let sent = site.tell(&[
        "plugin",
        "call",
        "sms",
        "send",
        r#"{"thread":"+49","text":"Hello"}"#,
    ]);
    assert!(sent.contains("echo-"), "{sent}");
}

#[test]
fn a_changed_file_is_swapped_by_itself_and_rolled_back_by_one_command() {
    let site = Site::started(&format!("{BASE}{WEB}"));
    let first = site.digest("web");
    site.put("webchat.wasm", &version("webchat", 1));
    site.wait_for("the new version", |site| site.digest("web") != first);
    assert_eq!(site.generation("web"), "2");
    let said = site.tell(&["plugin", "rollback", "web"]);
    assert!(said.contains(&first), "{said}");
    assert_eq!(site.digest("web"), first);
    assert!(
        site.tell(&["reload"]).contains("nothing has changed"),
        "it stays"
    );
}

#[test]
fn a_rollback_outlives_a_restart() {
    let mut site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    let first = site.digest("web");
    site.put("webchat.wasm", &version("webchat", 1));
    site.tell(&["reload"]);
    site.tell(&["plugin", "rollback", "web"]);
    site.stop();
    site.start();
    assert_eq!(site.digest("web"), first);
}

#[test]
fn a_broken_version_is_refused_and_the_old_one_serves_on() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    let first = site.digest("web");
    for broken in [
        b"not WebAssembly".to_vec(),
        component("wrong-imports"),
        component("echo-outbox"),
    ] {
        site.put("webchat.wasm", &broken);
        let said = site.refused(&["reload"]);
        assert!(said.contains("nothing was changed"), "{said}");
        assert!(said.contains("frontdesk.toml:"), "says where: {said}");
        assert_eq!(
            (site.digest("web"), site.generation("web")),
            (first.clone(), "1".to_owned())
        );
    }
    let table = site.tell(&["plugin", "list"]);
    assert!(table.contains("degraded"), "{table}");
}

#[test]
fn a_gateway_starts_on_the_version_that_ran_when_the_new_one_is_broken() {
    let mut site = Site::started(&format!("{BASE}{WEB}"));
    let first = site.digest("web");
    site.stop();
    site.put("webchat.wasm", b"not WebAssembly");
    site.start();
    assert_eq!(site.digest("web"), first);
    let table = site.tell(&["plugin", "list"]);
    assert!(table.contains("not WebAssembly"), "{table}");
}

#[test]
fn a_refused_configuration_leaves_the_old_one_running() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    for (wrong, what) in [
        ("[queue.sales", "frontdesk.toml:"),
        ("\n[queue.x]\ntitle = 7\n", "title"),
        (
            "\n[channel.y]\nwasm = \"nowhere.wasm\"\nqueue = \"sales\"\ntitle = \"Y\"\n",
            "nowhere.wasm",
        ),
        ("\n[channel.web.settings]\nno_such = 1\n", "no_such"),
    ] {
        site.configure(&format!("{BASE}{WEB}{NOT_WATCHED}{wrong}"));
        let said = site.refused(&["reload"]);
        assert!(
            said.contains(what) && said.contains("nothing was changed"),
            "{said}"
        );
        assert_eq!(site.generation("web"), "1");
    }
    site.configure(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    assert!(site.tell(&["reload"]).contains("nothing has changed"));
}

#[test]
fn two_reloads_at_once_are_made_in_turn() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    site.put("webchat.wasm", &version("webchat", 1));
    let reloads: Vec<_> = (0..4)
        .map(|_| {
            let mut command = site.command(&["reload"]);
            command.stdout(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let said: Vec<_> = reloads
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0));
            String::from_utf8_lossy(&output.stdout).into_owned()
        })
        .collect();
    let swapped = said
        .iter()
        .filter(|said| said.contains("plugin web: swapped"));
    assert_eq!(swapped.count(), 1, "{said:?}");
    assert_eq!(site.generation("web"), "2");
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    let greeting = WEB.replace("title = \"Web\"", "title = \"Shop\"");
    site.configure(&format!("{BASE}{greeting}{NOT_WATCHED}"));
    let said = site.tell(&["reload", "--dry-run"]);
    assert!(
        said.contains("[channel.web] title: \"Web\" -> \"Shop\""),
        "{said}"
    );
    assert_eq!(
        site.tell(&["reload", "--dry-run"]),
        said,
        "nothing was changed"
    );
    assert_eq!(site.tell(&["reload"]), said);
    assert!(site.tell(&["reload"]).contains("nothing has changed"));
}

#[test]
fn a_hangup_reloads() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    site.put("webchat.wasm", &version("webchat", 1));
    signal(site.child.as_ref().unwrap(), "-HUP");
    site.wait_for("the new version", |site| site.generation("web") == "2");
}

#[test]
fn add_writes_a_section_locks_the_file_and_the_running_gateway_takes_it_up() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    let file = site.path("echo.wasm");
    fs::write(&file, component("echo-outbox")).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let said = site.tell(&["plugin", "add", &file, "--name", "sms", "--queue", "sales"]);
    assert!(said.contains("plugin sms: added"), "{said}");
    let config = site.configuration();
    assert!(
        config.starts_with("# Ours.\n") && config.contains("# The site.\n"),
        "{config}"
    );
    assert!(
        config.contains("\n[channel.sms]\nwasm = \"echo.wasm\"\n"),
        "{config}"
    );
    assert!(site.row("sms").is_some());
    let lock = fs::read_to_string(site.path("plugins.lock")).unwrap();
    assert!(lock.contains("\"sms\""), "{lock}");

    let said = site.tell(&["plugin", "remove", "sms"]);
    assert!(said.contains("plugin sms: removed"), "{said}");
    assert!(site.row("sms").is_none());
    assert_eq!(site.configuration(), format!("{BASE}{WEB}{NOT_WATCHED}"));
}

#[test]
fn a_registry_is_pointed_to_its_own_tool() {
    let site = Site::new(BASE);
    let said = site.refused(&["plugin", "add", "oci://ghcr.io/acme/sms:1"]);
    assert!(said.contains("oras pull ghcr.io/acme/sms:1"), "{said}");
}

#[test]
fn a_strict_lock_refuses_what_was_not_meant_and_takes_what_was() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    let first = site.digest("web");
    site.configure(&format!("{BASE}{WEB}{NOT_WATCHED}locked = true\n"));
    site.put("webchat.wasm", &version("webchat", 1));
    site.tell(&["reload"]);
    assert_eq!(site.digest("web"), first);
    let table = site.tell(&["plugin", "list"]);
    assert!(table.contains("frontdesk plugin lock web"), "{table}");
    site.tell(&["plugin", "lock", "web"]);
    assert_ne!(site.digest("web"), first);
}

#[test]
fn check_is_a_report_and_an_exit_code() {
    let site = Site::new(BASE);
    let check = |name: &str| {
        let file = site.path("x.wasm");
        fs::write(&file, component(name)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        let output = command
            .args(["plugin", "check"])
            .arg(file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), said)
    };
    let (code, said) = check("echo-outbox");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("pass  describe is pure"), "{said}");
    let (code, said) = check("wrong-imports");
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("FAIL  imports only what is offered"),
        "{said}"
    );
}

#[test]
fn restart_logs_and_strangers() {
    let site = Site::started(&format!("{BASE}{WEB}{NOT_WATCHED}"));
    assert!(
        site.tell(&["plugin", "restart", "web"])
            .contains("generation 2")
    );
    site.tell(&["plugin", "logs", "web"]);
    for words in [
        ["plugin", "restart", "nobody"],
        ["plugin", "rollback", "nobody"],
        ["plugin", "logs", "nobody"],
    ] {
        assert!(site.refused(&words).contains("no plugin \"nobody\""));
    }
    let described = site.tell(&["plugin", "call", "web", "describe"]);
    assert!(described.contains("\"kind\": \"channel\""), "{described}");
}

#[test]
fn the_control_socket_is_the_owner_s_alone_and_goes_with_the_gateway() {
    let mut site = Site::started(BASE);
    let socket = site.path("state/control.sock");
    assert_eq!(
        fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o600
    );
    site.stop();
    assert!(!socket.exists());
    let said = site.refused(&["reload"]);
    assert!(said.contains("no gateway runs"), "{said}");
}
