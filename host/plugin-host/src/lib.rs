//! Runs plugins (channels, and connectors to customer systems, translators and bots) under limits, so
//! that none of them can harm the host or each other.
//!
//! Every call ends within its deadline: with an answer that was checked, or with a [`Fault`]. A
//! component opens no connection: it returns requests, and the host runs those that the operator
//! granted. It sees no secret, and the host never logs a frame.
//!
//! Start at [`PluginHost::load`], which gives a [`Plugin`]: as a channel the engine's
//! [`SocketChannel`](frontdesk_engine::ports::SocketChannel),
//! [`WebhookChannel`](frontdesk_engine::ports::WebhookChannel) and
//! [`Outbound`](frontdesk_engine::ports::Outbound). The contract is `plugins/wit`; why it is built
//! this way is in `host/decisions/0006-socket-world-and-warm-pool.md`.
//!
//! `unsafe` is denied, not forbidden, for one call: `cache::deserialize`.
#![deny(unsafe_code)]

mod answer_check;
mod bindings;
mod bot;
mod breaker;
mod cache;
mod call;
mod chance;
mod channel_export;
mod compiled;
mod config;
mod conformance;
pub mod connector;
mod context;
mod convert;
mod customer_system;
mod descriptor;
mod egress;
mod engine;
mod event_check;
mod fault;
mod features;
mod file;
mod first_calls;
mod grants;
mod host;
mod host_pattern;
mod imports;
mod inbound_check;
mod instance;
mod latency;
mod load;
mod log;
mod memory;
pub mod metric_definitions;
mod operation;
mod outbound;
mod pace;
mod plugin;
mod pool;
mod registry;
mod renewal;
mod secret;
mod settings;
mod signing;
mod slow_lane;
mod socket;
mod state;
mod translating;
mod values;
mod web_call;
mod webhook;

pub use config::{Limits, LoadOptions, PluginHostConfig};
pub use conformance::{Check, Outcome, Report, Trial};
pub use descriptor::{Descriptor, Kind, SecretAsk};
pub use egress::{Network, Resolver, SystemResolver};
pub use fault::Fault;
pub use grants::Grants;
pub use host::{PluginHost, PluginHostError};
pub use host_pattern::{HostPattern, HostPatternError};
pub use load::{ComponentSource, LoadError, Stage};
pub use log::{LogLevel, LogLine, PluginLog};
/// The name that channels' plugins had first.
pub use plugin::Plugin as ChannelPlugin;
pub use plugin::{Health, LastFault, Plugin};
pub use registry::{
    Desired, Digest, Earlier, Entries, LockError, LockFile, Locked, NotADigest, PluginProblem,
    PluginSlot, PluginSpec, PrepareError, Prepared, Registry, RegistryConfig, Rules, SignatureRule,
    Swap,
};
pub use renewal::{Assertion, GrantType, Renewal, Tokens};
pub use secret::{SecretGrant, SecretUse, SecretValue};
pub use settings::{SchemaError, SettingsProblem, check_settings};
pub use web_call::{WebCall, WebCallSpec, WebMethod};
