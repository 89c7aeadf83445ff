//! Schedules from outside: every edge of clock and calendar by name, and any schedule at all against
//! a count of its minutes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the whole target is a test: clippy exempts only the functions marked as one"
)]

mod calendar;
mod clock;
mod desk;
mod minutes;
