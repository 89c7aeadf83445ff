//! Colours, and whether white text can be read on them.

use std::{fmt, str::FromStr};

use crate::{
    place::Place,
    read::{Table, Text},
};

/// The least contrast of text and background that WCAG 2.2 AA accepts.
const CONTRAST_MIN: f64 = 4.5;

/// A colour, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

pub(crate) const WHITE: Colour = Colour::of([0xff; 3]);
pub(crate) const BLACK: Colour = Colour::of([0; 3]);

/// The text is not a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour looks like \"#0b57d0\"")]
pub struct NotAColour;

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16)
            .map_err(|_| NotAColour)?
            .to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Colour {
    /// A colour of so much red, green and blue.
    pub(crate) const fn of([red, green, blue]: [u8; 3]) -> Self {
        Self { red, green, blue }
    }

    /// The contrast of this colour and another, 1 to 21, as WCAG defines it.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// The contrast of this colour against white.
    pub fn contrast_with_white(self) -> f64 {
        self.contrast(WHITE)
    }

    /// White if that can be read on it, else black, which then can.
    #[must_use]
    pub fn readable(self) -> Self {
        if self.carries_white_text() {
            WHITE
        } else {
            BLACK
        }
    }

    /// This colour with so many percent of another in it.
    pub(crate) fn mixed(self, other: Self, percent: u32) -> Self {
        let between = |one: u8, two: u8| {
            let sum = u32::from(one) * (100 - percent.min(100)) + u32::from(two) * percent.min(100);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self {
            red: between(self.red, other.red),
            green: between(self.green, other.green),
            blue: between(self.blue, other.blue),
        }
    }

    /// Whether white text can be read on it.
    pub fn carries_white_text(self) -> bool {
        self.contrast_with_white() >= CONTRAST_MIN
    }

    /// The lightest shade of this colour, all channels scaled alike, that carries white text.
    #[must_use]
    pub fn darkened(self) -> Self {
        let shade = |percent: u32| {
            let scaled =
                |channel: u8| u8::try_from(u32::from(channel) * percent / 100).unwrap_or(channel);
            Self {
                red: scaled(self.red),
                green: scaled(self.green),
                blue: scaled(self.blue),
            }
        };
        (0..=100)
            .rev()
            .map(shade)
            .find(|shade| shade.carries_white_text())
            .unwrap_or(BLACK)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

/// A colour that carries white text; an empty text is none.
pub(crate) fn read(table: &mut Table<'_>, key: &Text) -> Option<Colour> {
    let (place, text) = table.text(key);
    if text.is_empty() {
        return None;
    }
    let name = key.name;
    match text.parse::<Colour>() {
        Ok(colour) if colour.carries_white_text() => Some(colour),
        Ok(colour) => {
            let contrast = colour.contrast_with_white();
            let darker = colour.darkened();
            let message = format!(
                "white text on {name} \"{text}\" has a contrast of {contrast:.1}, and 4.5 is \
                 needed to be readable; \"{darker}\" is the nearest shade that has it"
            );
            table.problem(&place, message);
            None
        }
        Err(error) => {
            table.problem(&place, format!("{name} \"{text}\": {error}"));
            None
        }
    }
}

/// A colour of any kind, and where it stands; an empty text is none.
pub(crate) fn read_any(table: &mut Table<'_>, key: &Text) -> Option<(Place, Colour)> {
    let (place, text) = table.text(key);
    if text.is_empty() {
        return None;
    }
    match text.parse::<Colour>() {
        Ok(colour) => Some((place, colour)),
        Err(error) => {
            table.problem(&place, format!("{} \"{text}\": {error}", key.name));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_as_wcag_counts_it() {
        assert!((colour("#000000").contrast_with_white() - 21.0).abs() < 0.01);
        assert!((colour("#ffffff").contrast_with_white() - 1.0).abs() < 0.01);
        // The well-known pair around the threshold: #767676 passes, #777777 does not.
        assert!(colour("#767676").carries_white_text());
        assert!(!colour("#777777").carries_white_text());
    }

    #[test]
    fn a_light_colour_is_darkened_until_it_carries_white_text_and_no_further() {
        let darker = colour("#ffd000").darkened();
        assert!(darker.carries_white_text());
        assert!(darker.contrast_with_white() < 4.8, "{darker}");
        assert_eq!(colour("#0b57d0").darkened(), colour("#0b57d0"));
    }

    #[test]
    fn only_six_hex_digits_are_a_colour() {
        for text in [
            "0b57d0",
            "#0b57d",
            "#0b57d0ff",
            "#0b57dg",
            "blue",
            "#+b57d0",
        ] {
            assert!(text.parse::<Colour>().is_err(), "{text}");
        }
    }
}
