//! What the connectors to customer systems have in common.
//!
//! [`transcript`] writes what was said as a text that a system takes, [`phone`] knows how a number may be
//! stored, [`person`] reads people so that the gateway takes them, [`once`] keeps a second try from doing
//! a thing twice, [`refusal`] has the errors.
//!
//! This is a library, not a component: it asks for nothing and has no settings. Nothing of a person or a
//! conversation is ever logged or put into an error.

pub mod once;
pub mod person;
pub mod phone;
pub mod refusal;
pub mod setting;
pub mod transcript;
