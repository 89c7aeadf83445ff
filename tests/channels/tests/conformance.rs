//! Every channel keeps the promises of its world.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use frontdesk_test_bench::{binary, components};
use tokio::process::Command;

/// The channels: each folder with a section for the configuration is one.
fn channels() -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../channels");
    let mut channels = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().join("example.toml").exists() {
            channels.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    ensure!(!channels.is_empty(), "there are no channels");
    Ok(channels)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_channel_passes_the_conformance_suite() -> Result<()> {
    let mut failed = Vec::new();
    for name in channels()? {
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
