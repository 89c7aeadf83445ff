//! What pages promise is there: commands, links, configuration.

use frontdesk_config::Layers;
use frontdesk_test_tidy::{Package, Page, Repository, guests, host, report};

fn pages(repository: &Repository) -> Vec<String> {
    repository.files("", &[".md"])
}

/// The subcommands that a clap enum in this file offers.
fn subcommands(repository: &Repository, path: &str) -> Vec<String> {
    let text = repository.read(path);
    let variants = text.split_once("enum Task {").map_or("", |(_, rest)| rest);
    let variants = variants
        .split_once("\n}")
        .map_or("", |(variants, _)| variants);
    let names = variants
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("///"));
    let names = names.filter_map(|line| line.split(['(', ',', ' ']).next());
    names
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(kebab)
        .collect()
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for (index, char) in name.char_indices() {
        if char.is_uppercase() && index > 0 {
            text.push('-');
        }
        text.extend(char.to_lowercase());
    }
    text
}

#[test]
fn every_subcommand_in_a_page_exists() {
    let repository = Repository::default();
    let programs = [
        ("cargo xtask", "host/xtask/src/main.rs"),
        ("frontdesk", "host/src/cli.rs"),
    ];
    let mut findings = Vec::new();
    for (program, source) in programs {
        let known = subcommands(&repository, source);
        assert!(known.len() > 2, "{source}: {known:?}");
        for path in pages(&repository) {
            let text = repository.read(&path);
            for command in Page::new(&text).commands(program) {
                let Some(word) = command.first() else {
                    continue;
                };
                let named = word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if named && !word.starts_with('-') && !known.contains(word) {
                    findings.push(format!("{path}: `{program} {word}`; there is {known:?}"));
                }
            }
        }
    }
    report("a page shows a command that does not exist", &findings);
}

#[test]
fn every_package_and_test_in_a_page_exists() {
    let repository = Repository::default();
    let all: Vec<Package> = host(&repository)
        .into_iter()
        .chain(guests(&repository))
        .collect();
    let mut findings = Vec::new();
    for path in pages(&repository) {
        let page = repository.read(&path);
        for subcommand in ["cargo test", "cargo run"] {
            for command in Page::new(&page).commands(subcommand) {
                let after = |flags: [&str; 2]| {
                    let at = command
                        .iter()
                        .position(|word| flags.contains(&word.as_str()))?;
                    command.get(at + 1)
                };
                let Some(package) = after(["-p", "--package"]) else {
                    continue;
                };
                let found = all.iter().find(|found| found.name == *package);
                match (found, after(["--test", "--test"])) {
                    (None, _) => findings.push(format!("{path}: there is no package {package}")),
                    (Some(found), Some(test)) if !found.tests.contains(test) => {
                        findings.push(format!("{path}: {package} has no test {test}"));
                    }
                    (Some(_), _) => {}
                }
            }
        }
    }
    report("a page shows a command that does not exist", &findings);
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let repository = Repository::default();
    let mut findings = Vec::new();
    for path in pages(&repository) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = repository.read(&path);
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let target = link.split('#').next().unwrap_or_default();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if target.is_empty() || elsewhere || target.contains(' ') {
                continue;
            }
            if !repository.path(folder).join(target).exists() {
                findings.push(format!("{path}: {link}"));
            }
        }
    }
    report("a link leads nowhere", &findings);
}

fn problems_of(name: &str, text: &str) -> Option<String> {
    let layers = Layers {
        name,
        text,
        ..Layers::default()
    };
    layers.load().err().map(|problems| problems.to_string())
}

#[test]
fn every_configuration_in_a_page_loads() {
    let repository = Repository::default();
    let mut findings = Vec::new();
    for path in pages(&repository) {
        let text = repository.read(&path);
        for block in Page::new(&text).blocks() {
            let of_cargo =
                block.text.contains("[package]") || block.text.contains("[dependencies]");
            if block.language != "toml" || of_cargo {
                continue;
            }
            let name = format!("{path}:{}", block.line);
            findings.extend(problems_of(&name, &block.text));
        }
    }
    for path in repository.files("config", &[".toml"]) {
        let text = repository.read(&path);
        // Those channels come behind the demo's sections.
        let text = match path.as_str() {
            "config/demo/phones.toml" => repository.read("config/demo/frontdesk.toml") + &text,
            _ => text,
        };
        findings.extend(problems_of(&path, &text));
    }
    // A component's example shows the component; the queue is the operator's.
    let examples =
        ["channels", "plugins"].map(|folder| repository.files(folder, &["example.toml"]));
    for path in examples.into_iter().flatten() {
        let text = repository.read(&path) + "\n[queue.sales]\ntitle = \"Sales\"\n";
        findings.extend(problems_of(&path, &text));
    }
    report("a configuration that we show does not load", &findings);
}
