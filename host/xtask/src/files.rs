//! Whether files have changed since something was made from them.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Remembers, in a small file, what something was made from.
pub(crate) struct Stamp {
    path: PathBuf,
    wanted: String,
}

impl Stamp {
    /// The stamp at `path` for what is made from `sources`, files or folders.
    pub(crate) fn new(path: PathBuf, sources: &[PathBuf]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        for source in sources {
            hash_all(source, &mut hasher)?;
        }
        Ok(Self {
            path,
            wanted: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether what was made last was made from the same.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|found| found == self.wanted)
    }

    /// Remembers that it is made.
    pub(crate) fn set(&self) -> Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, &self.wanted).context("writing a stamp")
    }
}

/// Names and contents of a file or of everything in a folder, except what is itself made.
fn hash_all(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let name = path.file_name().unwrap_or_default();
    if ["node_modules", "dist", "target"]
        .iter()
        .any(|made| name == *made)
    {
        return Ok(());
    }
    name.hash(hasher);
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        entries.iter().try_for_each(|entry| hash_all(entry, hasher))
    } else {
        let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        content.hash(hasher);
        Ok(())
    }
}

/// Whether `made` is missing or older than `source`.
pub(crate) fn is_older(made: &Path, source: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    modified(made).is_none_or(|made| modified(source).is_some_and(|source| made < source))
}
