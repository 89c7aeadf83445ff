//! Scripts being written, for supervisors.

pub(crate) mod trial;
