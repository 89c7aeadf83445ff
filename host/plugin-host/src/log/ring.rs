//! The last lines of one plugin, kept in memory for the operator.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::Clock;

use super::one_text;

/// Lines kept.
const LINES_MAX: usize = 1_000;
/// Bytes of all lines kept.
const BYTES_MAX: usize = 1 << 20;
/// What a line costs besides its texts.
const LINE_BYTES: usize = 64;
/// The time over which the rate is counted.
const SECOND: Duration = Duration::from_secs(1);

/// How urgent a line is, by the component's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// For whoever writes the component.
    Trace,
    /// For whoever looks for a mistake.
    Debug,
    /// What happened.
    Info,
    /// What should not happen.
    Warn,
    /// What somebody must look at.
    Error,
}

/// One line of a plugin's log: without control characters, of bounded length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// 1, 2, 3 ... over the plugin's life; a hole is where old lines were let go.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// How urgent.
    pub level: LogLevel,
    /// What it says.
    pub text: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

/// A plugin's log. Given to the plugin's next version, it goes on.
pub struct PluginLog {
    plugin: Arc<str>,
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
}

struct Kept {
    lines: VecDeque<LogLine>,
    bytes: usize,
    last_number: u64,
    rate_max: u32,
    /// Since when the lines of this second are counted.
    second: Instant,
    in_second: u32,
    /// Lines that this second had no room for.
    dropped: u32,
}

impl PluginLog {
    /// The empty log of a plugin. `rate_max` is the most lines of a second.
    pub fn new(plugin: &str, clock: Arc<dyn Clock>, rate_max: u32) -> Self {
        Self {
            plugin: plugin.into(),
            clock,
            kept: Mutex::new(Kept {
                lines: VecDeque::new(),
                bytes: 0,
                last_number: 0,
                rate_max,
                second: Instant::now(),
                in_second: 0,
                dropped: 0,
            }),
        }
    }

    /// At most `limit` lines with numbers above `after`, oldest first.
    pub fn after(&self, after: u64, limit: usize) -> Vec<LogLine> {
        let kept = self.lock();
        let skipped = kept.lines.partition_point(|line| line.number <= after);
        kept.lines
            .iter()
            .skip(skipped)
            .take(limit)
            .cloned()
            .collect()
    }

    /// The number of the newest line; 0: there is none yet.
    pub fn last_number(&self) -> u64 {
        self.lock().last_number
    }

    /// Lets the plugin log so many lines a second from now on.
    pub(crate) fn set_rate(&self, rate_max: u32) {
        self.lock().rate_max = rate_max;
    }

    pub(crate) fn write(&self, level: LogLevel, text: String, fields: Vec<(String, String)>) {
        let mut kept = self.lock();
        let Some(dropped) = kept.admit(Instant::now()) else {
            return;
        };
        let at = self.clock.now();
        if dropped > 0 {
            let rate = kept.rate_max;
            let text = format!("{dropped} lines were dropped: more than {rate} in a second");
            self.trace(LogLevel::Warn, &text);
            kept.push(at, LogLevel::Warn, text, Vec::new());
        }
        self.trace(level, &one_text(&text, &fields));
        kept.push(at, level, text, fields);
    }

    /// Lines beyond what one call may write.
    pub(crate) fn dropped_of_call(&self, dropped: u32) {
        let text = format!("{dropped} lines of one call were dropped");
        self.write(LogLevel::Warn, text, Vec::new());
    }

    fn trace(&self, level: LogLevel, line: &str) {
        let plugin = &*self.plugin;
        match level {
            LogLevel::Trace => tracing::trace!(target: "plugin", plugin, "{line}"),
            LogLevel::Debug => tracing::debug!(target: "plugin", plugin, "{line}"),
            LogLevel::Info => tracing::info!(target: "plugin", plugin, "{line}"),
            LogLevel::Warn => tracing::warn!(target: "plugin", plugin, "{line}"),
            LogLevel::Error => tracing::error!(target: "plugin", plugin, "{line}"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Whether this second has room for a line, and if so, how many were dropped before it.
    fn admit(&mut self, now: Instant) -> Option<u32> {
        let mut dropped = 0;
        if now.duration_since(self.second) >= SECOND {
            self.second = now;
            self.in_second = 0;
            dropped = std::mem::take(&mut self.dropped);
        }
        if self.in_second >= self.rate_max {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        self.in_second = self.in_second.saturating_add(1);
        Some(dropped)
    }

    fn push(
        &mut self,
        at: Timestamp,
        level: LogLevel,
        text: String,
        fields: Vec<(String, String)>,
    ) {
        self.last_number = self.last_number.saturating_add(1);
        let line = LogLine {
            number: self.last_number,
            at,
            level,
            text,
            fields,
        };
        self.bytes = self.bytes.saturating_add(weight(&line));
        self.lines.push_back(line);
        while self.lines.len() > LINES_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.lines.pop_front() else {
                return;
            };
            self.bytes = self.bytes.saturating_sub(weight(&oldest));
        }
    }
}

fn weight(line: &LogLine) -> usize {
    let fields = line.fields.iter();
    let fields: usize = fields.map(|(name, value)| name.len() + value.len()).sum();
    line.text.len() + fields + LINE_BYTES
}

impl fmt::Debug for PluginLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginLog")
            .field("plugin", &self.plugin)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Standing;

    impl Clock for Standing {
        fn now(&self) -> Timestamp {
            Timestamp(7)
        }
    }

    fn log(rate_max: u32) -> PluginLog {
        PluginLog::new("shop", Arc::new(Standing), rate_max)
    }

    fn write(log: &PluginLog, text: &str) {
        log.write(LogLevel::Info, text.to_owned(), Vec::new());
    }

    #[test]
    fn lines_are_read_on_from_the_last_one_seen() {
        let log = log(100);
        for text in ["a", "b", "c"] {
            write(&log, text);
        }
        let texts = |after, limit| -> Vec<String> {
            let lines = log.after(after, limit);
            lines.into_iter().map(|line| line.text).collect()
        };
        assert_eq!(texts(0, 10), ["a", "b", "c"]);
        assert_eq!(texts(1, 1), ["b"]);
        assert!(texts(3, 10).is_empty() && texts(u64::MAX, 10).is_empty());
        assert_eq!(log.last_number(), 3);
    }

    #[test]
    fn the_last_thousand_lines_or_a_mebibyte_are_kept() {
        let short = log(u32::MAX);
        for _ in 0..1_500 {
            write(&short, "x");
        }
        let lines = short.after(0, usize::MAX);
        assert_eq!((lines.len(), lines[0].number), (1_000, 501));
        let long = log(u32::MAX);
        for _ in 0..1_000 {
            write(&long, &"x".repeat(4 << 10));
        }
        assert_eq!(
            long.after(0, usize::MAX).len(),
            (1 << 20) / ((4 << 10) + 64)
        );
    }

    #[test]
    fn what_a_second_has_no_room_for_is_counted() {
        let log = log(2);
        for _ in 0..5 {
            write(&log, "x");
        }
        assert_eq!(log.after(0, 10).len(), 2);
        let later = Instant::now() + SECOND;
        assert_eq!(log.lock().admit(later), Some(3));
    }
}
