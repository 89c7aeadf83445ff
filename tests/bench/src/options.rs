//! The command line.

use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// Everything below but `ladder`, `disk`, `soak`, `storm`, `swaps`, `neighbours`, `channels` and `directory`, in order.
    All,
    /// Spawn to ready, memory and idle CPU; then with ten components and many stored conversations.
    Start,
    /// Agents signing in.
    SignIn,
    /// Chats starting at a steady rate, then all at once.
    Ramp,
    /// Messages both ways at a steady rate.
    Steady,
    /// The highest rate that passes the rule.
    Ladder,
    /// Closed loop, one message outstanding in each chat.
    Saturation,
    /// Whole conversations, 32 at a time.
    Churn,
    /// Many messages: bytes written and bytes kept.
    Disk,
    /// The steady load for long, with conversations ending and beginning: memory, losses.
    Soak,
    /// A freed slot to the next offer, under load.
    Freed,
    /// Memory of idle sockets and open chats, and their idle CPU.
    Idle,
    /// Every visitor's socket dropped at once.
    Reconnect,
    /// `kill -9` under load and a restart.
    Kill,
    /// Many visitors coming back after a restart.
    Storm,
    /// Routing decisions in this process, without sockets.
    Routing,
    /// Component calls: the plugin host's own example.
    Calls,
    /// A component replaced again and again under load.
    Swaps,
    /// Neighbours that misbehave.
    Neighbours,
    /// The three above.
    Plugins,
    /// Providers' calls over five channels.
    Channels,
    /// A file of customers taken in, and customers found by words.
    Directory,
}

/// Measures a gateway over its real sockets.
#[derive(Clone, Debug, Parser)]
#[command(name = "frontdesk-bench")]
pub(crate) struct Options {
    /// What to measure.
    #[arg(value_enum, default_value = "all")]
    pub name: Name,
    /// Visitors, one open chat each.
    #[arg(long, default_value_t = 1_000)]
    pub visitors: usize,
    /// Agents with a capacity of six.
    #[arg(long, default_value_t = 170)]
    pub agents: usize,
    /// Messages a second, both ways together.
    #[arg(long, default_value_t = 1_000)]
    pub rate: u64,
    /// Seconds counted.
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
    /// Seconds of load before counting.
    #[arg(long, default_value_t = 15)]
    pub warm_up: u64,
    /// Closed conversations that `start` finds in its store.
    #[arg(long, default_value_t = 100_000)]
    pub stored: usize,
    /// Messages that `disk` sends.
    #[arg(long, default_value_t = 1_000_000)]
    pub messages: u64,
    /// Customers that `directory` takes in.
    #[arg(long, default_value_t = 1_000_000)]
    pub customers: usize,
    /// Minutes that `soak` lasts.
    #[arg(long, default_value_t = 60.0)]
    pub minutes: f64,
    /// How many times; of several the medians are told.
    #[arg(long, default_value_t = 1)]
    pub runs: u32,
    /// A word for the row: what is different about this run.
    #[arg(long, default_value = "")]
    pub label: String,
    /// Where results and the state go.
    #[arg(long, default_value = "target/bench")]
    pub out: PathBuf,
}

impl Options {
    /// The folder for results.
    pub(crate) fn out(&self) -> &Path {
        &self.out
    }

    /// What stands over a row.
    pub(crate) fn variant(&self, what: &str) -> String {
        let label = if self.label.is_empty() {
            String::new()
        } else {
            format!(" · {}", self.label)
        };
        format!("{what}{label}")
    }
}
