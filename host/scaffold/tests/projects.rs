//! Every project that can be written: whole, without placeholders, and never over something else.

use std::{collections::BTreeSet, fs, path::Path};

use frontdesk_scaffold::{Kind, Language, NewError, Project};

#[expect(clippy::unwrap_used, reason = "a test's helper")]
fn project(kind: Kind, language: Language) -> Project {
    Project {
        kind,
        language,
        name: "acme-one".parse().unwrap(),
    }
}

fn is_below(path: &str, folder: &str, extension: &str) -> bool {
    let found = Path::new(path).extension();
    path.starts_with(folder) && found.is_some_and(|found| found == extension)
}

fn all() -> Vec<Project> {
    let mut projects = Vec::new();
    for kind in Kind::ALL {
        projects.extend(
            Language::ALL
                .iter()
                .map(|language| project(*kind, *language)),
        );
    }
    projects
}

#[test]
fn every_project_is_whole_and_filled_in() {
    for project in all() {
        let files = project.files();
        let what = format!("{} {}", project.language, project.kind);
        let has = |path: &str| files.iter().any(|(found, _)| found == path);
        for path in ["README.md", ".gitignore"] {
            assert!(has(path), "{what} has no {path}");
        }
        let tests = files
            .iter()
            .filter(|(path, _)| is_below(path, "tests/", "json"));
        assert!(tests.count() >= 4, "{what} has few fixtures");
        let contract = match project.kind {
            Kind::Channel => "frontdesk/wit/deps/v0.1/host.wit",
            Kind::Crm | Kind::Translator | Kind::Bot => "frontdesk/wit/host.wit",
        };
        let source = match project.language {
            Language::Rust => [
                "src/lib.rs",
                "src/settings.schema.json",
                "vendor/wit/v0.1/host.wit",
            ],
            Language::Javascript => ["src/connector.js", "src/component.js", contract],
            Language::Python => ["src/component.py", "build.py", contract],
        };
        for path in source {
            assert!(has(path), "{what} has no {path}");
        }
        for (path, text) in &files {
            assert!(
                // The contract has placeholders of its own: those of a template's text.
                path.contains("/wit/") || !text.contains("{{"),
                "{what}: {path} has a placeholder left"
            );
            assert!(!text.is_empty(), "{what}: {path} is empty");
            assert!(!path.contains(".."), "{what}: {path}");
        }
        let paths: BTreeSet<_> = files.iter().map(|(path, _)| path).collect();
        assert_eq!(paths.len(), files.len(), "{what} writes a file twice");
    }
}

#[test]
fn a_project_is_written_once() {
    let parent = tempfile::tempdir().unwrap();
    let project = project(Kind::Crm, Language::Rust);
    let folder = project.write(parent.path()).unwrap();
    assert_eq!(folder, parent.path().join("acme-one"));
    let source = folder.join("src/lib.rs");
    assert!(
        fs::read_to_string(&source)
            .unwrap()
            .contains("\"acme-one\"")
    );

    fs::write(&source, "mine").unwrap();
    assert!(matches!(
        project.write(parent.path()),
        Err(NewError::Exists(_))
    ));
    assert_eq!(fs::read_to_string(&source).unwrap(), "mine");
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let parent = tempfile::tempdir().unwrap();
    let nowhere = parent.path().join("not-there");
    let error = project(Kind::Bot, Language::Python)
        .write(&nowhere)
        .unwrap_err();
    assert!(matches!(error, NewError::Write { .. }), "{error}");
}

/// The contract's files are the ones that the gateway was built with.
#[test]
fn the_contract_is_brought_along() {
    let count = |version: &str| {
        let wit = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins/wit");
        fs::read_dir(format!("{wit}/{version}")).unwrap().count()
    };
    for (kind, there) in [
        (Kind::Crm, count("v0.1")),
        // The newest contract of a channel, and what it depends on.
        (Kind::Channel, count("v0.1") + count("v0.2")),
    ] {
        for language in [Language::Javascript, Language::Python] {
            let files = project(kind, language).files();
            let wit = files
                .iter()
                .filter(|(path, _)| is_below(path, "frontdesk/wit/", "wit"));
            assert_eq!(wit.count(), there, "{language} {kind}");
        }
    }
}
