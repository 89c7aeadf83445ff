//! Who may use whom.

use frontdesk_test_tidy::{Package, Repository, guests, host, report};

/// What each crate of the host may use of the workspace. `host/ARCHITECTURE.md` explains it.
const MAY_USE: &[(&str, &[&str])] = &[
    ("frontdesk-core", &[]),
    ("frontdesk-wire", &["core"]),
    ("frontdesk-config", &["core"]),
    ("frontdesk-store", &["core"]),
    ("frontdesk-directory", &["core", "store"]),
    ("frontdesk-search", &["core", "directory"]),
    ("frontdesk-telemetry", &[]),
    ("frontdesk-mail", &[]),
    ("frontdesk-engine", &["core", "store"]),
    ("frontdesk-plugin-host", &["core", "engine"]),
    (
        "frontdesk-api",
        &[
            "core",
            "wire",
            "directory",
            "engine",
            "mail",
            "search",
            "simulate",
            "store",
        ],
    ),
    (
        "frontdesk",
        &[
            "core",
            "wire",
            "config",
            "store",
            "telemetry",
            "engine",
            "mail",
            "plugin-host",
            "api",
            "scaffold",
            "search",
            "simulate",
        ],
    ),
    ("frontdesk-scaffold", &[]),
    ("frontdesk-simulate", &["core"]),
    ("frontdesk-xtask", &["scaffold"]),
];

/// What each crate's tests may use of the workspace besides.
const TESTS_MAY_USE: &[(&str, &[&str])] = &[("frontdesk-simulate", &["config"])];

/// Crates from outside that only these packages may use.
const ONLY: &[(&str, &[&str])] = &[
    ("argon2", &["frontdesk-api", "frontdesk"]),
    ("axum", &["frontdesk-api"]),
    ("csv", &["frontdesk-directory"]),
    ("hyper", &["frontdesk-api"]),
    ("hyper-util", &["frontdesk-api"]),
    (
        "jiff",
        &["frontdesk-core", "frontdesk-wire", "frontdesk-directory"],
    ),
    ("jsonschema", &["frontdesk-plugin-host"]),
    ("metrics-exporter-prometheus", &["frontdesk-telemetry"]),
    ("reqwest", &["frontdesk-plugin-host"]),
    ("ring", &["frontdesk-plugin-host"]),
    ("rmp-serde", &["frontdesk-store"]),
    ("rust-embed", &["frontdesk-api"]),
    (
        "serde_json",
        &[
            "frontdesk-wire",
            "frontdesk-api",
            "frontdesk-directory",
            "frontdesk-plugin-host",
            "frontdesk",
        ],
    ),
    ("sled", &["frontdesk-store"]),
    ("lettre", &["frontdesk-mail"]),
    ("minisign-verify", &["frontdesk-plugin-host"]),
    ("notify", &["frontdesk"]),
    ("tantivy", &["frontdesk-search"]),
    ("toml", &["frontdesk-config"]),
    ("toml_edit", &["frontdesk-config"]),
    ("tracing-subscriber", &["frontdesk-telemetry"]),
    ("utoipa", &["frontdesk-wire", "frontdesk-api"]),
    ("wasmtime", &["frontdesk-plugin-host"]),
    ("whichlang", &["frontdesk-engine"]),
    ("wit-component", &["frontdesk-scaffold"]),
];

/// All that the core may use from outside.
const CORE_OUTSIDE: [&str; 3] = ["jiff", "serde", "thiserror"];

fn allowed(table: &[(&str, &[&str])], package: &str) -> Option<Vec<String>> {
    let (_, names) = table.iter().find(|(name, _)| *name == package)?;
    Some(
        names
            .iter()
            .map(|name| format!("frontdesk-{name}"))
            .collect(),
    )
}

fn is_host(package: &Package) -> bool {
    package.folder.starts_with("host")
}

fn of_workspace(names: &[String]) -> impl Iterator<Item = &String> {
    names.iter().filter(|name| name.starts_with("frontdesk"))
}

#[test]
fn every_crate_of_the_host_uses_only_those_below_it() {
    let mut findings = Vec::new();
    for package in host(&Repository::default())
        .iter()
        .filter(|package| is_host(package))
    {
        let name = &package.name;
        let Some(may) = allowed(MAY_USE, name) else {
            findings.push(format!("{name} is not in the table of tests/tidy"));
            continue;
        };
        let wrong = of_workspace(&package.uses).filter(|used| !may.contains(used));
        findings.extend(wrong.map(|used| format!("{name} must not use {used}")));
        let besides = allowed(TESTS_MAY_USE, name).unwrap_or_default();
        let wrong = of_workspace(&package.tested_with)
            .filter(|used| *used != name && !may.contains(used) && !besides.contains(used));
        findings.extend(wrong.map(|used| format!("tests of {name} must not use {used}")));
    }
    report(
        "a crate uses what stands below it in host/ARCHITECTURE.md",
        &findings,
    );
}

#[test]
fn what_belongs_to_one_crate_is_used_by_no_other() {
    let mut findings = Vec::new();
    for package in host(&Repository::default())
        .iter()
        .filter(|package| is_host(package))
    {
        for (outside, owners) in ONLY {
            let uses = package.uses.iter().any(|used| used == outside);
            if uses && !owners.contains(&package.name.as_str()) {
                findings.push(format!("{} must not use {outside}", package.name));
            }
        }
    }
    report(
        "some crates have one place, so that what they do has one place",
        &findings,
    );
}

#[test]
fn the_core_uses_next_to_nothing() {
    let packages = host(&Repository::default());
    let core = packages
        .iter()
        .find(|package| package.name == "frontdesk-core");
    let uses = core.map(|core| core.uses.clone()).unwrap_or_default();
    let wrong: Vec<_> = uses
        .into_iter()
        .filter(|used| !CORE_OUTSIDE.contains(&used.as_str()))
        .collect();
    report(
        "the core is pure: no clock, no chance, no log, no I/O",
        &wrong,
    );
}

#[test]
fn guests_use_the_sdk_and_never_the_host() {
    let mut findings = Vec::new();
    for package in guests(&Repository::default()) {
        // What channels of one provider have in common, what customer systems have, and what translators
        // have, is a crate of its own, beside them.
        let shared = [
            "frontdesk-channel-meta",
            "frontdesk-crm-shared",
            "frontdesk-translator-shared",
        ];
        let may = |used: &&String| **used == "frontdesk-plugin" || shared.contains(&used.as_str());
        let wrong = of_workspace(&package.uses).filter(|used| !may(used));
        findings.extend(wrong.map(|used| format!("{} must not use {used}", package.name)));
    }
    report("a component sees the contract, never the host", &findings);
}

#[test]
fn every_package_takes_the_workspaces_lints() {
    let repository = Repository::default();
    let packages = host(&repository).into_iter().chain(guests(&repository));
    let without = packages.filter(|package| {
        let manifest = repository.read(&format!("{}/Cargo.toml", package.folder));
        !manifest.contains("[lints]\nworkspace = true")
    });
    let findings: Vec<_> = without.map(|package| package.folder).collect();
    report("Cargo.toml needs [lints] workspace = true", &findings);
}
