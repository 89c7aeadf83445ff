//! Plugins of a running gateway, from outside: real files, the real socket, the real commands, a real
//! registry.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests fail the test"
)]

mod commands;
mod explain;
mod registry;
mod signatures;
mod site;
mod taking_up;
