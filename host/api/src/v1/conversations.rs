//! Conversations and their transcripts.

pub(crate) mod close;
pub(crate) mod customer;
pub(crate) mod explanation;
pub(crate) mod files;
pub(crate) mod list;
pub(crate) mod messages;
pub(crate) mod requeue;
pub(crate) mod show;
pub(crate) mod sources;
pub(crate) mod system;
pub(crate) mod translate;
pub(crate) mod upload;
pub(crate) mod visible;
