//! Who translates between contacts and agents.

pub(crate) mod list;
