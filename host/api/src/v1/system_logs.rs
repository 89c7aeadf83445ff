//! Logs that are not in their customer systems.

pub(crate) mod list;
