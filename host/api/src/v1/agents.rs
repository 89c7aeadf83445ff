//! Agents, for supervisors.

pub(crate) mod list;
pub(crate) mod set_capacity;
