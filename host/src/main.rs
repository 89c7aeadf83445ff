//! The gateway as one program: reads its configuration, puts the parts together, runs until it is
//! asked to stop.
//!
//! Nothing is decided here. `wiring.rs` shows which part is given to which; `cli.rs` is what an
//! operator can type.
#![forbid(unsafe_code)]

mod announce;
mod check;
mod cli;
mod clock;
mod configuration;
mod control;
mod design;
mod desired;
mod desk;
mod explain;
mod form;
mod hash_password;
mod invitation;
mod key;
mod offline;
mod panel;
mod place;
mod plugin;
mod refusal;
mod reload;
mod sections;
mod serve;
mod shutdown;
mod simulate;
mod table;
mod takers;
mod upkeep;
mod watch;
mod wiring;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Arguments, Task};

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Serve(options) => serve::run(&options),
        Task::Check(options) => check::run(&options),
        Task::Reload(options) => plugin::reload(&options),
        Task::Explain(options) => explain::run(&options),
        Task::Simulate(options) => simulate::run(&options),
        Task::Plugin(command) => plugin::run(&command),
        Task::HashPassword => hash_password::run(),
    };
    outcome.unwrap_or_else(|error| {
        cli::complain(&error);
        ExitCode::FAILURE
    })
}
