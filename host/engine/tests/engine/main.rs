//! The engine against a store that can wait and fail, with tokio's paused clock.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at whatever it did not expect"
)]

mod answers;
mod bench;
mod consent;
mod crashes;
mod dead_letters;
mod deliveries;
mod desk;
mod durability;
mod echoes;
mod identities;
mod late_reports;
mod marks;
mod outbox;
mod pace;
mod people;
mod plugin_values;
mod pressure;
mod provider;
mod reminders;
mod replan;
mod returned;
mod scripts;
mod timers;
mod translations;
