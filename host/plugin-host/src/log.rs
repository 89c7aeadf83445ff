//! A plugin's log: its own stream, limited, cleaned, under the plugin's name.

mod ring;

use std::{fmt::Write as _, mem, sync::Arc};

use crate::bindings::{host::Level, types::Field};

pub use ring::{LogLevel, LogLine, PluginLog};

/// Fields of one line.
const FIELDS_MAX: usize = 32;

/// The log of the current call.
pub(crate) struct CallLog {
    log: Arc<PluginLog>,
    lines_max: u32,
    line_bytes_max: usize,
    lines: u32,
}

impl CallLog {
    pub(crate) const fn new(log: Arc<PluginLog>, lines_max: u32, line_bytes_max: usize) -> Self {
        Self {
            log,
            lines_max,
            line_bytes_max,
            lines: 0,
        }
    }

    pub(crate) const fn begin_call(&mut self) {
        self.lines = 0;
    }

    /// One line, if the call has any left.
    pub(crate) fn line(&mut self, level: Level, message: &str, fields: &[Field]) {
        self.lines = self.lines.saturating_add(1);
        if self.lines > self.lines_max {
            return;
        }
        let mut bytes_left = self.line_bytes_max;
        let text = clean(message, &mut bytes_left);
        let fields = fields.iter().take(FIELDS_MAX).map(|field| {
            let name = clean(&field.name, &mut bytes_left);
            (name, clean(&field.value, &mut bytes_left))
        });
        let fields = fields.filter(|(name, _)| !name.is_empty()).collect();
        self.log.write(level.into(), text, fields);
    }

    /// Says how many lines were dropped, if any; whether the call logged at all.
    pub(crate) fn end_call(&mut self) -> bool {
        let lines = mem::take(&mut self.lines);
        let dropped = lines.saturating_sub(self.lines_max);
        if dropped > 0 {
            self.log.dropped_of_call(dropped);
        }
        lines > 0
    }
}

/// A text without control characters, as long as there are bytes left: a component must not be able
/// to forge another line.
fn clean(text: &str, bytes_left: &mut usize) -> String {
    let mut clean = String::new();
    for c in text.chars() {
        match bytes_left.checked_sub(c.len_utf8()) {
            Some(left) => *bytes_left = left,
            None => break,
        }
        clean.push(if c.is_control() { ' ' } else { c });
    }
    clean
}

/// The line as one text.
pub(crate) fn one_text(text: &str, fields: &[(String, String)]) -> String {
    let mut line = text.to_owned();
    for (name, value) in fields {
        let _infallible = write!(line, " {name}={value}");
    }
    line
}

impl From<Level> for LogLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Trace => Self::Trace,
            Level::Debug => Self::Debug,
            Level::Info => Self::Info,
            Level::Warn => Self::Warn,
            Level::Error => Self::Error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_and_has_an_end() {
        let mut bytes_left = 100;
        assert_eq!(clean("a\r\nb\u{1b}c", &mut bytes_left), "a  b c");
        assert_eq!(bytes_left, 94);
        assert_eq!(clean("äää", &mut 5), "ää");
        let fields = [("k".to_owned(), "v w".to_owned())];
        assert_eq!(one_text("a", &fields), "a k=v w");
    }
}
