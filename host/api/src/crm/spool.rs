//! Files of customers that are being taken in: on disk until they are.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tokio::sync::mpsc;

/// Pieces of a file that wait for the disk.
const WAITING: usize = 8;

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct Spooled {
    /// Its name in the folder.
    pub(crate) name: String,
    pieces: mpsc::Sender<Bytes>,
    written: tokio::task::JoinHandle<io::Result<()>>,
}

impl Spool {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Begins a file.
    pub(crate) fn begin(&self, number: u64) -> Spooled {
        let name = format!("{number:016x}");
        let (pieces, waiting) = mpsc::channel(WAITING);
        let (folder, path) = (self.folder.clone(), self.path(&name));
        let written = tokio::task::spawn_blocking(move || write(&folder, &path, waiting));
        Spooled {
            name,
            pieces,
            written,
        }
    }

    /// Removes a file; one that is not there is no fault.
    pub(crate) fn remove(&self, name: &str) {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a file of customers stays behind");
            }
            _ => {}
        }
    }

    /// Removes every file that is not named: what was left when the gateway died.
    pub(crate) fn keep_only(&self, names: &[String]) {
        let Ok(files) = fs::read_dir(&self.folder) else {
            return;
        };
        for file in files.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !names.contains(&name) {
                self.remove(&name);
            }
        }
    }
}

impl Spooled {
    /// Writes a piece.
    pub(crate) async fn write(&mut self, piece: Bytes) -> io::Result<()> {
        match self.pieces.send(piece).await {
            Ok(()) => Ok(()),
            // The writer has ended, and says why.
            Err(_) => match (&mut self.written).await {
                Ok(Err(error)) => Err(error),
                _ => Err(io::ErrorKind::BrokenPipe.into()),
            },
        }
    }

    /// Everything is on disk when this returns.
    pub(crate) async fn settle(self) -> io::Result<()> {
        drop(self.pieces);
        let broken = |_| Err(io::ErrorKind::BrokenPipe.into());
        self.written.await.unwrap_or_else(broken)
    }
}

fn write(folder: &Path, path: &Path, mut pieces: mpsc::Receiver<Bytes>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = BufWriter::new(File::create(path)?);
    while let Some(piece) = pieces.blocking_recv() {
        file.write_all(&piece)?;
    }
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    File::open(folder)?.sync_all()
}
