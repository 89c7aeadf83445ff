//! `[log]`: what is logged, and how it looks.

use crate::{
    read::{Choice, Table, Text},
    reference::SectionReference,
};

const FORMAT: Choice<LogFormat> = Choice {
    name: "format",
    options: &[("text", LogFormat::Text), ("json", LogFormat::Json)],
    meaning: "One line an event, for people or for machines. Logs go to standard error.",
};
const LEVEL: Text = Text {
    name: "level",
    default: Some("info"),
    chars_max: 500,
    meaning: "`error`, `warn`, `info`, `debug` or `trace`, or a filter such as \
              `\"info,frontdesk_engine=debug\"`. No level logs message bodies, addresses or tokens.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[log]",
    "What is logged, and how it looks.",
    &[&FORMAT, &LEVEL],
);

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// What is logged, and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// The filter, in the syntax of `tracing`'s `EnvFilter`.
    pub level: String,
}

impl Log {
    pub(crate) fn read(mut table: Table<'_>) -> Self {
        let format = table.choice(&FORMAT, LogFormat::Text);
        let (_, level) = table.text(&LEVEL);
        table.finish();
        Self { format, level }
    }
}
