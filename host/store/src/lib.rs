//! Durable records: atomic batches, ranges of ordered keys, versioned values.
//!
//! [`Store`] is the only way in: a [`Batch`] becomes durable as a whole or not at all, and what was
//! acknowledged is there after a crash or a power cut. [`SledStore`] keeps a folder on disk,
//! [`MemoryStore`] serves tests and can be told to fail; one suite holds both to the same rules.
//!
//! This crate never decides anything about conversations, never reads a clock and never shows a
//! value it could not verify. Nobody outside it sees a byte of what is stored, and nothing in the
//! trait promises one machine, a local file or a global lock.
//!
//! Start at [`Store`], then [`keys`] (where things are) and [`records`] (what they are).
#![forbid(unsafe_code)]

mod batch;
pub mod codec;
mod error;
pub mod files;
pub mod forget;
mod key;
pub mod keys;
mod memory;
mod migrate;
pub mod people;
pub mod ratings;
pub mod records;
pub mod revisions;
mod shelf;
mod sled;
mod store;
#[cfg(any(test, feature = "test-util"))]
pub mod suite;

pub use self::{
    batch::{Batch, Precondition},
    error::StoreError,
    key::{Key, KeyRange},
    memory::{Fault, MemoryStore},
    migrate::{Migration, Rewrite},
    shelf::{FileShelf, Incoming},
    sled::{SledOptions, SledStore},
    store::{Committed, Page, Store, Value, Versioned},
};
