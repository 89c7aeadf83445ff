//! A text line by line. Translators mix up what stands on different lines, so each line goes alone,
//! and line ends, indents and what needs no translation never leave.

use super::keep;

/// A text cut into lines.
pub(super) struct Lines<'a>(Vec<Piece<'a>>);

enum Piece<'a> {
    /// As it is.
    AsIs(&'a str),
    /// To be translated; what stands before and behind it stays.
    Words {
        before: &'a str,
        words: &'a str,
        behind: &'a str,
    },
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self(text.split('\n').map(Piece::of).collect())
    }

    /// What is to be translated.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::AsIs(_) => None,
            Piece::Words { words, .. } => Some(*words),
        })
    }

    /// The text with each line's translation in its place; the first that has none ends it.
    pub(super) fn render<E>(
        &self,
        mut translation: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<String, E> {
        let mut lines = Vec::with_capacity(self.0.len());
        for piece in &self.0 {
            lines.push(match piece {
                Piece::AsIs(line) => (*line).to_owned(),
                Piece::Words {
                    before,
                    words,
                    behind,
                } => format!("{before}{}{behind}", translation(words)?),
            });
        }
        Ok(lines.join("\n"))
    }
}

impl<'a> Piece<'a> {
    fn of(line: &'a str) -> Self {
        let words = line.trim();
        if !keep::has_words(words) {
            return Self::AsIs(line);
        }
        let (before, behind) = line.split_once(words).unwrap_or_default();
        Self::Words {
            before,
            words,
            behind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upper(text: &str) -> String {
        let lines = Lines::of(text);
        lines
            .render(|line| Ok::<_, ()>(line.to_uppercase()))
            .unwrap_or_default()
    }

    #[test]
    fn lines_keep_their_places_indents_and_ends() {
        assert_eq!(upper("one\n\n  two \n#17\n"), "ONE\n\n  TWO \n#17\n");
        assert_eq!(upper(""), "");
        assert_eq!(upper("\u{a0}a b\u{2003}"), "\u{a0}A B\u{2003}");
    }

    #[test]
    fn only_lines_with_words_leave() {
        let lines = Lines::of("one\n\n100234\n two\nhttps://a.example");
        assert_eq!(lines.words().collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn a_line_without_a_translation_is_none_for_the_text() {
        let lines = Lines::of("one\ntwo");
        let done = lines.render(|line| (line != "two").then(|| line.to_owned()).ok_or(line.len()));
        assert_eq!(done, Err(3));
    }
}
