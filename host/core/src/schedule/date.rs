//! Dates and days of the week.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

use jiff::{SignedDuration, civil};
use serde::{Deserialize, Serialize};

const EPOCH: civil::Date = civil::date(1970, 1, 1);

/// A date of the Gregorian calendar: `2026-12-25`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// Days since 1970-01-01. One that was read is within the years 0 to 9999; the schedule's own
    /// arithmetic may go further.
    days: i64,
}

/// Why a text is not a [`Date`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It looks otherwise.
    #[error("a date looks like \"2026-12-25\"")]
    Form,
    /// The calendar has no such day.
    #[error("there is no such date")]
    NotThere,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// The first day of a week here.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The last.
    Sunday,
}

impl Weekday {
    /// All of them, in the order of a week.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

impl Date {
    pub(super) const fn from_days(days: i64) -> Self {
        Self { days }
    }

    pub(super) const fn days(self) -> i64 {
        self.days
    }

    pub(super) const fn before(self) -> Self {
        Self::from_days(self.days - 1)
    }

    /// Its day of the week.
    pub fn weekday(self) -> Weekday {
        let [mon, tue, wed, thu, fri, sat, sun] = Weekday::ALL;
        // 1970-01-01 was a Thursday.
        match self.days.rem_euclid(7) {
            0 => thu,
            1 => fri,
            2 => sat,
            3 => sun,
            4 => mon,
            5 => tue,
            _ => wed,
        }
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits)?;
            let is_number = part.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| part.parse::<i16>().ok()).flatten()
        };
        let (year, month, day) = (number(4), number(2), number(2));
        let ((Some(year), Some(month), Some(day)), None) = ((year, month, day), parts.next())
        else {
            return Err(DateError::Form);
        };
        let small = |number: i16| i8::try_from(number).map_err(|_| DateError::NotThere);
        let date = civil::Date::new(year, small(month)?, small(day)?);
        let date = date.map_err(|_| DateError::NotThere)?;
        let hours = date.duration_since(EPOCH).as_hours();
        Ok(Self::from_days(hours / 24))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = SignedDuration::from_hours(self.days.saturating_mul(24));
        let date = EPOCH.checked_add(since).unwrap_or(civil::Date::MAX);
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_back_their_own_text_and_know_their_weekday() {
        for (text, weekday) in [
            ("1970-01-01", Weekday::Thursday),
            ("1969-12-31", Weekday::Wednesday),
            ("2026-12-25", Weekday::Friday),
            ("2024-02-29", Weekday::Thursday),
            ("2000-02-29", Weekday::Tuesday),
            ("9999-12-31", Weekday::Friday),
            ("0000-01-01", Weekday::Saturday),
        ] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(date.weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn a_date_that_the_calendar_does_not_have_is_refused() {
        for text in [
            "2026-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-04-31",
            "2026-00-10",
        ] {
            assert_eq!(text.parse::<Date>(), Err(DateError::NotThere), "{text}");
        }
        for text in [
            "",
            "2026-1-01",
            "20261225",
            "26-12-25",
            "2026-12-25x",
            "+026-12-25",
            "2026-12-25-1",
        ] {
            assert_eq!(text.parse::<Date>(), Err(DateError::Form), "{text}");
        }
    }
}
