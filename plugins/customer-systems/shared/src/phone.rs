//! Phone numbers. The gateway has them as E.164 (`+14155550100`); systems store what somebody typed.

/// Country codes of one digit and of two; all others have three (ITU-T E.164, list of assigned codes).
const ONE: [&str; 2] = ["1", "7"];
const TWO: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// A number of E.164.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// All digits, the country's first, without `+`.
    pub digits: String,
    /// The digits behind the country's.
    pub national: String,
}

impl Phone {
    /// Reads `+` and 7 to 15 digits; signs that people put in between are let be. Anything else is no
    /// number, and nobody has it.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix('+')?;
        let is_between = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')');
        let digits: String = rest.chars().filter(|c| !is_between(*c)).collect();
        let is_number = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        let country = is_number.then(|| country_digits(&digits))?;
        let national = digits.get(country..)?.to_owned();
        Some(Self { digits, national })
    }

    /// As the gateway has it.
    pub fn e164(&self) -> String {
        format!("+{}", self.digits)
    }

    /// The ways in which a system may have it stored, for one that compares texts as they are.
    pub fn written(&self) -> Vec<String> {
        let mut ways = vec![
            self.e164(),
            self.digits.clone(),
            self.national.clone(),
            format!("00{}", self.digits),
        ];
        let parts = (
            self.national.get(..3),
            self.national.get(3..6),
            self.national.get(6..),
        );
        match parts {
            (Some(area), Some(exchange), Some(line))
                if self.digits.starts_with('1') && line.len() == 4 =>
            {
                ways.push(format!("({area}) {exchange}-{line}"));
                ways.push(format!("{area}-{exchange}-{line}"));
                ways.push(format!("+1 {area}-{exchange}-{line}"));
            }
            _ => ways.push(format!("0{}", self.national)),
        }
        ways
    }
}

fn country_digits(digits: &str) -> usize {
    let begins = |codes: &[&str]| codes.iter().any(|code| digits.starts_with(code));
    match () {
        () if begins(&ONE) => 1,
        () if begins(&TWO) => 2,
        () => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countrys_digits_are_told_from_the_rest() {
        for (text, national) in [
            ("+14155550100", "4155550100"),
            ("+1 (415) 555-0100", "4155550100"),
            ("+493012345678", "3012345678"),
            ("+420601123456", "601123456"),
            ("+79161234567", "9161234567"),
            ("+971501234567", "501234567"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().national, national, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "+",
            "14155550100",
            "+1' OR 1=1",
            "+1415555010\n0x",
            "+123456",
            "+1234567890123456",
            "+04155550100",
            "+1415555٠100",
            "*",
        ] {
            assert_eq!(Phone::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_looked_for_as_people_write_it() {
        let american = Phone::parse("+14155550100").unwrap().written();
        for way in ["+14155550100", "4155550100", "(415) 555-0100"] {
            assert!(american.contains(&way.to_owned()), "{way}");
        }
        let german = Phone::parse("+493012345678").unwrap().written();
        assert!(german.contains(&"03012345678".to_owned()));
    }
}
