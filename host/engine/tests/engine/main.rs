//! The engine against a store that can wait and fail, with tokio's paused clock.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at whatever it did not expect"
)]

mod bench;
mod dead_letters;
mod durability;
mod marks;
mod outbox;
mod plugin_values;
mod pressure;
mod replan;
mod timers;
