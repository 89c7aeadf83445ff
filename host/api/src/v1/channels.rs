//! What a contact's client uses.

pub(crate) mod config;
pub(crate) mod socket;
pub(crate) mod webhook;
