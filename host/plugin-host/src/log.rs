//! A component's log lines: limited, cleaned, under the component's name.

use std::{fmt::Write as _, sync::Arc};

use crate::bindings::{host::Level, types::Field};

/// The log of the current call.
pub(crate) struct CallLog {
    plugin: Arc<str>,
    lines_max: u32,
    line_bytes_max: usize,
    lines: u32,
}

impl CallLog {
    pub(crate) const fn new(plugin: Arc<str>, lines_max: u32, line_bytes_max: usize) -> Self {
        Self {
            plugin,
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
        let line = clean(message, fields, self.line_bytes_max);
        let plugin = &*self.plugin;
        match level {
            Level::Trace => tracing::trace!(target: "plugin", plugin, "{line}"),
            Level::Debug => tracing::debug!(target: "plugin", plugin, "{line}"),
            Level::Info => tracing::info!(target: "plugin", plugin, "{line}"),
            Level::Warn => tracing::warn!(target: "plugin", plugin, "{line}"),
            Level::Error => tracing::error!(target: "plugin", plugin, "{line}"),
        }
    }

    /// Says how many lines were dropped, if any.
    pub(crate) fn end_call(&mut self) {
        let dropped = self.lines.saturating_sub(self.lines_max);
        self.lines = 0;
        if dropped > 0 {
            let plugin = &*self.plugin;
            tracing::warn!(target: "plugin", plugin, dropped, "log lines of one call were dropped");
        }
    }
}

/// One line of at most `bytes_max` bytes, without control characters: a component must not be able
/// to forge another line.
fn clean(message: &str, fields: &[Field], bytes_max: usize) -> String {
    let mut line = String::new();
    let mut push = |text: &str| {
        for c in text.chars() {
            if line.len() + c.len_utf8() > bytes_max {
                return;
            }
            line.push(if c.is_control() { ' ' } else { c });
        }
    };
    push(message);
    let mut pair = String::new();
    for field in fields {
        pair.clear();
        let _infallible = write!(pair, " {}={}", field.name, field.value);
        push(&pair);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_has_an_end() {
        let field = Field {
            name: "k".into(),
            value: "v\nw".into(),
        };
        assert_eq!(clean("a\r\nb\u{1b}c", &[field], 100), "a  b c k=v w");
        assert_eq!(clean("äää", &[], 5), "ää");
    }
}
