//! The console's socket.

pub(crate) mod socket;
