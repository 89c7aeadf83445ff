//! A new plugin's project.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    choice::{Kind, Language},
    embedded,
    name::Name,
};

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Project {
    /// What it connects to.
    pub kind: Kind,
    /// What it is written in.
    pub language: Language,
    /// Its name, also its folder's.
    pub name: Name,
}

/// Why no project was written.
#[derive(Debug, Error)]
pub enum NewError {
    /// Something of that name is there.
    #[error("{} exists: choose another name or remove it; nothing was written", .0.display())]
    Exists(PathBuf),
    /// The disk refused.
    #[error("writing {}", path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// Why it was not.
        #[source]
        source: io::Error,
    },
}

impl Project {
    /// Writes the project into a new folder of its name below `parent`; returns the folder. What was begun
    /// and could not be finished is removed.
    pub fn write(&self, parent: &Path) -> Result<PathBuf, NewError> {
        let folder = parent.join(self.name.as_str());
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(NewError::Exists(folder));
            }
            Err(source) => {
                return Err(NewError::Write {
                    path: folder,
                    source,
                });
            }
        }
        let written = self.files().into_iter().try_for_each(|(path, text)| {
            let path = folder.join(path);
            let write = || {
                fs::create_dir_all(path.parent().unwrap_or(&folder))?;
                fs::write(&path, text)
            };
            write().map_err(|source| NewError::Write {
                path: path.clone(),
                source,
            })
        });
        if written.is_err() {
            // The first error is the one to tell.
            drop(fs::remove_dir_all(&folder));
        }
        written.map(|()| folder)
    }

    /// Every file: its path in the project, and its text.
    pub fn files(&self) -> Vec<(String, String)> {
        let (kind, language) = (self.kind.word(), self.language.word());
        let mut files = Vec::new();
        for (path, text) in embedded::below(&format!("templates/{language}/skeleton")) {
            let path = path.replace("gitignore", ".gitignore");
            files.push((path, self.fill(text)));
        }
        for (path, text) in embedded::below(&format!("templates/{language}/{kind}")) {
            files.push((format!("src/{path}"), self.fill(text)));
        }
        for (path, text) in embedded::below(&format!("templates/fixtures/{kind}")) {
            files.push((format!("tests/{path}"), text.to_owned()));
        }
        match self.language {
            Language::Rust => self.add_rust(&mut files),
            Language::Javascript => self.add_sdk("sdk-javascript", &mut files),
            Language::Python => self.add_sdk("sdk-python/frontdesk", &mut files),
        }
        files
    }

    fn add_rust(&self, files: &mut Vec<(String, String)>) {
        let schema = embedded::file(&format!("templates/schemas/{}.json", self.kind));
        files.push(("src/settings.schema.json".to_owned(), schema.to_owned()));
        files.push((
            "Cargo.lock".to_owned(),
            embedded::file("Cargo.lock").to_owned(),
        ));
        for part in ["sdk", "testkit", "wit"] {
            for (path, text) in embedded::below(part) {
                files.push((format!("vendor/{part}/{path}"), text.to_owned()));
            }
        }
    }

    /// The SDK of a language that brings it as one folder, with the contract and the kit's page.
    fn add_sdk(&self, folder: &str, files: &mut Vec<(String, String)>) {
        for (path, text) in embedded::below(folder) {
            files.push((format!("frontdesk/{path}"), text.to_owned()));
        }
        // Of the newer version there is only what differs: the rest is what it depends on.
        let is_newer = self.kind == Kind::Channel;
        let older = if is_newer { "deps/v0.1/" } else { "" };
        for (path, text) in embedded::below("wit/v0.1") {
            files.push((format!("frontdesk/wit/{older}{path}"), text.to_owned()));
        }
        for (path, text) in embedded::below("wit/v0.2").filter(|_| is_newer) {
            files.push((format!("frontdesk/wit/{path}"), text.to_owned()));
        }
        let page = embedded::file("testkit/README.md").to_owned();
        files.push(("frontdesk/FIXTURES.md".to_owned(), page));
    }

    fn fill(&self, text: &str) -> String {
        let schema = embedded::file(&format!("templates/schemas/{}.json", self.kind));
        let schema = match self.language {
            Language::Rust => schema.to_owned(),
            Language::Javascript => indented(schema),
            Language::Python => schema
                .trim_end()
                .replace(": false", ": False")
                .replace(": true", ": True"),
        };
        text.replace("{{name}}", self.name.as_str())
            .replace("{{crate}}", &self.name.crate_name())
            .replace("{{title}}", &self.name.title())
            .replace("{{kind}}", self.kind.word())
            .replace("{{schema}}", &schema)
            .replace("{{workspace}}", &workspace())
    }
}

/// Below a key of an object that is indented once.
fn indented(schema: &str) -> String {
    schema.trim_end().replace('\n', "\n  ")
}

/// What the vendored crates inherit, as it stands in `plugins/Cargo.toml`.
fn workspace() -> String {
    let manifest = embedded::file("Cargo.toml");
    let inherited = manifest
        .find("[workspace.package]")
        .and_then(|at| manifest.get(at..));
    inherited
        .unwrap_or_default()
        .replace("path = \"", "path = \"vendor/")
        .trim_end()
        .to_owned()
}
