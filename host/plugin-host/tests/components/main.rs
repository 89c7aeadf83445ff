//! The plugin host against real components: web chat, and the hostile guests of `tests/components`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod cache;
mod harness;
mod hostile;
mod load;
mod outbound;
mod quarantine;
mod webchat;
