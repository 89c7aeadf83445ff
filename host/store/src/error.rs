//! Why the store could not do what it was asked.

use std::{io, path::PathBuf, sync::Arc};

use crate::{batch::Precondition, key::Key};

/// Why the store could not do what it was asked. Messages are for operators: they name the place,
/// the finding and the remedy, never a stored value.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A precondition does not hold. Nothing was written.
    #[error("{key} is {}, and the batch requires it to be {required}", found_text(*.found))]
    Conflict {
        /// Of which key.
        key: Key,
        /// What the batch requires.
        required: Precondition,
        /// The version found; `None` when absent.
        found: Option<u64>,
    },
    /// A key, a value or a batch is over its limit. Nothing was written.
    #[error("{what} has {bytes} bytes, and {limit} is the limit")]
    TooLarge {
        /// What is.
        what: &'static str,
        /// How large.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Too little room is left to write safely. Nothing was written; commits work again by
    /// themselves when there is room.
    #[error(
        "{free} bytes are free where the state is kept, and {required} are needed to write safely: \
         make room, and work goes on by itself"
    )]
    NoSpace {
        /// Bytes free.
        free: u64,
        /// Bytes that must stay free.
        required: u64,
    },
    /// A record cannot be verified or understood.
    #[error("{key} cannot be read: {finding}. {CORRUPT_REMEDY}")]
    Corrupt {
        /// Which.
        key: Key,
        /// What is wrong with it.
        finding: String,
    },
    /// A record or the whole state was written by a newer version.
    #[error(
        "{key} was written in format {found}, and this version knows formats up to {known}. Start \
         the newer version of Frontdesk again, or stop it and put back a copy of the state folder from \
         before the update"
    )]
    Newer {
        /// Which.
        key: Key,
        /// The version found.
        found: u16,
        /// The newest this code knows.
        known: u16,
    },
    /// Another process uses the same state.
    #[error(
        "another frontdesk{} is running on the state in {}. Stop it first, or give this one a \
         folder of its own", holder_text(*.holder), path.display()
    )]
    Locked {
        /// The folder.
        path: PathBuf,
        /// The process that holds it, where known.
        holder: Option<u32>,
    },
    /// The state cannot be opened.
    #[error("the state in {} cannot be opened: {finding}. {CORRUPT_REMEDY}", path.display())]
    Unopenable {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        finding: String,
    },
    /// The operating system refused something.
    #[error("could not {doing} {}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A commit failed, and whether its batch is durable is not known. The store is poisoned.
    #[error("a commit failed: {finding}. Restart to go on from what is on disk")]
    CommitFailed {
        /// What happened.
        finding: Arc<str>,
    },
    /// An earlier commit failed.
    #[error(
        "nothing is written since an earlier commit failed: {finding}. Restart to go on from what is on disk"
    )]
    Poisoned {
        /// What happened then.
        finding: Arc<str>,
    },
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

const CORRUPT_REMEDY: &str = "Put back a copy of the state folder from before, \
                              or move the folder away to begin with an empty one";

impl StoreError {
    /// Whether the request was refused before anything happened, so that the store goes on.
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Conflict { .. } | Self::TooLarge { .. } | Self::NoSpace { .. }
        )
    }
}

fn found_text(found: Option<u64>) -> String {
    found.map_or_else(
        || "absent".to_owned(),
        |version| format!("at version {version}"),
    )
}

fn holder_text(holder: Option<u32>) -> String {
    holder.map_or_else(String::new, |process| format!(" (process {process})"))
}
