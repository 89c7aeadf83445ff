//! How chats look.

pub(crate) mod preview;
