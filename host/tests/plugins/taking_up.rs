//! Files and configurations that a running gateway takes up, or refuses.

use std::{fs, process::Stdio};

use crate::site::{BASE, NOT_WATCHED, SMS, Site, WEB, component, signal, version};

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
fn the_first_component_is_taken_up_though_there_was_no_folder_for_it() {
    let mut site = Site::new(BASE);
    fs::remove_dir_all(site.path("components")).unwrap();
    site.start();
    site.configure(&format!("{BASE}{WEB}"));
    site.put("webchat.wasm", &component("webchat"));
    site.wait_for("the channel", |site| site.row("web").is_some());
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
