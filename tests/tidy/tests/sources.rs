//! What may not be in which source file.

use frontdesk_test_tidy::{Repository, report};

/// Lines at which a file should be split, and at which it must.
const LINES: (usize, usize) = (250, 500);
/// Made by a tool from something that is reviewed instead.
const GENERATED: [&str; 2] = ["host/web/protocol/api.d.ts", "host/web/protocol/api.ts"];
/// Crates that may measure spans of time; everything else is given the time.
const MAY_MEASURE: [&str; 4] = ["host/api", "host/engine", "host/plugin-host", "host/xtask"];
/// The one crate with one function of `unsafe`: it deserialises code that it compiled itself.
const DENIES_UNSAFE: &str = "host/plugin-host/src/lib.rs";

fn sources(repository: &Repository) -> Vec<String> {
    let folders = ["host", "plugins", "channels", "tests"];
    folders
        .iter()
        .flat_map(|folder| repository.files(folder, &[".rs", ".ts", ".svelte"]))
        .collect()
}

fn is_test(path: &str) -> bool {
    let marks = ["/tests/", ".test.", "/testing", "/suite.rs", "/mock/"];
    path.starts_with("tests/") || marks.iter().any(|mark| path.contains(mark))
}

/// Lines of a Rust file before its test module.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\nmod tests")
        .map_or(text, |(code, _)| code)
}

/// Places where a text is found in production code of the host, outside comments.
fn found(repository: &Repository, folder: &str, wanted: &str) -> Vec<String> {
    let mut places = Vec::new();
    for path in repository
        .files(folder, &[".rs"])
        .into_iter()
        .filter(|path| !is_test(path))
    {
        let text = repository.read(&path);
        for (index, line) in without_tests(&text).lines().enumerate() {
            if line.contains(wanted) && !line.trim_start().starts_with("//") {
                places.push(format!("{path}:{}", index + 1));
            }
        }
    }
    places
}

#[test]
#[expect(clippy::print_stdout, reason = "advice that fails nothing")]
fn a_file_holds_one_concept() {
    let repository = Repository::default();
    let (soft, hard) = LINES;
    let mut findings = Vec::new();
    for path in sources(&repository) {
        if is_test(&path) || GENERATED.contains(&path.as_str()) {
            continue;
        }
        let text = repository.read(&path);
        let lines = without_tests(&text).lines().count();
        if lines > hard {
            findings.push(format!(
                "{path} has {lines} lines without its tests, {hard} is the limit"
            ));
        } else if lines > soft {
            println!("{path} has {lines} lines: consider splitting it");
        }
    }
    report(
        "a long file holds more than one concept: split it",
        &findings,
    );
}

#[test]
fn nothing_is_left_to_do_in_the_code() {
    let repository = Repository::default();
    // Spelled in two parts, so that this file does not contain them.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["to", "do!("],
        ["db", "g!("],
        ["unimple", "mented!("],
    ]
    .map(|halves| halves.concat());
    let mut findings = Vec::new();
    for path in sources(&repository) {
        let text = repository.read(&path);
        for (index, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(mark.as_str())) {
                findings.push(format!("{path}:{} contains {mark}", index + 1));
            }
        }
    }
    report("what is to be done is an issue, not a comment", &findings);
}

#[test]
fn the_host_is_written_without_unsafe() {
    let repository = Repository::default();
    let mut findings = Vec::new();
    for path in repository.files(
        "host",
        &["src/lib.rs", "src/main.rs", "/lib.rs", "/main.rs"],
    ) {
        if !path.ends_with("/src/lib.rs") && !path.ends_with("/src/main.rs") {
            continue;
        }
        let text = repository.read(&path);
        let wanted = if path == DENIES_UNSAFE {
            "#![deny(unsafe_code)]"
        } else {
            "#![forbid(unsafe_code)]"
        };
        if !text.contains(wanted) {
            findings.push(format!("{path} needs {wanted}"));
        }
    }
    report("no unsafe in the host", &findings);
    let exceptions = found(&repository, "host", "expect(unsafe_code");
    assert!(
        exceptions.len() <= 1,
        "one exception is known, there are more: {exceptions:?}"
    );
}

#[test]
fn the_core_needs_no_standard_library() {
    let repository = Repository::default();
    assert!(
        repository
            .read("host/core/src/lib.rs")
            .contains("#![no_std]")
    );
    for wanted in ["extern crate std", "f32", "f64", "HashMap"] {
        report(
            "the core is deterministic",
            &found(&repository, "host/core/src", wanted),
        );
    }
}

#[test]
fn the_wall_clock_is_read_in_one_place() {
    let repository = Repository::default();
    let places = found(&repository, "host", "SystemTime::now");
    let elsewhere: Vec<_> = places
        .into_iter()
        .filter(|place| !place.starts_with("host/src/clock.rs"))
        .collect();
    report(
        "everything else is given the time: host/src/clock.rs",
        &elsewhere,
    );
}

#[test]
fn only_the_shells_measure_time() {
    let repository = Repository::default();
    let places = found(&repository, "host", "Instant::now");
    let elsewhere: Vec<_> = places
        .into_iter()
        .filter(|place| !MAY_MEASURE.iter().any(|folder| place.starts_with(folder)))
        .collect();
    report("these crates are given the time", &elsewhere);
}

#[test]
fn every_crate_says_what_it_is_for() {
    let repository = Repository::default();
    let mut findings = Vec::new();
    for path in sources(&repository) {
        let root = path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs");
        if root && !repository.read(&path).starts_with("//! ") {
            findings.push(path);
        }
    }
    report(
        "a crate begins with its purpose, what it never does and where to start",
        &findings,
    );
}

/// Words that others use for what has another name here.
#[test]
fn the_core_uses_one_word_an_idea() {
    let repository = Repository::default();
    for word in [
        "ticket", "Ticket", "customer", "Customer", "worker", "Worker", "visitor", "Visitor",
    ] {
        let mut places = found(&repository, "host/core/src", word);
        // The record that the Local CRM keeps is called so, its id stands with the other ids, and an object of
        // scripts asks for it.
        let is_id = |place: &String| {
            word.eq_ignore_ascii_case("customer")
                && ["ids.rs:", "lib.rs:", "src/script"]
                    .iter()
                    .any(|file| place.contains(file))
        };
        places.retain(|place| !is_id(place));
        report(
            &format!("\"{word}\" is another project's word: see host/ARCHITECTURE.md"),
            &places,
        );
    }
}
