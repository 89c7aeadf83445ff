//! Questions that a script asks of texts and numbers.

use alloc::{boxed::Box, string::String};
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// A number of at most twelve digits before the point and six behind it, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(i64);

/// Why a text is not a [`Decimal`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number has at most twelve digits before the point and six behind it")]
pub struct DecimalError;

const PLACES: usize = 6;
const UNIT: i64 = 1_000_000;

impl Decimal {
    /// A whole number.
    pub const fn whole(number: u32) -> Self {
        Self(number as i64 * UNIT)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim();
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        };
        if !is_number(whole, 12) || !is_number(part, PLACES) {
            return Err(DecimalError);
        }
        let mut padded = String::from(part);
        while padded.len() < PLACES {
            padded.push('0');
        }
        let whole: i64 = whole.parse().map_err(|_| DecimalError)?;
        let part: i64 = padded.parse().map_err(|_| DecimalError)?;
        let value = whole * UNIT + part;
        Ok(Self(if is_negative { -value } else { value }))
    }
}

/// A question about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextTest {
    /// It is this one.
    Equals(Box<str>),
    /// It is not this one; what is not known is not.
    NotEquals(Box<str>),
    /// This is in it.
    Contains(Box<str>),
    /// It is like this, where `*` stands for any characters and `?` for one.
    Matches(Box<str>),
    /// It is a number above this one.
    Greater(Decimal),
    /// It is a number below this one.
    Less(Decimal),
}

impl TextTest {
    /// Whether it is so of a text, or of nothing. Capitals count.
    pub fn holds(&self, text: Option<&str>) -> bool {
        let number = || text.and_then(|text| text.parse::<Decimal>().ok());
        match self {
            Self::Equals(other) => text == Some(other),
            Self::NotEquals(other) => text != Some(other),
            Self::Contains(part) => text.is_some_and(|text| text.contains(&**part)),
            Self::Matches(pattern) => text.is_some_and(|text| is_like(text, pattern)),
            Self::Greater(limit) => number().is_some_and(|number| number > *limit),
            Self::Less(limit) => number().is_some_and(|number| number < *limit),
        }
    }
}

/// Whether a text is like a pattern of `*` and `?`. Takes no more steps than text times pattern has
/// characters: the last `*` alone is tried again.
fn is_like(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    let mut star: Option<(core::str::Chars<'_>, core::str::Chars<'_>)> = None;
    loop {
        let (here, wanted) = (text.clone().next(), pattern.clone().next());
        match (here, wanted) {
            (None, None) => return true,
            (_, Some('*')) => {
                pattern.next();
                star = Some((text.clone(), pattern.clone()));
            }
            (Some(_), Some('?')) => {
                text.next();
                pattern.next();
            }
            (Some(one), Some(other)) if one == other => {
                text.next();
                pattern.next();
            }
            (_, _) => {
                let Some((from, rest)) = &mut star else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                text = from.clone();
                pattern = rest.clone();
            }
        }
    }
}

/// What of a queue is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// How many wait.
    Waiting,
    /// How long the first of them has waited, in seconds.
    LongestWait,
    /// How many agents could be asked at this moment.
    FreeAgents,
    /// How long a newcomer will probably wait, in seconds. What cannot be estimated is longer than any
    /// number.
    ExpectedWait,
}

/// A question about a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberTest {
    /// It is this one.
    Equals(u32),
    /// It is above this one.
    Greater(u32),
    /// It is below this one.
    Less(u32),
}

impl NumberTest {
    /// Whether it is so of a number.
    pub fn holds(self, number: u64) -> bool {
        match self {
            Self::Equals(other) => number == u64::from(other),
            Self::Greater(limit) => number > u64::from(limit),
            Self::Less(limit) => number < u64::from(limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers_and_other_texts_are_none() {
        let ten = TextTest::Greater("10".parse().unwrap());
        assert!(ten.holds(Some("10.000001")));
        assert!(ten.holds(Some(" 200 ")));
        for text in ["9", "10", "10.000000", "-11", "many", "", "1e9", "1,000"] {
            assert!(!ten.holds(Some(text)), "{text}");
        }
        assert!(!ten.holds(None));
        assert!(TextTest::Less("-0.5".parse().unwrap()).holds(Some("-0.51")));
        for text in ["1234567890123", "1.2345678", ".5", "5.", "+1"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_equals_nothing_and_differs_from_everything() {
        assert!(!TextTest::Equals("".into()).holds(None));
        assert!(TextTest::NotEquals("gold".into()).holds(None));
        assert!(!TextTest::Contains("".into()).holds(None));
        assert!(!TextTest::Matches("*".into()).holds(None));
    }

    #[test]
    fn capitals_count() {
        assert!(TextTest::Equals("Gold".into()).holds(Some("Gold")));
        assert!(!TextTest::Equals("Gold".into()).holds(Some("gold")));
        assert!(TextTest::Contains("ol".into()).holds(Some("Gold")));
    }

    #[test]
    fn a_pattern_is_as_in_file_names() {
        for (pattern, text, is_like) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("?", "ü", true),
            ("+49*", "+4930123", true),
            ("+49*", "+43", false),
            ("*@example.com", "ana@example.com", true),
            ("*@example.com", "ana@example.org", false),
            ("a*b*c", "a--b--b--c", true),
            ("a*b*c", "a--b--b--", false),
            ("a?c", "abbc", false),
        ] {
            let test = TextTest::Matches(pattern.into());
            assert_eq!(test.holds(Some(text)), is_like, "{pattern} {text}");
        }
    }

    #[test]
    fn a_long_text_and_many_stars_come_to_an_end() {
        let text = "a".repeat(1_000);
        let like = TextTest::Matches("*a".repeat(100).into_boxed_str());
        assert!(like.holds(Some(&text)));
        let unlike = TextTest::Matches(("*a".repeat(100) + "b").into_boxed_str());
        assert!(!unlike.holds(Some(&text)));
    }

    #[test]
    fn a_number_is_compared_with_a_limit() {
        assert!(NumberTest::Greater(5).holds(6) && !NumberTest::Greater(5).holds(5));
        assert!(NumberTest::Less(5).holds(4) && !NumberTest::Less(5).holds(5));
        assert!(NumberTest::Equals(5).holds(5) && !NumberTest::Equals(5).holds(4));
        assert!(NumberTest::Greater(u32::MAX).holds(u64::MAX));
    }
}
