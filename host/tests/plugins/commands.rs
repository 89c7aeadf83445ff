//! What an operator types.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use crate::site::{BASE, NOT_WATCHED, Site, WEB, component, version};

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
