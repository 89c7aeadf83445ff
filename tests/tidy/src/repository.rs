//! The files of the repository.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders whose content is made, not written.
const MADE: [&str; 6] = [
    "target",
    "node_modules",
    "dist",
    "out",
    ".git",
    ".frontdesk",
];

/// The repository's files.
pub struct Repository {
    root: PathBuf,
}

impl Default for Repository {
    fn default() -> Self {
        Self {
            root: Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."),
        }
    }
}

impl Repository {
    /// The path of something in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The text of a file.
    pub fn read(&self, relative: &str) -> String {
        let path = self.path(relative);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Names in a folder, sorted; made ones and those of editors left out.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let path = self.path(folder);
        let entries =
            fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !MADE.contains(&name.as_str()))
            .collect();
        names.sort();
        names
    }

    /// Folders in a folder, as paths from the root.
    pub fn folders(&self, folder: &str) -> Vec<String> {
        let names = self.names(folder).into_iter();
        names
            .map(|name| join(folder, &name))
            .filter(|path| self.path(path).is_dir())
            .collect()
    }

    /// Files under a folder whose name ends in one of `extensions`, as paths from the root.
    pub fn files(&self, folder: &str, extensions: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        self.collect(folder, extensions, &mut found);
        found
    }

    fn collect(&self, folder: &str, extensions: &[&str], found: &mut Vec<String>) {
        for name in self.names(folder) {
            let path = join(folder, &name);
            if self.path(&path).is_dir() {
                self.collect(&path, extensions, found);
            } else if extensions.iter().any(|extension| name.ends_with(extension)) {
                found.push(path);
            }
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
