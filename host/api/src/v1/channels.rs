//! What a contact's client uses, and what agents go by.

pub(crate) mod config;
pub(crate) mod installation;
pub(crate) mod list;
pub(crate) mod socket;
pub(crate) mod webhook;
