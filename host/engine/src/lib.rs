//! The shell around the core: one task owns the [`Floor`](frontdesk_core::Floor), commits in groups,
//! and only then shows.
//!
//! The engine adds to the core what the core must not have: a clock, a store, a mailbox and an outbox.
//! It holds no routing rule. What is not durable is never seen by anyone; what is answered as done is
//! durable; a command with a [`Mark`] is done at most once, for ever.
//!
//! Start at [`Engine::start`] and [`Engine::submit`]; [`ports`] says what the engine needs of others.
#![forbid(unsafe_code)]

mod addresses;
mod asking;
mod backoff;
mod commit;
mod courier;
mod couriers;
mod dead_letters;
mod dead_webhooks;
mod deliveries;
mod early;
mod echoes;
mod floor_task;
mod handle;
mod interpreter;
mod last_agent;
mod mailbox;
mod measure;
mod outbox;
mod pace;
mod people;
mod plugin_values;
pub mod ports;
mod reports;
mod requests;
mod returned;
mod start;
mod storage_watch;
mod tally;
pub mod translation;
mod translations;

pub use addresses::channel_identity;
pub use backoff::Backoff;
pub use couriers::OutboxStatus;
pub use dead_letters::DeadMessage;
pub use dead_webhooks::{Burial, DEAD_WEBHOOK_BODY_BYTES, DEAD_WEBHOOKS, DeadWebhook, WebhookId};
pub use handle::{Command, Echo, Engine, Mark, Outcome, Refusal, Status};
pub use plugin_values::StoredValues;
pub use start::{EngineConfig, Limits, StartError};
