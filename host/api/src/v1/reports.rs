//! What came of it, how scripts go, what contacts say of conversations, and what browsers report.

pub(crate) mod invitations;
pub(crate) mod satisfaction;
pub(crate) mod scripts;
pub(crate) mod take;
