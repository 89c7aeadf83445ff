//! The JSON shapes of the HTTP and socket API, and nothing else: no I/O, no rules.
//!
//! Every enum is tagged with `kind`, every time is RFC 3339 in UTC and named `…_at`, every duration
//! names its unit, and what comes in is decoded strictly: an unknown field or a wrong type is an
//! error. Start at [`console`] for the agent's socket, at [`visitor`] for the host's own frames on a
//! contact's socket, and at [`rest`] for the HTTP bodies. `openapi.json` is generated from here.
//!
//! serde overlooks unknown fields in a unit variant of a tagged enum, so such a variant of what comes
//! in has braces: `Pong {}`.
#![forbid(unsafe_code)]

pub mod case;
pub mod console;
pub mod custom_field;
pub mod customer;
pub mod customer_system;
mod day;
pub mod design;
pub mod directory;
pub mod form;
pub mod installation;
pub mod invitation;
pub mod offline;
pub mod plugin;
pub mod problem;
pub mod rest;
pub mod satisfaction;
pub mod section;
pub mod simulation;
mod text;
pub mod translation;
pub mod view;
pub mod visitor;

pub use self::{
    day::{Day, NotADay},
    text::{At, Text},
};
