//! What differs between two configurations.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use frontdesk_config::{Config, Layers};

const FILE: &str = r#"
[gateway]
listen = "127.0.0.1:9000"

[queue.sales]
title = "Sales"

[channel.sms]
wasm = "sms.wasm"
queue = "sales"
title = "Text messages"

[channel.sms.secrets]
token = { env = "OLD_TOKEN", uses = ["verify"] }

[channel.sms.settings]
api = { url = "https://a.example" }
"#;

fn load(text: &str) -> Config {
    Layers {
        name: "f",
        text,
        ..Layers::default()
    }
    .load()
    .ok()
    .unwrap()
}

/// The changes from `FILE` to what `edit` makes of it.
fn changes(edit: impl Fn(&str) -> String) -> Vec<String> {
    let new = load(&edit(FILE));
    load(FILE)
        .changes(&new)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn nothing_differs_from_itself_whatever_the_layout() {
    assert_eq!(changes(|file| format!("# a comment\n{file}")), [""; 0]);
}

#[test]
fn a_change_shows_section_key_old_and_new() {
    let found =
        changes(|file| file.replace("title = \"Sales\"", "title = \"Orders\"\npriority = 7"));
    assert_eq!(
        found,
        [
            "[queue.sales] priority: 5 (default) -> 7",
            "[queue.sales] title: \"Sales\" -> \"Orders\"",
        ]
    );
}

#[test]
fn tables_within_tables_are_named_by_their_path() {
    let found = changes(|file| {
        format!(
            "{}\n[channel.sms.limits]\nmemory_mib = 32\n",
            file.replace("a.example", "b.example")
        )
    });
    assert_eq!(
        found,
        [
            "[channel.sms] limits.memory_mib: 64 (default) -> 32",
            "[channel.sms] settings.api.url: \"https://a.example\" -> \"https://b.example\"",
        ]
    );
}

#[test]
fn where_a_secret_is_held_is_shown_and_nothing_more_is_known() {
    let found = changes(|file| file.replace("OLD_TOKEN", "NEW_TOKEN"));
    assert_eq!(
        found,
        ["[channel.sms] secrets.token.env: \"OLD_TOKEN\" -> \"NEW_TOKEN\""]
    );
}

#[test]
fn a_new_and_a_dropped_section_are_shown_key_by_key() {
    let found = changes(|file| {
        let (before, _) = file.split_once("[channel.sms]").unwrap();
        format!("{before}[agent.ana]\nname = \"Ana\"\n")
    });
    assert_eq!(
        found.first().map(String::as_str),
        Some("[agent.ana] name: (none) -> \"Ana\"")
    );
    assert!(
        found.contains(&"[channel.sms] wasm: \"sms.wasm\" -> (none)".to_owned()),
        "{found:?}"
    );
}

#[test]
fn what_is_read_only_at_the_start_says_so() {
    let new = load(&FILE.replace("9000", "9001"));
    let found = load(FILE).changes(&new);
    assert!(found.iter().all(frontdesk_config::Change::waits_for_start));
    assert_eq!(
        found.first().map(ToString::to_string).as_deref(),
        Some("[gateway] listen: \"127.0.0.1:9000\" -> \"127.0.0.1:9001\" (at the next start)")
    );
}

#[test]
fn every_key_that_waits_for_a_start_is_a_key() {
    for (section, key) in frontdesk_config::AT_START {
        let all = frontdesk_config::reference::sections();
        let found = all.iter().find(|it| it.heading == format!("[{section}]"));
        let names: Vec<_> = found.expect("a section").names().collect();
        assert!(key == "*" || names.contains(&key), "{section}.{key}");
    }
}
