//! The packages of both workspaces, as cargo sees them.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::Repository;

/// A package and what it names as dependencies.
#[derive(Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder, from the root.
    pub folder: String,
    /// Names of what it uses when it runs or is built.
    pub uses: Vec<String>,
    /// Names of what its tests use besides.
    pub tested_with: Vec<String>,
    /// Names of its integration tests.
    pub tests: Vec<String>,
}

/// The packages of the host's workspace.
pub fn host(repository: &Repository) -> Vec<Package> {
    read(repository, "Cargo.toml")
}

/// The packages of the guests' workspace.
pub fn guests(repository: &Repository) -> Vec<Package> {
    read(repository, "plugins/Cargo.toml")
}

fn read(repository: &Repository, manifest: &str) -> Vec<Package> {
    let mut command = MetadataCommand::new();
    command.manifest_path(repository.path(manifest)).no_deps();
    let metadata = command
        .exec()
        .unwrap_or_else(|error| panic!("{manifest}: {error}"));
    let root = repository.path("");
    let root = root.canonicalize().unwrap_or(root);
    let root = root.to_string_lossy().into_owned();
    packages(&metadata, &root)
}

fn packages(metadata: &Metadata, root: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    for package in &metadata.packages {
        let names = |tests: bool| {
            let of_kind = package
                .dependencies
                .iter()
                .filter(|used| (used.kind == DependencyKind::Development) == tests);
            of_kind.map(|used| used.name.clone()).collect()
        };
        let folder = package
            .manifest_path
            .parent()
            .map(ToString::to_string)
            .unwrap_or_default();
        let folder = folder
            .strip_prefix(root)
            .unwrap_or(&folder)
            .trim_start_matches('/');
        let tests = package.targets.iter().filter(|target| target.is_test());
        packages.push(Package {
            name: package.name.to_string(),
            folder: folder.to_owned(),
            uses: names(false),
            tested_with: names(true),
            tests: tests.map(|target| target.name.clone()).collect(),
        });
    }
    packages
}
