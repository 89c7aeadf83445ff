//! Every channel keeps the promises of its world.

use anyhow::{Result, ensure};
use frontdesk_test_bench::{binary, components};
use tokio::process::Command;

/// Files of the channels, without what follows the dot.
const CHANNELS: [&str; 9] = [
    "instagram",
    "line",
    "messenger",
    "telegram",
    "twilio",
    "vonage",
    "webchat",
    "whatsapp",
    "x",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_channel_passes_the_conformance_suite() -> Result<()> {
    let mut failed = Vec::new();
    for name in CHANNELS {
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
