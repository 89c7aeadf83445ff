//! `frontdesk check`: everything that is wrong, without touching anything.

use std::process::ExitCode;

use anyhow::Result;
use frontdesk_telemetry::logging;

use crate::{cli::Check, configuration, design, invitation, wiring::accounts};

/// Reads the configuration and what it refers to.
#[expect(clippy::print_stdout, reason = "the answer is for whoever asked")]
pub(crate) fn run(options: &Check) -> Result<ExitCode> {
    let loaded = configuration::from_file(options.config.as_deref(), Vec::new())?;
    let config = &loaded.config;
    logging::check(&config.log.level)?;
    accounts(config)?;
    for (id, channel) in &config.channels {
        let mut looks = design::of_channel(config, id, channel)?;
        invitation::of_channel(config, id, channel, &mut looks.pictures)?;
    }
    for queue in config.unanswered() {
        println!("note: no agent answers queue \"{queue}\"");
    }
    let count = |number: usize, what: &str| {
        let plural = if number == 1 { "" } else { "s" };
        format!("{number} {what}{plural}")
    };
    println!(
        "{}: no problem found ({}, {}, {})",
        loaded.name,
        count(config.queues.len(), "queue"),
        count(config.channels.len(), "channel"),
        count(config.agents.len(), "agent"),
    );
    Ok(ExitCode::SUCCESS)
}
