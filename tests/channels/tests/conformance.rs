//! Every component that comes with the gateway keeps the promises of its world.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use frontdesk_test_bench::{binary, components};
use tokio::process::Command;

/// Where components are that come with the gateway.
const FOLDERS: [&str; 3] = [
    "channels",
    "plugins/customer-systems",
    "plugins/translators",
];

/// Each folder with a section for the configuration is a component.
fn shipped() -> Result<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut names = Vec::new();
    for folder in FOLDERS {
        let before = names.len();
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            if entry.path().join("example.toml").exists() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        ensure!(names.len() > before, "there are none in {folder}");
    }
    Ok(names)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_component_that_is_shipped_passes_the_conformance_suite() -> Result<()> {
    let mut failed = Vec::new();
    for name in shipped()? {
        let file = components()?.join(format!("{name}.wasm"));
        let mut check = Command::new(binary()?);
        let output = check.args(["plugin", "check"]).arg(&file).output().await?;
        if !output.status.success() {
            failed.push(format!(
                "{}\n{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}
