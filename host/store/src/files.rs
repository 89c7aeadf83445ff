//! Files that agents and visitors send: who may use which, and which of them are still in nobody's message. Their bytes
//! are on the shelf ([`crate::FileShelf`]).

use std::{fmt, str::FromStr};

use frontdesk_core::{
    AgentId, ConversationId, Media, Message, Timestamp, limits::OWN_FILE as PREFIX,
};
use serde::{Deserialize, Serialize};

use crate::{Batch, Key, Store, StoreError, keys, records};

/// Bytes of an id.
const ID_BYTES: usize = 16;

/// A file of ours: 128 random bits, so that knowing one says nothing of the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub [u8; ID_BYTES]);

/// What is told of a file that cannot be one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a file's id is fil_ and 32 hexadecimal digits")]
pub struct NotAFileId;

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An id is what opens a file, together with a session or a signature: it stays out of logs.
impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileId(…)")
    }
}

impl FromStr for FileId {
    type Err = NotAFileId;

    fn from_str(text: &str) -> Result<Self, NotAFileId> {
        let digits = text.strip_prefix(PREFIX).ok_or(NotAFileId)?.as_bytes();
        if digits.len() != 2 * ID_BYTES {
            return Err(NotAFileId);
        }
        let mut id = [0; ID_BYTES];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                // Upper case would be a second name of the same file.
                let value = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return Err(NotAFileId),
                };
                *byte = (*byte << 4) | value;
            }
        }
        Ok(Self(id))
    }
}

/// What is known of a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The conversation that it belongs to: nobody else's transcript can name it.
    pub conversation: ConversationId,
    /// Who uploaded it; `None`: the contact.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// When.
    pub at: Timestamp,
    /// What it is shown as.
    pub media: Media,
    /// Its content type, by its bytes.
    pub mime: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// How long it is.
    pub bytes: u32,
}

/// A name can be a person's.
impl fmt::Debug for FileRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileRecord({}, {} bytes)", self.mime, self.bytes)
    }
}

/// Adds a file that is in nobody's message yet.
pub fn stage_uploaded(batch: &mut Batch, id: FileId, file: &FileRecord) -> Result<(), StoreError> {
    records::stage(batch, keys::file(id), file)?;
    records::stage(batch, keys::waiting_file(id), &file.at)
}

/// Adds to a message's batch that the files which it names are in a message: from here on they are kept for
/// as long as it is.
pub(crate) fn stage_sent(batch: &mut Batch, message: &Message) {
    for id in sent_in(message) {
        batch.delete(keys::waiting_file(id));
    }
}

/// Removes what is known of a file.
pub fn stage_removed(batch: &mut Batch, id: FileId) {
    batch.delete(keys::file(id));
    batch.delete(keys::waiting_file(id));
}

/// Our own files in a message. No channel's handles look like ours: the plugin host lets none in.
pub fn sent_in(message: &Message) -> impl Iterator<Item = FileId> {
    let attachments = message.content.attachments().iter();
    attachments.filter_map(|file| file.handle.parse().ok())
}

/// What is known of a file.
pub async fn file(store: &dyn Store, id: FileId) -> Result<Option<FileRecord>, StoreError> {
    records::load(store, &keys::file(id)).await
}

/// Whether a file is in nobody's message yet.
pub async fn is_waiting(store: &dyn Store, id: FileId) -> Result<bool, StoreError> {
    Ok(store.get(&keys::waiting_file(id)).await?.is_some())
}

/// Files that are in nobody's message, each with when it was uploaded.
pub async fn waiting(store: &dyn Store) -> Result<Vec<(FileId, Timestamp)>, StoreError> {
    let all = records::load_all::<Timestamp>(store, keys::waiting_files()).await?;
    let id = |(key, at): (Key, Timestamp)| Some((keys::id_of_waiting_file(&key)?, at));
    Ok(all.into_iter().filter_map(id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_as_it_was_written_and_in_one_way_only() {
        let id = FileId([0xab, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff]);
        let text = id.to_string();
        assert_eq!(text, "fil_ab0102030405060708090a0b0c0d0eff");
        assert_eq!(text.parse(), Ok(id));
        for other in [
            "",
            "fil_",
            "ab0102030405060708090a0b0c0d0eff",
            "fil_ab0102030405060708090a0b0c0d0ef",
            "fil_ab0102030405060708090a0b0c0d0eff0",
            "fil_AB0102030405060708090a0b0c0d0eff",
            "fil_zz0102030405060708090a0b0c0d0eff",
            "../../../../../../etc/passwd00000000",
        ] {
            assert_eq!(other.parse::<FileId>(), Err(NotAFileId), "{other}");
        }
    }
}
