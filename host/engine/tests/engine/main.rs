//! The engine against a store that can wait and fail, with tokio's paused clock.

mod bench;
mod durability;
mod marks;
mod outbox;
mod pressure;
mod timers;
