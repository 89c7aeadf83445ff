//! The bytes of files, each in a file of its own beside the records: they are too long for a batch, and
//! what has come is never changed.
//!
//! A file becomes visible under its id only when it is whole and on disk. Until then it lies in `incoming`,
//! which is emptied at every start.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::{
    fs::{self, File, OpenOptions},
    io::AsyncWriteExt as _,
};

use crate::files::FileId;

const INCOMING: &str = "incoming";

/// The folder with the bytes of all files.
#[derive(Clone, Debug)]
pub struct FileShelf {
    folder: PathBuf,
}

/// A file that is coming in. Dropped before it is kept, it is gone.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    from: PathBuf,
    to: PathBuf,
    is_kept: bool,
}

impl FileShelf {
    /// The shelf in this folder, which is made when the first file comes.
    pub const fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The same, without what an earlier run did not finish. To be called once, before anything comes in.
    pub async fn open(folder: PathBuf) -> io::Result<Self> {
        match fs::remove_dir_all(folder.join(INCOMING)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        Ok(Self::at(folder))
    }

    /// Begins a file.
    pub async fn begin(&self, id: FileId) -> io::Result<Incoming> {
        let incoming = self.folder.join(INCOMING);
        private(&incoming).await?;
        let from = incoming.join(id.to_string());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&from).await?;
        Ok(Incoming {
            file,
            from,
            to: self.path(id),
            is_kept: false,
        })
    }

    /// A file's bytes, and how many they are; none: there is no such file.
    pub async fn read(&self, id: FileId) -> io::Result<Option<(File, u64)>> {
        match File::open(self.path(id)).await {
            Ok(file) => {
                let bytes = file.metadata().await?.len();
                Ok(Some((file, bytes)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a file, if it is there.
    pub async fn remove(&self, id: FileId) -> io::Result<()> {
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Many small folders instead of one of a million names.
    fn path(&self, id: FileId) -> PathBuf {
        let [first, ..] = id.0;
        self.folder
            .join(format!("{first:02x}"))
            .join(id.to_string())
    }
}

impl Incoming {
    /// Adds bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await
    }

    /// Everything that has come is on disk, though not under its id.
    pub async fn settle(&mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await
    }

    /// Puts the settled file under its id.
    pub async fn keep(mut self) -> io::Result<()> {
        let folder = self.to.parent().map(Path::to_owned).unwrap_or_default();
        private(&folder).await?;
        fs::rename(&self.from, &self.to).await?;
        self.is_kept = true;
        // A name is on disk when its folder is.
        File::open(&folder).await?.sync_all().await
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.is_kept {
            // What stays all the same goes at the next start.
            let _ = std::fs::remove_file(&self.from);
        }
    }
}

/// A folder that only the gateway reads.
async fn private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    const ID: FileId = FileId([7; 16]);

    async fn bytes(shelf: &FileShelf, id: FileId) -> Option<Vec<u8>> {
        let (mut file, length) = shelf.read(id).await.unwrap()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).await.unwrap();
        assert_eq!(length, bytes.len() as u64);
        Some(bytes)
    }

    #[tokio::test]
    async fn a_file_is_there_when_it_is_whole_and_goes_when_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = FileShelf::open(folder.path().join("files")).await.unwrap();
        let mut incoming = shelf.begin(ID).await.unwrap();
        incoming.write(b"a picture ").await.unwrap();
        incoming.write(b"of a cat").await.unwrap();
        incoming.settle().await.unwrap();
        assert_eq!(bytes(&shelf, ID).await, None);
        incoming.keep().await.unwrap();
        assert_eq!(bytes(&shelf, ID).await.unwrap(), b"a picture of a cat");
        let shelf = FileShelf::open(folder.path().join("files")).await.unwrap();
        assert!(bytes(&shelf, ID).await.is_some());
        shelf.remove(ID).await.unwrap();
        assert_eq!(bytes(&shelf, ID).await, None);
        shelf.remove(ID).await.unwrap();
    }

    #[tokio::test]
    async fn one_that_broke_off_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("files");
        let shelf = FileShelf::open(files.clone()).await.unwrap();
        let mut incoming = shelf.begin(ID).await.unwrap();
        incoming.write(b"half a pic").await.unwrap();
        drop(incoming);
        let left = || files.join(INCOMING).read_dir().map_or(0, Iterator::count);
        assert_eq!(left(), 0);
        // A process that died had no time for that.
        std::mem::forget(shelf.begin(ID).await.unwrap());
        assert_eq!(left(), 1);
        FileShelf::open(files.clone()).await.unwrap();
        assert_eq!(left(), 0);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_on_the_machine_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let shelf = FileShelf::open(folder.path().join("files")).await.unwrap();
        let mut incoming = shelf.begin(ID).await.unwrap();
        incoming.settle().await.unwrap();
        incoming.keep().await.unwrap();
        let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(shelf.path(ID)), 0o600);
        assert_eq!(mode(folder.path().join("files")), 0o700);
    }
}
