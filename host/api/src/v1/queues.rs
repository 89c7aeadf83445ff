//! Queues.

pub(crate) mod list;
