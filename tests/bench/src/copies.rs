//! Copies of a component that differ in a byte that means nothing, so that a cache of compiled code
//! holds each of them.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use crate::settings::Settings;

/// Writes the web chat's component as the component of each of so many channels.
pub fn of_web_chat(from: &Path, to: &Path, channels: usize) -> Result<()> {
    let (_, original) = Settings::channel(0);
    let original = from.join(original).with_extension("wasm");
    let bytes = fs::read(&original).with_context(|| original.display().to_string())?;
    fs::create_dir_all(to).context("making the folder of components")?;
    for number in 0..channels {
        let (_, file) = Settings::channel(number);
        let copy = marked(&bytes, u8::try_from(number)?);
        fs::write(to.join(file).with_extension("wasm"), copy).context("writing a component")?;
    }
    Ok(())
}

/// The component with a custom section behind everything else: every reader must ignore it.
fn marked(component: &[u8], number: u8) -> Vec<u8> {
    const ID: u8 = 0;
    const NAME: &[u8] = b"copy";
    let mut bytes = component.to_vec();
    // Lengths below 128 are one byte in the binary format.
    bytes.extend([ID, 6, 4]);
    bytes.extend(NAME);
    bytes.push(number);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_a_file_and_no_two_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir(&from).unwrap();
        fs::write(from.join("webchat.wasm"), b"\0asm").unwrap();
        of_web_chat(&from, &to, 3).unwrap();
        let copies: Vec<_> = ["webchat.wasm", "webchat-1.wasm", "webchat-2.wasm"]
            .map(|file| fs::read(to.join(file)).unwrap())
            .into();
        assert!(copies[0] != copies[1] && copies[1] != copies[2]);
        assert!(copies.iter().all(|copy| copy.starts_with(b"\0asm")));
    }
}
