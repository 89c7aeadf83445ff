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
}

impl Place {
    /// The file as a whole.
    pub(crate) const fn start() -> Self {
        Self::File(0..0)
    }

    /// File places by offset, then variables, then flags.
    pub(crate) fn rank(&self) -> (u8, usize) {
        match self {
            Self::File(span) => (0, span.start),
            Self::Variable(_) => (1, 0),
            Self::Flag(_) => (2, 0),
        }
    }
}

/// Line and column, both from 1, of a byte offset; columns count characters.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
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
    fn columns_count_characters_not_bytes() {
        assert_eq!(line_and_column("a = 1\nü = 2", 6), (2, 1));
        assert_eq!(line_and_column("a = 1\nü = 2", 9), (2, 3));
    }
}
