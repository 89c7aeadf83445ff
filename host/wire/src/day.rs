//! A day, as the API writes it.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day in UTC, `2026-01-31` (RFC 3339 `full-date`): counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u64);

/// Not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADay;

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no day from 1970-01-01 on; one looks like 2026-01-31")
    }
}

impl std::error::Error for NotADay {}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let date: Date = text.parse().map_err(|_| NotADay)?;
        // Nothing behind the date counts as one.
        if date.to_string() != text {
            return Err(NotADay);
        }
        let days = EPOCH.duration_until(date).as_hours() / 24;
        u64::try_from(days).map(Self).map_err(|_| NotADay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = i64::try_from(self.0).ok();
        let days = days.and_then(|days| jiff::Span::new().try_days(days).ok());
        let date = days.and_then(|days| EPOCH.checked_add(days).ok());
        date.unwrap_or(Date::MAX).fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_it_is_read_and_nothing_else_is_one() {
        for (text, day) in [("1970-01-01", 0), ("1970-01-02", 1), ("2026-01-31", 20_484)] {
            assert_eq!(text.parse(), Ok(Day(day)));
            assert_eq!(Day(day).to_string(), text);
        }
        for text in [
            "1969-12-31",
            "2026-02-30",
            "2026-01-31T10:00",
            "20260131",
            "today",
            "",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
        assert_eq!(Day(u64::MAX).to_string(), "9999-12-31");
    }
}
