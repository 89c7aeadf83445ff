//! Dry runs of the routing core, for supervisors.

pub(crate) mod run;
mod traffic;
mod view;
