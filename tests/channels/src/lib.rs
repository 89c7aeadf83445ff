//! The gateway with all its channels and the providers on the other side, started together.
//!
//! Start at [`Stage`]: it has the gateway, the providers with an account each, and one agent who accepts
//! everything.
#![forbid(unsafe_code)]

mod stage;

pub use frontdesk_test_providers::demo::{accounts, channel_of, contact_of};

pub use self::stage::{Held, Stage};
