//! Hours of one day.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Minutes that a date has on the wall clock.
pub(super) const MINUTES_A_DAY: u16 = 24 * 60;

/// Hours from one minute of a day up to another, which is no longer within: `09:00-12:30`. One that
/// does not close behind where it opens closes on the next day: `22:00-06:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// Minutes since midnight, below a day.
    opens: u16,
    /// Minutes since the same midnight: above `opens`, and less than a day above it, except for
    /// [`Period::ALL_DAY`].
    closes: u16,
}

/// Why a text is not a [`Period`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It looks otherwise.
    #[error("hours look like \"09:00-17:30\", from 00:00 to 24:00")]
    Form,
    /// It is empty, or a whole day that does not say so.
    #[error("it opens and closes at the same time; a whole day is \"00:00-24:00\"")]
    Empty,
}

impl Period {
    /// `00:00-24:00`.
    pub const ALL_DAY: Self = Self {
        opens: 0,
        closes: MINUTES_A_DAY,
    };

    /// When it opens, in minutes since midnight.
    pub const fn opens(self) -> u16 {
        self.opens
    }

    /// When it closes, in minutes since the midnight before it opens: above 1440 on the next day.
    pub const fn closes(self) -> u16 {
        self.closes
    }

    /// Whether it has a minute, counted as [`Period::closes`] is.
    pub const fn has(self, minute: u16) -> bool {
        self.opens <= minute && minute < self.closes
    }
}

/// Reads `09:30` as minutes since midnight, up to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |part: &str| {
        let ok = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        ok.then(|| part.parse::<u16>().ok()).flatten()
    };
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    let since_midnight = number(hours)? * 60 + minutes;
    (since_midnight <= MINUTES_A_DAY).then_some(since_midnight)
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (opens, closes) = text.split_once('-').ok_or(PeriodError::Form)?;
        let opens = minutes(opens).filter(|minute| *minute < MINUTES_A_DAY);
        let (Some(opens), Some(closes)) = (opens, minutes(closes)) else {
            return Err(PeriodError::Form);
        };
        let closes = match closes {
            same if same == opens => return Err(PeriodError::Empty),
            next_day if next_day < opens => next_day + MINUTES_A_DAY,
            later => later,
        };
        Ok(Self { opens, closes })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let closes = match self.closes.checked_sub(MINUTES_A_DAY) {
            None | Some(0) => self.closes,
            Some(next_day) => next_day,
        };
        let (from, to) = (self.opens, closes);
        let [from_h, from_m, to_h, to_m] = [from / 60, from % 60, to / 60, to % 60];
        write!(f, "{from_h:02}:{from_m:02}-{to_h:02}:{to_m:02}")
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_back_their_own_text() {
        for text in [
            "09:00-12:30",
            "22:00-06:00",
            "00:00-24:00",
            "23:59-23:58",
            "00:00-00:01",
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
        }
        let till_midnight: Period = "18:00-00:00".parse().unwrap();
        assert_eq!(till_midnight.to_string(), "18:00-24:00");
        assert_eq!("00:00-24:00".parse(), Ok(Period::ALL_DAY));
    }

    #[test]
    fn the_last_minute_is_not_within_and_the_next_day_counts_on() {
        let night: Period = "22:00-06:00".parse().unwrap();
        let within = [22 * 60, 24 * 60, 30 * 60 - 1];
        assert!(within.iter().all(|minute| night.has(*minute)));
        assert!(!night.has(22 * 60 - 1) && !night.has(30 * 60) && !night.has(0));
    }

    #[test]
    fn what_is_not_hours_is_refused() {
        for text in [
            "",
            "9:00-12:00",
            "09:00",
            "09:00-12:60",
            "09:00-24:01",
            "24:00-25:00",
            "09:00 - 12:00",
            "09.00-12.00",
            "+9:00-12:00",
            "09:00-12:00-13:00",
            "24:00-06:00",
        ] {
            assert_eq!(text.parse::<Period>(), Err(PeriodError::Form), "{text}");
        }
        assert_eq!("09:00-09:00".parse::<Period>(), Err(PeriodError::Empty));
    }
}
