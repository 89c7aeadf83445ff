//! Files that agents and visitors send: taken in under limits, kept beside the transcript, and opened by who may.
//!
//! ```text
//! POST .../conversations/{id}/files ─► kind (by the bytes) ─► shelf ─► record: waits for a message
//! send_files (console) ─► Content::Files with our own handles ─► the record waits no more
//! POST .../channels/{channel}/files ─► the same for a visitor, and their message at once
//! an agent:    GET .../messages/{seq}/files/{number}, by their session
//! a visitor,
//! a provider:  GET /files/{token}/{name}, by a signature that expires
//! ```
//! What is in nobody's message an hour later is removed; what is in one is kept for as long as it.

pub(crate) mod answer;
pub(crate) mod content;
pub(crate) mod kind;
mod links;
pub(crate) mod name;
pub(crate) mod outgoing;
pub(crate) mod quota;
pub(crate) mod receive;
pub(crate) mod sweep;

use std::{fmt, sync::Arc};

use frontdesk_core::Span;
use frontdesk_store::FileShelf;

pub use self::{
    kind::Kind,
    links::FileLinks,
    outgoing::{FileSource, WithFiles},
};

/// How files are taken and given.
#[derive(Clone)]
pub struct FileConfig {
    /// Where their bytes are.
    pub shelf: Arc<FileShelf>,
    /// Signs the addresses by which providers and visitors get them.
    pub links: Arc<FileLinks>,
    /// How long such an address is good.
    pub link_lifetime: Span,
    /// Bytes of one file.
    pub bytes_max: u32,
    /// Bytes that one agent may upload in an hour.
    pub agent_bytes_per_hour: u64,
    /// Bytes that one visitor may upload in an hour.
    pub visitor_bytes_per_hour: u64,
    /// Kinds that are taken.
    pub kinds: Vec<Kind>,
}

impl FileConfig {
    /// Bytes that somebody may upload in an hour.
    pub(crate) fn an_hour(&self, who: &quota::Uploader) -> u64 {
        match who {
            quota::Uploader::Agent(_) => self.agent_bytes_per_hour,
            quota::Uploader::Contact(..) => self.visitor_bytes_per_hour,
        }
    }
}

impl fmt::Debug for FileConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileConfig(up to {} bytes)", self.bytes_max)
    }
}
