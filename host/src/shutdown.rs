//! Being asked to stop.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code of a program that was interrupted and did not wait.
const IMPATIENT: i32 = 130;

/// SIGINT and SIGTERM, heard from the moment this exists.
pub(crate) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to listen.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Returns when one arrives, with its name.
    pub(crate) async fn wait(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }

    /// From here on, another one ends the process at once: whoever asks twice does not want to wait.
    /// What was acknowledged is durable whenever the process ends.
    pub(crate) fn end_at_the_next(mut self) {
        tokio::spawn(async move {
            let name = self.wait().await;
            tracing::warn!("{name} again: ending at once");
            #[expect(
                clippy::disallowed_methods,
                reason = "the wish of whoever sent two signals"
            )]
            std::process::exit(IMPATIENT)
        });
    }
}
