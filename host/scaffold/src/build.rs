//! From a project to a component.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use thiserror::Error;

use crate::{
    component::{ComponentError, wrap},
    flags::compile_alike,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Why no component was made.
#[derive(Debug, Error)]
pub enum BuildError {
    /// The folder holds none of the projects that can be built.
    #[error(
        "{} is no plugin's project: there is no Cargo.toml, package.json or build.py. \
         `frontdesk plugin new` writes one",
        .0.display()
    )]
    NoProject(PathBuf),
    /// Something has to be installed first.
    #[error("{missing} is missing: {remedy}")]
    Missing {
        /// What.
        missing: &'static str,
        /// What installs it.
        remedy: &'static str,
    },
    /// A tool could not be started.
    #[error("starting {tool}")]
    Start {
        /// Which.
        tool: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A tool has said why it failed.
    #[error("{tool} failed; what it said is above. {hint}")]
    Failed {
        /// Which.
        tool: String,
        /// What is often the reason.
        hint: &'static str,
    },
    /// The manifest has no name.
    #[error("{} names no package", .0.display())]
    NoName(PathBuf),
    /// The tool made nothing.
    #[error("there is no component in {}", .0.display())]
    NoComponent(PathBuf),
    /// The module is no component.
    #[error(transparent)]
    Component(#[from] ComponentError),
}

/// Builds the project in a folder; what the tools say goes to the terminal. Returns the component, in
/// `dist/`.
pub fn build(folder: &Path) -> Result<PathBuf, BuildError> {
    if folder.join("Cargo.toml").is_file() {
        return rust(folder);
    }
    if folder.join("package.json").is_file() {
        javascript(folder)?;
    } else if folder.join("build.py").is_file() {
        python(folder)?;
    } else {
        return Err(BuildError::NoProject(folder.to_owned()));
    }
    newest_component(&folder.join("dist"))
}

fn rust(folder: &Path) -> Result<PathBuf, BuildError> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap_or_default();
    let name = package_name(&text).ok_or(BuildError::NoName(manifest))?;
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--release",
        "--target",
        TARGET,
        "--target-dir",
        "target",
    ]);
    compile_alike(&mut cargo, folder);
    run(
        cargo.current_dir(folder),
        "If the compiler's target is missing: rustup target add wasm32-unknown-unknown",
    )?;
    let module = format!("{}.wasm", name.replace('-', "_"));
    let module = folder
        .join("target")
        .join(TARGET)
        .join("release")
        .join(module);
    let component = folder.join("dist").join(format!("{name}.wasm"));
    wrap(&module, &component)?;
    Ok(component)
}

fn javascript(folder: &Path) -> Result<(), BuildError> {
    if !folder.join("node_modules").is_dir() {
        return Err(BuildError::Missing {
            missing: "node_modules",
            remedy: "run `npm install` in the project",
        });
    }
    run(
        Command::new("npm")
            .args(["run", "--silent", "build"])
            .current_dir(folder),
        "",
    )
}

fn python(folder: &Path) -> Result<(), BuildError> {
    let interpreters = [".venv/bin/python", ".venv/Scripts/python.exe"];
    let found = interpreters
        .iter()
        .map(|path| folder.join(path))
        .find(|path| path.is_file());
    let interpreter = found.ok_or(BuildError::Missing {
        missing: ".venv",
        remedy: "run `python3 -m venv .venv && .venv/bin/pip install -r requirements.txt` in the project",
    })?;
    // From another working directory a relative path would name something else.
    let interpreter = std::path::absolute(&interpreter).unwrap_or(interpreter);
    run(
        Command::new(interpreter)
            .arg("build.py")
            .current_dir(folder),
        "",
    )
}

fn run(command: &mut Command, hint: &'static str) -> Result<(), BuildError> {
    let tool = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(BuildError::Failed { tool, hint }),
        Err(source) => Err(BuildError::Start { tool, source }),
    }
}

/// The name in a manifest's `[package]`. Nothing else of it is needed, hence no parser.
fn package_name(manifest: &str) -> Option<String> {
    let (_, package) = manifest.split_once("[package]")?;
    let lines = package
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    let value = lines
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == "name")?
        .1;
    Some(value.trim().trim_matches('"').to_owned())
}

fn newest_component(dist: &Path) -> Result<PathBuf, BuildError> {
    let entries = fs::read_dir(dist).into_iter().flatten().flatten();
    let components = entries.map(|entry| entry.path()).filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "wasm")
    });
    let modified = |path: &PathBuf| fs::metadata(path).and_then(|found| found.modified()).ok();
    components
        .max_by_key(modified)
        .ok_or_else(|| BuildError::NoComponent(dist.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packages_name_is_found() {
        let manifest =
            "[workspace]\nname = \"no\"\n[package]\nversion = \"1\"\nname = \"acme-crm\"\n[lib]\n";
        assert_eq!(package_name(manifest).as_deref(), Some("acme-crm"));
        assert_eq!(package_name("[package]\n[lib]\nname = \"no\"\n"), None);
        assert_eq!(package_name(""), None);
    }

    #[test]
    fn an_empty_folder_is_no_project() {
        let folder = tempfile::tempdir().unwrap();
        let error = build(folder.path()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`frontdesk plugin new` writes one"),
            "{error}"
        );
    }

    #[test]
    fn what_must_be_installed_first_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("build.py"), "").unwrap();
        assert!(
            build(folder.path())
                .unwrap_err()
                .to_string()
                .contains("pip install -r")
        );
        fs::write(folder.path().join("package.json"), "{}").unwrap();
        assert!(
            build(folder.path())
                .unwrap_err()
                .to_string()
                .contains("npm install")
        );
    }
}
