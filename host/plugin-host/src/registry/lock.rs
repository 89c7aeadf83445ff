//! `plugins.lock`: which bytes run under which name.
//!
//! It lies beside the configuration, because names come from there, and because one folder of
//! components may serve several gateways. It is JSON: a program writes it, a person reads it, and a
//! version control shows its changes line by line.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use frontdesk_core::Timestamp;
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// The layout that this program writes and reads.
const FORMAT: u32 = 1;
/// Bytes of a lock that is read: thousands of plugins.
const BYTES_MAX: u64 = 8 << 20;

/// What is locked, by the plugin's name.
pub type Entries = BTreeMap<String, Locked>;

/// One plugin's entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// The file's name in the folder of components.
    pub file: String,
    /// What runs.
    pub sha256: Digest,
    /// The component's id and version, as it says.
    pub id: String,
    /// Its own version.
    pub version: String,
    /// Since when, milliseconds since 1970.
    pub since_ms: u64,
    /// What ran before: `rollback` puts it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
    /// The file's content that an operator has rolled back from: it is not taken again until the file
    /// changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_over: Option<Digest>,
}

/// A version that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// Its bytes.
    pub sha256: Digest,
    /// Its own version.
    pub version: String,
}

impl Locked {
    /// The entry after this one when `sha256` begins to run under the same name.
    #[must_use]
    pub fn next(&self, file: &str, sha256: Digest, version: &str, now: Timestamp) -> Self {
        if self.sha256 == sha256 {
            return Self {
                file: file.to_owned(),
                passed_over: None,
                ..self.clone()
            };
        }
        Self {
            file: file.to_owned(),
            sha256,
            id: self.id.clone(),
            version: version.to_owned(),
            since_ms: now.0,
            earlier: Some(Earlier {
                sha256: self.sha256,
                version: self.version.clone(),
            }),
            passed_over: None,
        }
    }
}

/// The lock cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The file or its folder.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not what this program writes.
    #[error(
        "{path} cannot be read ({reason}). Put back the version that was there, or delete it: then what \
         lies in the folder of components is locked anew"
    )]
    Content {
        /// Where.
        path: String,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u32,
    plugins: Entries,
}

/// The file.
#[derive(Clone, Debug)]
pub struct LockFile {
    path: PathBuf,
}

impl LockFile {
    /// The lock at `path`; it need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is locked; nothing when there is no file.
    pub fn read(&self) -> Result<Entries, LockError> {
        let length = match fs::metadata(&self.path) {
            Ok(meta) => meta.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Entries::new()),
            Err(error) => return Err(self.io(error)),
        };
        if length > BYTES_MAX {
            return Err(self.content(format!("it has more than {BYTES_MAX} bytes")));
        }
        let text = fs::read_to_string(&self.path).map_err(|error| self.io(error))?;
        let document: Document =
            serde_json::from_str(&text).map_err(|error| self.content(error.to_string()))?;
        if document.format != FORMAT {
            let format = document.format;
            return Err(self.content(format!("its format is {format}, not {FORMAT}")));
        }
        Ok(document.plugins)
    }

    /// Reads, changes and writes as one step among all processes that do so here. What did not change
    /// is not written.
    pub fn change<T>(&self, change: impl FnOnce(&mut Entries) -> T) -> Result<T, LockError> {
        let folder = self.folder();
        let guard = File::open(&folder).map_err(|error| self.io(error))?;
        flock(&guard, FlockOperation::LockExclusive).map_err(|error| self.io(error.into()))?;
        let before = self.read()?;
        let mut entries = before.clone();
        let answer = change(&mut entries);
        if entries != before {
            self.write(entries).map_err(|error| self.io(error))?;
            guard.sync_all().map_err(|error| self.io(error))?;
        }
        Ok(answer)
    }

    /// Written under another name, synced and renamed: after a power cut there is the old or the new
    /// one.
    fn write(&self, plugins: Entries) -> io::Result<()> {
        let document = Document {
            format: FORMAT,
            plugins,
        };
        let mut text = serde_json::to_string_pretty(&document)?;
        text.push('\n');
        let half = self.path.with_extension("lock.half");
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o644)
            .open(&half)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&half, &self.path)
    }

    fn folder(&self) -> PathBuf {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            Some(_) | None => PathBuf::from("."),
        }
    }

    fn io(&self, source: io::Error) -> LockError {
        let path = self.path.display().to_string();
        LockError::Io { path, source }
    }

    fn content(&self, reason: String) -> LockError {
        let path = self.path.display().to_string();
        LockError::Content { path, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(bytes: &[u8]) -> Locked {
        Locked {
            file: "sms.wasm".to_owned(),
            sha256: Digest::of(bytes),
            id: "sms".to_owned(),
            version: "1.0.0".to_owned(),
            since_ms: 7,
            earlier: None,
            passed_over: None,
        }
    }

    #[test]
    fn what_was_written_is_read_and_nothing_is_written_without_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let lock = LockFile::new(folder.path().join("plugins.lock"));
        assert!(lock.read().unwrap().is_empty());
        lock.change(|_| ()).unwrap();
        assert!(!lock.path().exists(), "nothing was locked");
        lock.change(|entries| entries.insert("sms".to_owned(), entry(b"1")))
            .unwrap();
        assert_eq!(lock.read().unwrap()["sms"], entry(b"1"));
    }

    #[test]
    fn a_lock_that_is_not_ours_is_refused_with_a_remedy_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let lock = LockFile::new(folder.path().join("plugins.lock"));
        for text in [
            "",
            "[]",
            "{\"format\": 2, \"plugins\": {}}",
            "{\"format\": 1, \"plugins\": {\"a\": {\"sha256\": \"x\"}}}",
        ] {
            fs::write(lock.path(), text).unwrap();
            let error = lock.change(Entries::clear).unwrap_err();
            assert!(error.to_string().contains("delete it"), "{error}");
            assert_eq!(fs::read_to_string(lock.path()).unwrap(), text);
        }
    }

    #[test]
    fn a_new_version_remembers_the_one_before_and_the_same_one_nothing() {
        let first = entry(b"1");
        let second = first.next("sms.wasm", Digest::of(b"2"), "2.0.0", Timestamp(9));
        let earlier = second.earlier.clone().unwrap();
        assert_eq!(earlier.sha256, first.sha256);
        assert_eq!(second.since_ms, 9);
        let same = second.next("sms.wasm", Digest::of(b"2"), "2.0.0", Timestamp(11));
        assert_eq!(same, second);
    }

    #[test]
    fn two_who_change_at_once_both_count() {
        let folder = tempfile::tempdir().unwrap();
        let lock = LockFile::new(folder.path().join("plugins.lock"));
        std::thread::scope(|scope| {
            for writer in 0..4_u8 {
                let lock = lock.clone();
                scope.spawn(move || {
                    for number in 0..10 {
                        let name = format!("{writer}-{number}");
                        lock.change(|entries| entries.insert(name, entry(&[writer])))
                            .unwrap();
                    }
                });
            }
        });
        assert_eq!(lock.read().unwrap().len(), 40);
    }
}
