//! What browsers report.

pub(crate) mod take;
