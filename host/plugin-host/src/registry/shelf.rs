//! Copies of components that run or ran, by digest: what a rollback puts back, and what is run when
//! the folder's file is gone or refused.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use super::{digest::Digest, making::Wasm};

/// The folder of copies.
#[derive(Debug)]
pub(crate) struct Shelf {
    dir: PathBuf,
}

impl Shelf {
    /// Opens the folder, made with mode 0700.
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    /// Keeps a copy, unless there is one, and the signature over it.
    pub(crate) fn keep(&self, wasm: &Wasm) -> io::Result<()> {
        let path = self.path(&wasm.digest);
        if let Some(signature) = &wasm.signature {
            self.write(&signature_path(&path), signature.as_bytes())?;
        }
        if self.take(&wasm.digest).is_ok() {
            return Ok(());
        }
        self.write(&path, &wasm.bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let half = path.with_extension("half");
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&half)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&half, path)?;
        File::open(&self.dir)?.sync_all()
    }

    /// The copy, if it is still what it was.
    pub(crate) fn take(&self, digest: &Digest) -> io::Result<Wasm> {
        let path = self.path(digest);
        let bytes = fs::read(&path)?;
        if Digest::of(&bytes) != *digest {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                "the kept copy has been changed",
            ));
        }
        Ok(Wasm {
            digest: *digest,
            bytes,
            signature: fs::read_to_string(signature_path(&path)).ok(),
        })
    }

    /// Lets go of every copy that is not wanted.
    pub(crate) fn clear(&self, wanted: &BTreeSet<Digest>) -> io::Result<()> {
        for entry in fs::read_dir(&self.dir)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let stem = name.and_then(|name| name.split('.').next());
            let digest = stem.and_then(|stem| Digest::try_from(stem.to_owned()).ok());
            if digest.is_some_and(|digest| !wanted.contains(&digest)) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.dir.join(format!("{digest}.wasm"))
    }
}

fn signature_path(wasm: &Path) -> PathBuf {
    wasm.with_extension("wasm.minisig")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wasm(bytes: &[u8]) -> Wasm {
        Wasm {
            digest: Digest::of(bytes),
            bytes: bytes.to_vec(),
            signature: Some("signed".to_owned()),
        }
    }

    #[test]
    fn a_copy_is_the_same_bytes_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(&folder.path().join("plugins")).unwrap();
        let one = wasm(b"wasm");
        let bytes = || shelf.take(&one.digest).map(|wasm| wasm.bytes);
        assert!(bytes().is_err());
        shelf.keep(&one).unwrap();
        assert_eq!(bytes().unwrap(), b"wasm");
        assert_eq!(shelf.take(&one.digest).unwrap().signature, one.signature);
        fs::write(shelf.path(&one.digest), b"other").unwrap();
        assert!(bytes().is_err(), "it was changed");
        shelf.keep(&one).unwrap();
        assert_eq!(bytes().unwrap(), b"wasm", "and made good");
    }

    #[test]
    fn what_nobody_wants_goes_and_foreign_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let (one, two) = (wasm(b"1"), wasm(b"2"));
        shelf.keep(&one).unwrap();
        shelf.keep(&two).unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        shelf.clear(&BTreeSet::from([two.digest])).unwrap();
        assert!(shelf.take(&one.digest).is_err() && shelf.take(&two.digest).is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
