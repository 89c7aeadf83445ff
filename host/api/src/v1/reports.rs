//! What browsers report, and what contacts say of conversations.

pub(crate) mod satisfaction;
pub(crate) mod take;
