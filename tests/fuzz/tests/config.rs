//! The operator's TOML, and what an environment can do to it.

use std::{fs, path::Path};

use frontdesk_config::Layers;
use frontdesk_test_fuzz::{Mutator, each_case_of};

const SEED: &str = include_str!("../corpus/frontdesk.toml");
const CASES: u64 = 8_000;

fn load(text: &str, variables: Vec<(String, String)>) -> bool {
    let layers = Layers {
        name: "frontdesk.toml",
        text,
        variables,
        flags: Vec::new(),
    };
    match layers.load() {
        Ok(_) => true,
        Err(problems) => {
            let shown = problems.to_string();
            assert!(!shown.trim().is_empty(), "a refusal says why");
            false
        }
    }
}

/// The shipped files count as seeds too.
fn shipped() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let files = ["frontdesk.toml", "demo/frontdesk.toml"];
    files
        .iter()
        .filter_map(|file| fs::read_to_string(folder.join(file)).ok())
        .collect()
}

#[test]
fn the_seed_itself_is_accepted() {
    assert!(load(SEED, Vec::new()));
}

#[test]
fn any_text_is_accepted_or_refused_with_a_reason() {
    let shipped = shipped();
    let seeds: Vec<&str> = shipped.iter().map(String::as_str).chain([SEED]).collect();
    each_case_of(&seeds, CASES, |case| {
        load(case, Vec::new());
    });
}

#[test]
fn any_variable_is_accepted_or_refused_with_a_reason() {
    let names = [
        "GATEWAY__LISTEN",
        "LIMITS__CONNECTIONS_MAX",
        "QUEUE__SALES__OFFER_S",
        "AGENT__X__NAME",
    ];
    for number in 0..CASES {
        let mut mutator = Mutator::seeded(number);
        let name = format!("FRONTDESK__{}", mutator.text(&names));
        load(SEED, vec![(name, mutator.nonsense(4))]);
    }
}
