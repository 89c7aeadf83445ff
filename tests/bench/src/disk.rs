//! What a state takes on disk.

use std::{fs, io::ErrorKind, os::unix::fs::MetadataExt as _, path::Path};

use anyhow::{Context as _, Result};

/// The unit of [`std::os::unix::fs::MetadataExt::blocks`], whatever the file system's own is.
const BLOCK_BYTES: u64 = 512;

/// Bytes that the disk gives to a folder's files: a file with holes counts for what is in it.
pub fn kept_bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => bytes += kept_bytes(&path)?,
            Ok(found) => bytes += found.blocks() * BLOCK_BYTES,
            // A running store makes and removes files.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_folders_below_count_too() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        let before = kept_bytes(folder.path()).unwrap();
        fs::write(folder.path().join("below/file"), vec![1; 100_000]).unwrap();
        fs::File::open(folder.path().join("below/file"))
            .and_then(|file| file.sync_all())
            .unwrap();
        assert!(kept_bytes(folder.path()).unwrap() >= before + 100_000);
    }
}
