//! The scenarios, one file for those that belong together.

mod calls;
mod channels;
mod chats;
mod directory;
mod disk;
mod footprint;
mod messages;
mod outage;
mod past;
mod plan;
mod plugins;
mod rally;
mod routing;
mod soak;
mod start;
mod storm;

use std::process::Command;

use anyhow::{Context as _, Result};
use frontdesk_test_bench::{report::Row, summary::Summary};

use crate::options::{Name, Options};

/// Runs what the command line names, all of it before any of it again: what changes on the machine
/// meanwhile then touches every scenario alike.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let commit = commit();
    let mut rows = Vec::new();
    for _ in 0..options.runs.max(1) {
        for name in chosen(options.name) {
            let new = one(*name, options)
                .await
                .with_context(|| format!("{name:?}"))?;
            for row in new {
                row.publish(options.out(), &commit)?;
                rows.push(row);
            }
        }
    }
    if options.runs > 1 {
        for summary in Summary::of(&rows) {
            summary.publish(options.out(), &commit)?;
        }
    }
    Ok(())
}

fn chosen(name: Name) -> &'static [Name] {
    match name {
        Name::All => &[
            Name::Start,
            Name::SignIn,
            Name::Ramp,
            Name::Steady,
            Name::Saturation,
            Name::Churn,
            Name::Freed,
            Name::Idle,
            Name::Reconnect,
            Name::Kill,
            Name::Routing,
            Name::Calls,
        ],
        Name::Start => &[Name::Start],
        Name::SignIn => &[Name::SignIn],
        Name::Ramp => &[Name::Ramp],
        Name::Steady => &[Name::Steady],
        Name::Ladder => &[Name::Ladder],
        Name::Saturation => &[Name::Saturation],
        Name::Churn => &[Name::Churn],
        Name::Disk => &[Name::Disk],
        Name::Soak => &[Name::Soak],
        Name::Freed => &[Name::Freed],
        Name::Idle => &[Name::Idle],
        Name::Reconnect => &[Name::Reconnect],
        Name::Kill => &[Name::Kill],
        Name::Storm => &[Name::Storm],
        Name::Routing => &[Name::Routing],
        Name::Calls => &[Name::Calls],
        Name::Swaps => &[Name::Swaps],
        Name::Neighbours => &[Name::Neighbours],
        Name::Plugins => &[Name::Calls, Name::Swaps, Name::Neighbours],
        Name::Channels => &[Name::Channels],
        Name::Directory => &[Name::Directory],
    }
}

async fn one(name: Name, options: &Options) -> Result<Vec<Row>> {
    match name {
        Name::All | Name::Plugins => Ok(Vec::new()),
        Name::Start => start::start(options).await,
        Name::SignIn => chats::sign_in(options).await,
        Name::Ramp => chats::ramp(options).await,
        Name::Steady => messages::steady(options).await,
        Name::Ladder => messages::ladder(options).await,
        Name::Saturation => messages::saturation(options).await,
        Name::Churn => chats::churn(options).await,
        Name::Disk => disk::disk(options).await,
        Name::Soak => soak::soak(options).await,
        Name::Freed => chats::freed(options).await,
        Name::Idle => footprint::idle(options).await,
        Name::Reconnect => outage::reconnect(options).await,
        Name::Kill => outage::kill(options).await,
        Name::Storm => storm::storm(options).await,
        Name::Routing => routing::decisions(options),
        Name::Calls => calls::calls(options),
        Name::Swaps => plugins::swaps(options).await,
        Name::Neighbours => plugins::neighbours(options).await,
        Name::Channels => channels::channels(options).await,
        Name::Directory => directory::directory(options).await,
    }
}

fn commit() -> String {
    let asked = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    let said = asked.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.unwrap_or_default()
}
