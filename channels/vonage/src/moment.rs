//! Vonage's times, of both APIs: `2020-01-01T14:00:00.000Z` and `2020-01-01 14:00:00`.

const DAY_MS: f64 = 86_400_000.0;

/// The time in milliseconds since 1970; `now` if it is not one, or not yet.
pub(crate) fn ms(text: Option<&str>, now: f64) -> f64 {
    let found = text.and_then(read);
    found.filter(|at| (0.0..=now).contains(at)).unwrap_or(now)
}

fn read(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', ' '])?;
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let clock = time.get(..8)?;
    let mut parts = clock.split(':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let rest = time.get(8..)?.trim_start();
    let is_time =
        (1..=12).contains(&month) && (1..=31).contains(&day) && (1970..=9999).contains(&year);
    // Another zone than UTC is not in use.
    let is_utc = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    if !is_time || !matches!(is_utc, "" | "Z" | "+0000" | "+00:00") {
        return None;
    }
    let seconds = f64::from(hour * 3_600 + minute * 60 + second);
    Some(f64::from(days(year, month, day)) * DAY_MS + seconds * 1_000.0)
}

/// At most four digits.
fn number(text: &str) -> Option<i32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Days since 1970 in the Gregorian calendar; a year begins with March here, so that a leap day is its last.
const fn days(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_time_are_read() {
        let now = 4e12;
        for (text, at) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("2020-01-01T14:00:00.000Z", 1_577_887_200_000.0),
            ("2020-01-01 14:00:00", 1_577_887_200_000.0),
            ("2020-01-01 14:00:00 +0000", 1_577_887_200_000.0),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000.0),
            ("2024-03-01T00:00:00Z", 1_709_251_200_000.0),
            ("2000-12-31T00:00:00Z", 978_220_800_000.0),
        ] {
            assert!((ms(Some(text), now) - at).abs() < 1.0, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_or_not_yet_is_now() {
        for text in [
            "",
            "yesterday",
            "2020-13-01T00:00:00Z",
            "2020-01-01",
            "2020-01-01T14:00:00+0200",
            "2020-01-01Té4:00:00Z",
            "99999999999-01-01T00:00:00Z",
            "2020-01-01T00:00:00Z",
        ] {
            assert!((ms(Some(text), 7.0) - 7.0).abs() < 1e-9, "{text}");
        }
        assert!((ms(None, 7.0) - 7.0).abs() < 1e-9);
    }
}
