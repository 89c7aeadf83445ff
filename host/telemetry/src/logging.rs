//! Setting up `tracing`: one line an event, on standard error.

use std::io;

use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{
    EnvFilter, filter::ParseError, fmt, layer::SubscriberExt, util::TryInitError,
};

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For machines: one JSON object.
    Json,
}

/// Why logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// The filter cannot be read.
    #[error("the log level \"{filter}\" is neither a level nor a filter")]
    Filter {
        /// As configured.
        filter: String,
        /// What is wrong with it.
        #[source]
        source: ParseError,
    },
    /// Logging was set up before.
    #[error("logging was set up twice")]
    Twice(#[from] TryInitError),
}

/// Checks a filter without setting anything up.
pub fn check(filter: &str) -> Result<(), LoggingError> {
    parse(filter).map(drop)
}

/// Sends events that pass `filter` to standard error. Standard output stays for what the program
/// has to say to whoever started it.
pub fn start(format: Format, filter: &str) -> Result<(), LoggingError> {
    let registry = tracing_subscriber::registry().with(parse(filter)?);
    match format {
        Format::Text => {
            let layer = fmt::layer().with_writer(io::stderr).with_target(true);
            registry
                .with(layer.with_ansi(io::IsTerminal::is_terminal(&io::stderr())))
                .try_init()?;
        }
        Format::Json => {
            let layer = fmt::layer()
                .json()
                .flatten_event(true)
                .with_writer(io::stderr);
            registry.with(layer).try_init()?;
        }
    }
    Ok(())
}

fn parse(filter: &str) -> Result<EnvFilter, LoggingError> {
    EnvFilter::builder()
        .parse(filter)
        .map_err(|source| LoggingError::Filter {
            filter: filter.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_filters_are_read() {
        for filter in ["warn", "info,frontdesk_engine=debug", "off"] {
            assert!(check(filter).is_ok(), "{filter}");
        }
    }

    #[test]
    fn what_is_neither_is_named_in_the_error() {
        let error = check("frontdesk=loud").unwrap_err();
        assert!(error.to_string().contains("frontdesk=loud"));
    }
}
