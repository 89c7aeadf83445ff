//! The shell around the core.
#![forbid(unsafe_code)]

pub mod ports;
