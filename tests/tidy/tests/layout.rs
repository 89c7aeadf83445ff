//! The tree, and what each folder says of itself.

use frontdesk_test_tidy::{Repository, report};

/// What may be seen at the top.
const TOP: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "channels",
    "config",
    "host",
    "plugins",
    "rust-toolchain.toml",
    "tests",
];
/// Folders that hold the parts of one thing and are explained one level up.
const PARTS: [&str; 4] = ["src", "tests", "examples", "fixtures"];

/// How many lines count as the end of a page.
const END_LINES: usize = 15;

fn folders_with_readers(repository: &Repository) -> Vec<String> {
    let mut folders: Vec<String> = ["", "host", "plugins", "channels", "config", "tests"]
        .map(str::to_owned)
        .to_vec();
    for folder in [
        "host",
        "plugins",
        "channels",
        "config",
        "tests",
        "tests/components",
    ] {
        let parts = |path: &String| {
            let name = path.rsplit('/').next().unwrap_or_default();
            !PARTS.contains(&name)
        };
        let inside = repository.folders(folder).into_iter().filter(parts);
        // Each misbehaving component is a few lines; they are explained together.
        folders.extend(inside.filter(|path| !path.starts_with("tests/components/")));
    }
    folders
}

#[test]
fn the_top_level_is_fixed() {
    let names = Repository::default().names("").into_iter();
    let others: Vec<_> = names
        .filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()))
        .collect();
    report("the top level holds what every reader knows", &others);
}

#[test]
fn every_folder_says_who_it_is_for_and_how_to_verify_it() {
    let repository = Repository::default();
    let mut findings = Vec::new();
    for folder in folders_with_readers(&repository) {
        let path = if folder.is_empty() {
            "README.md".to_owned()
        } else {
            format!("{folder}/README.md")
        };
        if !repository.path(&path).is_file() {
            findings.push(format!("{path} is missing"));
            continue;
        }
        let text = repository.read(&path);
        // A title may stand above at the top of the repository.
        let opens = text
            .lines()
            .find(|line| !line.is_empty() && !line.starts_with('#'));
        if !opens.is_some_and(|line| line.starts_with("For ")) {
            findings.push(format!("{path} does not open with \"For <reader>:\""));
        }
        // The last lines say how; a command is what can be checked.
        let end: Vec<&str> = text.lines().rev().take(END_LINES).collect();
        if !end
            .iter()
            .any(|line| line.contains("cargo ") || line.contains("npm "))
        {
            findings.push(format!(
                "{path} does not end with a command that verifies it"
            ));
        }
    }
    report(
        "a folder's README opens with its reader and ends with how to verify",
        &findings,
    );
}

#[test]
fn no_module_is_a_drawer() {
    let repository = Repository::default();
    let files = repository.files("host", &[".rs", ".ts"]);
    let drawers: Vec<_> = files
        .into_iter()
        .filter(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            let stem = name.split('.').next().unwrap_or_default();
            ["mod", "utils", "util", "helpers", "common", "misc"].contains(&stem)
        })
        .collect();
    report("a file is named after what is in it", &drawers);
}
