//! The program from outside: what it prints, how it refuses, how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

/// No channel, so that no component has to be built.
const SMALL: &str =
    "[queue.sales]\ntitle = \"Sales\"\n\n[agent.ana]\nname = \"Ana\"\nqueues = [\"sales\"]\n";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.env_clear().stdin(Stdio::null());
    command
}

fn folder_with(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("frontdesk.toml"), config).unwrap();
    folder
}

fn serve(folder: &Path, listen: &str) -> Command {
    let mut command = program();
    // Paths that are not named are relative to it.
    command.current_dir(folder);
    command
        .arg("serve")
        .arg("--config")
        .arg(folder.join("frontdesk.toml"));
    command
        .arg("--state")
        .arg(folder.join("state"))
        .args(["--listen", listen]);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A running gateway; killed if the test ends early.
struct Gateway {
    child: Child,
    lines: Vec<String>,
}

impl Gateway {
    fn start(folder: &Path) -> Self {
        let mut command = serve(folder, "127.0.0.1:0");
        command
            .arg("--print-links")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().unwrap() == "ready" {
                break;
            }
        }
        assert_eq!(lines.last().unwrap(), "ready");
        Self { child, lines }
    }

    fn address(&self) -> &str {
        self.lines
            .first()
            .unwrap()
            .strip_prefix("listening on http://")
            .unwrap()
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    fn exit_code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_gateway_says_where_it_is_answers_and_stops_when_asked() {
    for signal in ["-TERM", "-INT"] {
        let folder = folder_with(SMALL);
        let gateway = Gateway::start(folder.path());
        let link = gateway
            .lines
            .iter()
            .find(|line| line.starts_with("link ana http://"));
        assert!(link.unwrap().contains("/console/#link="));
        assert!(get(gateway.address(), "/readyz").starts_with("HTTP/1.1 200"));
        gateway.signal(signal);
        assert_eq!(gateway.exit_code(), Some(0), "{signal}");
    }
}

#[test]
fn a_second_process_on_the_same_state_is_refused_and_the_first_goes_on() {
    let folder = folder_with(SMALL);
    let gateway = Gateway::start(folder.path());
    let second = serve(folder.path(), "127.0.0.1:0").output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(
        said(&second).contains("is running on the state in"),
        "{}",
        said(&second)
    );
    assert!(get(gateway.address(), "/healthz").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_taken_port_is_refused_with_a_remedy() {
    let (first, second) = (folder_with(SMALL), folder_with(SMALL));
    let gateway = Gateway::start(first.path());
    let refused = serve(second.path(), gateway.address()).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("--listen"), "{}", said(&refused));
}

#[test]
fn what_is_not_a_component_is_refused_by_channel_and_file() {
    let channel = "\n[channel.web]\nwasm = \"web.wasm\"\nqueue = \"sales\"\ntitle = \"Web\"\n";
    let folder = folder_with(&format!("{SMALL}{channel}"));
    fs::write(folder.path().join("web.wasm"), "not WebAssembly").unwrap();
    let mut command = serve(folder.path(), "127.0.0.1:0");
    let refused = command
        .arg("--components")
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = said(&refused);
    assert!(
        said.contains("\"web\"") && said.contains("web.wasm"),
        "{said}"
    );
    assert!(said.contains("not WebAssembly"), "{said}");
}

#[test]
fn check_reports_every_problem_and_touches_nothing() {
    let folder = folder_with("[queue.sales]\npriority = 11\n");
    let mut command = program();
    let path = folder.path().join("frontdesk.toml");
    let checked = command
        .arg("check")
        .arg("--config")
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(1));
    let said = said(&checked);
    assert!(said.contains("2 problems"), "{said}");
    assert!(
        said.contains("needs title") && said.contains("priority takes 1 to 10"),
        "{said}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn check_accepts_what_serve_would_run() {
    let folder = folder_with(SMALL);
    let path = folder.path().join("frontdesk.toml");
    let checked = program()
        .arg("check")
        .arg("--config")
        .arg(path)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(0));
    let printed = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        printed.contains("no problem found (1 queue, 0 channels, 1 agent)"),
        "{printed}"
    );
}

#[test]
fn check_notes_a_queue_that_nobody_answers() {
    let folder = folder_with(&format!("{SMALL}\n[queue.billing]\ntitle = \"Billing\"\n"));
    let path = folder.path().join("frontdesk.toml");
    let checked = program()
        .arg("check")
        .arg("--config")
        .arg(path)
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(0));
    let printed = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        printed.contains("no agent answers queue \"billing\""),
        "{printed}"
    );
}

#[test]
fn check_looks_at_what_the_configuration_names() {
    let folder = folder_with(&format!(
        "{SMALL}password_hash = {{ env = \"ANA_HASH\" }}\n"
    ));
    let path = folder.path().join("frontdesk.toml");
    let check = |hash: Option<&str>| {
        let mut command = program();
        command.arg("check").arg("--config").arg(&path);
        said(
            &command
                .envs(hash.map(|hash| ("ANA_HASH", hash)))
                .output()
                .unwrap(),
        )
    };
    assert!(check(None).contains("ANA_HASH"));
    let refused = check(Some("a secret typed in the clear"));
    assert!(refused.contains("frontdesk hash-password"), "{refused}");
    assert!(
        !refused.contains("typed in the clear"),
        "a secret was shown"
    );
}

#[test]
fn a_missing_configuration_is_named_with_a_way_on() {
    let missing = program()
        .args(["serve", "--config", "nowhere.toml"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("nowhere.toml") && said(&missing).contains("--demo"));
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    assert_eq!(
        program().arg("dance").output().unwrap().status.code(),
        Some(2)
    );
}
