//! The operator's TOML, read into a [`Config`] in which every name resolves and every number is in
//! its range.
//!
//! A file is read to its end: [`Problems`] lists everything that is wrong, by line, each with the
//! rule, the offending text and the nearest valid name. Later layers replace single values: the
//! file, then `FRONTDESK__SECTION__KEY` variables, then flags.
//!
//! This crate opens no file except those a secret names, reads no environment by itself, and never
//! shows a secret. Start at [`Layers::load`]; what may be configured is in `section/`, one file a
//! section, and `config/README.md` is checked against it.
#![forbid(unsafe_code)]

mod colour;
mod config;
mod layers;
mod nearest;
mod node;
mod origin;
mod place;
mod problem;
mod read;
pub mod reference;
mod secret;
mod section;
mod setting;

pub use self::{
    colour::Colour,
    config::Config,
    layers::{Flag, Layers},
    origin::Origin,
    problem::Problems,
    secret::{Secret, SecretError},
    section::{
        agent::{Agent, Role},
        channel::{AccountNumber, Channel},
        console::Console,
        gateway::Gateway,
        limits::Limits,
        log::{Log, LogFormat},
        plugins::Plugins,
        queue::Queue,
        session::Session,
        store::Store,
    },
    setting::Setting,
};
