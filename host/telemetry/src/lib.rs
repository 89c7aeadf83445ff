//! Logs and measures of the gateway.
//!
//! [`logging`] sets up `tracing`; [`metric_definitions`] is the list of all metrics, to which the
//! code and `METRICS.md` are held by a test; [`measures`] collects them for the `/metrics` page.
//!
//! This crate opens no port and sends nothing anywhere. What must never be logged (message bodies,
//! addresses, tokens) is kept out where it is handled: the types that carry it have a `Debug` that
//! does not show it.
#![forbid(unsafe_code)]

pub mod logging;
pub mod measures;
pub mod metric_definitions;
