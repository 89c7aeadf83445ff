//! Finds customers by the words in their records. The index is derived from the store and can be made anew at
//! any time; what is not in it yet is listed in the store, so that nothing is missed over a crash.

mod document;
mod index;
mod query;

pub use index::{Entry, Search, SearchError, Wanted};
