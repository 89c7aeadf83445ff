//! The time, in the forms in which providers write it.

use jiff::{Timestamp, tz::TimeZone};

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default()
}

fn moment(at_ms: u64) -> Timestamp {
    i64::try_from(at_ms)
        .ok()
        .and_then(|at| Timestamp::from_millisecond(at).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A moment by a `strftime` pattern, in UTC.
pub(crate) fn by_pattern(at_ms: u64, pattern: &str) -> String {
    moment(at_ms)
        .to_zoned(TimeZone::UTC)
        .strftime(pattern)
        .to_string()
}

/// `2026-03-01T12:00:00Z`.
pub(crate) fn iso(at_ms: u64) -> String {
    by_pattern(at_ms, "%Y-%m-%dT%H:%M:%SZ")
}

/// `Sun, 01 Mar 2026 12:00:00 +0000`.
pub(crate) fn rfc2822(at_ms: u64) -> String {
    by_pattern(at_ms, "%a, %d %b %Y %H:%M:%S +0000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_each_form() {
        let at_ms = 1_772_366_405_250;
        assert_eq!(iso(at_ms), "2026-03-01T12:00:05Z");
        assert_eq!(rfc2822(at_ms), "Sun, 01 Mar 2026 12:00:05 +0000");
        assert_eq!(by_pattern(at_ms, "%y%m%d%H%M"), "2603011200");
    }
}
