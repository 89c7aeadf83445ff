//! Runs components (channels, for now) under limits, so that none of them can harm the host or each
//! other.
//!
//! Every call ends within its deadline: with an answer that was checked, or with a [`Fault`]. The
//! crate opens no connection for a component, hands it no secret, and never logs a frame.
//!
//! Start at [`PluginHost::load`], which gives a [`ChannelPlugin`]: the engine's
//! [`SocketChannel`](frontdesk_engine::ports::SocketChannel) and
//! [`Outbound`](frontdesk_engine::ports::Outbound). The contract with components is `plugins/wit`;
//! why it is built this way is in `host/decisions/0006-socket-world-and-warm-pool.md`.
//!
//! `unsafe` is denied, not forbidden, for one call: `cache::deserialize`.
#![deny(unsafe_code)]

mod bindings;
mod breaker;
mod cache;
mod call;
mod channel;
mod compiled;
mod config;
mod convert;
mod descriptor;
mod engine;
mod event_check;
mod fault;
mod first_calls;
mod host;
mod instance;
mod load;
mod log;
pub mod metric_definitions;
mod outbound;
mod pool;
mod socket;
mod state;

pub use channel::{ChannelPlugin, Health};
pub use config::{Limits, LoadOptions, PluginHostConfig};
pub use descriptor::Descriptor;
pub use fault::Fault;
pub use host::{PluginHost, PluginHostError};
pub use load::{ComponentSource, LoadError, Stage};
