//! The Floor from outside: scenarios a supervisor could read, the whole transition matrix, and
//! properties that hold for any input.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::format_push_string,
    reason = "the whole target is a test: clippy exempts only the functions marked as one"
)]

mod desk;
mod failures;
mod fairness;
mod matrix;
mod outward;
mod properties;
mod scenarios;
mod script;
mod shop;
mod words;
