//! The real binary with every channel, and providers that play their part. Needs it built: see README.md.

mod conformance;
mod consent;
mod outcomes;
mod race;
mod reminders;
mod repeats;
mod returns;
mod talk;
