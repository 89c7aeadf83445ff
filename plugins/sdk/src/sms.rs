//! What a text costs: how many SMS segments it takes.
//!
//! A segment is 140 bytes: 160 characters of the GSM alphabet (7 bits each) or 70 of UCS-2. Of more than
//! one segment, each gives 6 bytes to a header that joins them: 153 or 67 are left. What belongs together
//! (a character of the GSM extension table, a surrogate pair, a cluster of code points that is one
//! character to the eye) is not cut by a segment's end, so a text can take more segments than its length
//! divided by theirs.

use unicode_segmentation::UnicodeSegmentation as _;

/// How a text is written on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven bits a character; those of the extension table take two places.
    Gsm7,
    /// Sixteen bits a code unit.
    Ucs2,
}

/// What a text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The smaller alphabet that has every character of the text.
    pub alphabet: Alphabet,
    /// Septets, or 16-bit units.
    pub units: usize,
    /// Segments; one for an empty text.
    pub segments: usize,
}

impl Alphabet {
    /// Units of a text of one segment.
    const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units of each segment of a longer text.
    const fn joined(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    fn units(self, text: &str) -> usize {
        match self {
            Self::Gsm7 => text.chars().filter_map(septets).sum(),
            Self::Ucs2 => text.encode_utf16().count(),
        }
    }
}

/// Counts a text.
pub fn count(text: &str) -> Count {
    let alphabet = if text.chars().all(|c| septets(c).is_some()) {
        Alphabet::Gsm7
    } else {
        Alphabet::Ucs2
    };
    let units = alphabet.units(text);
    let segments = if units <= alphabet.alone() {
        1
    } else {
        packed(text, alphabet)
    };
    Count {
        alphabet,
        units,
        segments,
    }
}

/// How many segments what belongs together fills, in order.
fn packed(text: &str, alphabet: Alphabet) -> usize {
    let room = alphabet.joined();
    let (mut segments, mut used) = (1, 0);
    let mut put = |units: usize| {
        if used + units > room {
            segments += 1;
            used = 0;
        }
        used += units;
    };
    for cluster in text.graphemes(true) {
        let units = alphabet.units(cluster);
        if units <= room {
            put(units);
        } else {
            // No segment holds it: it is cut between code points.
            let mut buffer = [0; 4];
            for c in cluster.chars() {
                put(alphabet.units(c.encode_utf8(&mut buffer)));
            }
        }
    }
    segments
}

/// The places that a character takes in the GSM alphabet; none: it is not in it.
const fn septets(c: char) -> Option<usize> {
    match c {
        '\n' | '\r' | ' '..='Z' | '_' | 'a'..='z' => Some(1),
        '£' | '¥' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' => {
            Some(1)
        }
        'Δ' | 'Φ' | 'Γ' | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' => Some(1),
        'Æ' | 'æ' | 'ß' | 'É' | '¤' | '¡' | 'Ä' | 'Ö' | 'Ñ' | 'Ü' | '§' | '¿' => {
            Some(1)
        }
        'ä' | 'ö' | 'ñ' | 'ü' | 'à' => Some(1),
        '\u{c}' | '^' | '{' | '}' | '\\' | '[' | ']' | '~' | '|' | '€' => Some(2),
        _ => None,
    }
}
