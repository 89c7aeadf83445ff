//! A note beside sled of how far it was acknowledged.
//!
//! Sled cuts its log at the first damaged byte and opens without a word, minus everything behind it.
//! The note tells such a cut from a clean start. It is written after a batch is durable and is not
//! itself synced, so it never runs ahead; after a power cut it may lag, which proves less but never
//! accuses a healthy store.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

const BYTES: usize = 12;

#[derive(Debug)]
pub(super) struct Witness {
    file: File,
}

impl Witness {
    /// Opens or creates the note at `path`.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        Ok(Self { file })
    }

    /// The last acknowledged position it knows of; `None` when it is new or was torn by a power cut.
    pub(super) fn read(&self) -> io::Result<Option<u64>> {
        let mut bytes = [0; BYTES];
        match self.file.read_exact_at(&mut bytes, 0) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let position = bytes
            .first_chunk()
            .map_or(0, |bytes| u64::from_be_bytes(*bytes));
        Ok((bytes == note(position)).then_some(position))
    }

    /// Notes that everything up to `position` is durable.
    pub(super) fn write(&self, position: u64) -> io::Result<()> {
        self.file.write_all_at(&note(position), 0)
    }
}

fn note(position: u64) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    let number = position.to_be_bytes();
    let sum = crc32fast::hash(&number).to_be_bytes();
    for (to, from) in bytes.iter_mut().zip(number.into_iter().chain(sum)) {
        *to = from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_note_is_read_back_and_a_torn_one_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("acknowledged");
        let witness = Witness::open(&path).unwrap();
        assert_eq!(witness.read().unwrap(), None);
        witness.write(u64::MAX).unwrap();
        witness.write(17).unwrap();
        assert_eq!(Witness::open(&path).unwrap().read().unwrap(), Some(17));
        for torn in [vec![], vec![0; 5], vec![0; BYTES], vec![0xff; BYTES]] {
            fs::write(&path, torn).unwrap();
            assert_eq!(witness.read().unwrap(), None);
        }
    }
}
