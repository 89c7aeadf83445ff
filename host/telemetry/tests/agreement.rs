//! The list, the page for operators and the code name the same metrics.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use frontdesk_telemetry::{
    measures,
    metric_definitions::{DEFINITIONS, Kind, markdown},
};

const BEGIN: &str = "<!-- metrics: begin -->\n";
const END: &str = "<!-- metrics: end -->";
/// Begins like a metric and is none: the session cookie.
const OTHERS: [&str; 1] = ["frontdesk_session"];

fn host() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let skipped = [
                "node_modules",
                "target",
                "tests",
                "web",
                "telemetry",
                "xtask",
            ];
            if !skipped.contains(&name.as_str()) {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Names in macros that record a metric, wherever their text begins on a line.
fn used() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&host(), &mut files);
    let mut names = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        for piece in text.split("\"frontdesk_").skip(1) {
            let name = piece.split('"').next().unwrap_or_default();
            if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                let name = format!("frontdesk_{name}");
                if !OTHERS.contains(&name.as_str()) {
                    names.insert(name);
                }
            }
        }
    }
    names
}

#[test]
fn every_metric_in_the_code_is_defined_and_every_defined_one_is_used() {
    let defined: BTreeSet<String> = DEFINITIONS.iter().map(|d| d.name.to_owned()).collect();
    assert_eq!(used(), defined);
}

/// With `UPDATE_GOLDEN=1` the table is written anew.
#[test]
fn the_page_for_operators_lists_what_is_defined() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("METRICS.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, format!("{before}{BEGIN}{}{END}{after}", markdown())).unwrap();
        return;
    }
    assert_eq!(table, markdown());
}

#[test]
fn names_say_their_unit_and_are_in_order() {
    for definition in DEFINITIONS {
        let name = definition.name;
        assert_eq!(
            name.ends_with("_total"),
            definition.kind == Kind::Counter,
            "{name}"
        );
        assert_eq!(name.contains("_seconds"), definition.unit == "s", "{name}");
    }
    assert!(DEFINITIONS.is_sorted_by_key(|definition| definition.name));
}

#[test]
fn the_page_shows_a_recorded_value_with_its_description() {
    let measures = measures::start().unwrap();
    metrics::counter!("frontdesk_abandoned_total", "queue" => "sales").increment(2);
    metrics::histogram!("frontdesk_commit_seconds").record(0.004);
    measures.fold();
    let page = measures.render();
    assert!(
        page.contains("frontdesk_abandoned_total{queue=\"sales\"} 2"),
        "{page}"
    );
    assert!(page.contains("# HELP frontdesk_commit_seconds Time until a commit was durable."));
    assert!(
        page.contains("frontdesk_commit_seconds_bucket{le=\"0.005\"} 1"),
        "{page}"
    );
}
