//! The plugin host against real components: web chat, and the hostile guests of `tests/components`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod ask;
mod cache;
mod connectors;
mod egress;
mod grants;
mod harness;
mod hostile;
mod hostile_channels;
mod load;
mod outbound;
mod peer;
mod quarantine;
mod renewal;
mod renewal_grants;
mod secrets;
mod values;
mod versions;
mod webchat;
mod webhook;
