//! What came of it, what contacts say of conversations, and what browsers report.

pub(crate) mod invitations;
pub(crate) mod satisfaction;
pub(crate) mod take;
