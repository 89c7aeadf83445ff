//! What an agent declares.

pub(crate) mod set;
