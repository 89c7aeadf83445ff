//! Lists what is embedded: the templates, the SDKs and the contract, as they stand in `plugins/`.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// What of `plugins/` a project can need.
const EMBEDDED: [&str; 15] = [
    "Cargo.toml",
    "Cargo.lock",
    "sdk/Cargo.toml",
    "sdk/README.md",
    "sdk/src",
    "sdk-javascript/contract.js",
    "sdk-javascript/frontdesk.js",
    "sdk-javascript/testing.js",
    "sdk-python/frontdesk",
    "templates",
    "testkit/Cargo.toml",
    "testkit/README.md",
    "testkit/src",
    "wit/v0.1",
    "wit/v0.2",
];

fn main() -> Result<(), Box<dyn Error>> {
    let plugins = Path::new(&env::var("CARGO_MANIFEST_DIR")?)
        .join("../../plugins")
        .canonicalize()?;
    let mut files = Vec::new();
    for part in EMBEDDED {
        println!("cargo::rerun-if-changed={}", plugins.join(part).display());
        list(&plugins.join(part), &mut files)?;
    }
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file
            .strip_prefix(&plugins)?
            .to_string_lossy()
            .replace('\\', "/");
        let file = file.to_str().ok_or("a path that is not UTF-8")?;
        writeln!(code, "    ({name:?}, include_str!({file:?})),")?;
    }
    code.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    Ok(())
}

fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let name = path.file_name().unwrap_or_default();
    // Made by running the SDK's own tests.
    if name == "__pycache__" || name == "node_modules" {
        return Ok(());
    }
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            list(&entry?.path(), files)?;
        }
    } else {
        files.push(path.to_owned());
    }
    Ok(())
}
