//! Where a value came from.

use std::ops::Range;

/// Where a value came from, so that a problem can point at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// These bytes of the file.
    File(Range<usize>),
    /// An environment variable.
    Variable(String),
    /// A flag of the command line, as typed.
    Flag(&'static str),
    /// The configuration that runs, over which changes are tried.
    InForce,
}

impl Place {
    /// The file as a whole.
    pub(crate) const fn start() -> Self {
        Self::File(0..0)
    }

    /// Where a part of a text stands that is at this place: `part` begins at byte `at` of `text`. The
    /// whole place, when the text is not written as it is (as with escapes).
    pub(crate) fn within(&self, text: &str, at: usize, part: &str) -> Self {
        match self {
            Self::File(span) if span.len() == text.len() + 2 => {
                let begins = span.start + 1 + at;
                Self::File(begins..begins + part.len())
            }
            Self::File(_) | Self::Variable(_) | Self::Flag(_) | Self::InForce => self.clone(),
        }
    }

    /// File places by offset, then variables, then flags, then what runs.
    pub(crate) fn rank(&self) -> (u8, usize) {
        match self {
            Self::File(span) => (0, span.start),
            Self::Variable(_) => (1, 0),
            Self::Flag(_) => (2, 0),
            Self::InForce => (3, 0),
        }
    }
}

/// Line and column, both from 1, of a byte offset; columns count characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |start| start.chars().count())
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_text_has_a_place_of_its_own_unless_it_is_written_otherwise() {
        let place = Place::File(10..15);
        assert_eq!(place.within("a, b", 3, "b"), place);
        assert_eq!(place.within("a,b", 2, "b"), Place::File(13..14));
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(line_and_column("a = 1\nü = 2", 6), (2, 1));
        assert_eq!(line_and_column("a = 1\nü = 2", 9), (2, 3));
    }
}
