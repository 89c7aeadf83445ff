//! The key that signs visitors' tokens: made once, kept in the state's folder, readable by the
//! gateway's user only.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use rand::{TryRngCore as _, rngs::OsRng};

/// Bytes in the key.
const BYTES: usize = 32;

/// The key in `folder`, made on the first start.
pub(crate) fn visitor_key(folder: &Path) -> Result<[u8; BYTES]> {
    private_folder(folder)?;
    let path = folder.join("visitor-tokens");
    match File::open(&path) {
        Ok(file) => read(file).with_context(|| {
            format!(
                "the key {} cannot be used; without it (delete it) every visitor starts afresh",
                path.display()
            )
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(&path).with_context(|| format!("making the key {}", path.display()))
        }
        Err(error) => Err(error).with_context(|| format!("reading the key {}", path.display())),
    }
}

/// Makes a folder that only its owner can look into.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("making the folder {}", path.display()))
}

fn read(file: File) -> Result<[u8; BYTES]> {
    let mut bytes = Vec::with_capacity(BYTES);
    file.take(BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let length = bytes.len();
    match bytes.try_into() {
        Ok(key) => Ok(key),
        Err(_) => bail!("it has not {BYTES} bytes but {length} or more"),
    }
}

/// Written under another name, synced and renamed: after a power cut there is a whole key or none.
fn make(path: &Path) -> Result<[u8; BYTES]> {
    let mut key = [0; BYTES];
    OsRng
        .try_fill_bytes(&mut key)
        .context("asking the system for random bytes")?;
    let half = path.with_extension("half");
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&half)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(&half, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        let first = visitor_key(&keys).unwrap();
        assert_eq!(visitor_key(&keys).unwrap(), first);
        assert_ne!(first, [0; BYTES]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&keys), 0o700);
        assert_eq!(mode(&keys.join("visitor-tokens")), 0o600);
    }

    #[test]
    fn a_damaged_key_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("visitor-tokens"), "short").unwrap();
        let error = visitor_key(folder.path()).unwrap_err();
        assert!(format!("{error:#}").contains("visitor-tokens"));
        assert_eq!(
            fs::read(folder.path().join("visitor-tokens")).unwrap(),
            b"short"
        );
    }
}
