//! What operators read agrees with what the code takes.
#![expect(clippy::panic, reason = "helpers of tests fail the test")]

use std::{collections::BTreeSet, fs, path::Path};

use frontdesk_config::{Layers, reference};

const BEGIN: &str = "<!-- keys: begin -->\n";
const END: &str = "<!-- keys: end -->";

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn problems(name: &str, text: &str) -> Option<String> {
    Layers {
        name,
        text,
        ..Layers::default()
    }
    .load()
    .err()
    .map(|problems| problems.to_string())
}

/// With `UPDATE_GOLDEN=1` the tables in the README are written anew.
#[test]
fn the_tables_in_the_readme_are_those_of_the_code() {
    let readme = read("config/README.md");
    let (before, rest) = readme
        .split_once(BEGIN)
        .expect("a line that begins the tables");
    let (tables, after) = rest.split_once(END).expect("a line that ends the tables");
    let expected = reference::markdown();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/README.md");
        fs::write(path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(
        tables, expected,
        "run the test with UPDATE_GOLDEN=1 and look at the difference"
    );
}

#[test]
fn the_files_for_operators_load_as_they_stand() {
    for name in ["config/frontdesk.toml", "config/demo/frontdesk.toml"] {
        assert_eq!(problems(name, &read(name)), None);
    }
}

#[test]
fn the_commented_file_shows_every_key_and_loads_with_all_of_them() {
    let text = read("config/frontdesk.toml");
    let is_key = |line: &str| {
        line.split_once(" = ").is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        })
    };
    let is_heading = |line: &str| line.starts_with('[') && line.ends_with(']');
    let all: String = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| is_key(rest) || is_heading(rest))
                .unwrap_or(line)
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    assert_eq!(problems("frontdesk.toml, all comments off", &all), None);

    let mut shown = BTreeSet::new();
    let mut section = String::new();
    for line in all.lines() {
        if is_heading(line) {
            section = without_name(line);
        } else if let Some((key, _)) = line.split_once(" = ") {
            shown.insert(format!("{section}.{key}"));
        }
    }
    for reference in reference::sections() {
        let section = without_name(reference.heading);
        // Settings and secrets have the names that a component gives them.
        let named = ["settings", "SECRET"];
        for key in reference.names().filter(|key| !named.contains(key)) {
            assert!(
                shown.contains(&format!("{section}.{key}")),
                "{section}.{key} is not shown"
            );
        }
    }
}

/// A heading without the name in it: `[channel.website.limits]` is `channel.limits`.
fn without_name(heading: &str) -> String {
    let heading = heading.trim_matches(['[', ']']);
    let parts: Vec<_> = heading.split('.').collect();
    match parts.as_slice() {
        [kind, _, inner] => format!("{kind}.{inner}"),
        [kind, ..] => (*kind).to_owned(),
        [] => String::new(),
    }
}
