//! Words that stand in for others, for a service that knows no markup: made up, so that it finds them in
//! no dictionary and hands them through.

use crate::lines::{Line, Lines, Piece};

/// Letters of a number; one line may have 26 x 26 of them.
const LETTERS: usize = 26;

/// Stand-ins that no text of a job has in it.
#[derive(Clone, Debug)]
pub struct StandIns {
    /// What each begins with, in lower case.
    stem: String,
}

impl StandIns {
    /// For the lines of a job.
    pub fn for_lines(lines: &Lines) -> Self {
        let lower = |line: &Line| line.text().to_ascii_lowercase();
        let texts: Vec<String> = lines.all().iter().map(lower).collect();
        let (mut stem, mut more) = ("xqz".to_owned(), 1);
        while texts.iter().any(|text| text.contains(&stem)) {
            stem.push_str(&"q".repeat(more));
            more *= 2;
        }
        Self { stem }
    }

    /// A line with its kept words replaced; none if it has more of them than there are stand-ins.
    pub fn written(&self, line: &Line) -> Option<String> {
        let mut out = String::new();
        let mut number = 0;
        for piece in &line.pieces {
            match piece {
                Piece::Words(text) => out.push_str(text),
                Piece::Kept(_) => {
                    out.push_str(&self.stand_in(number)?);
                    number += 1;
                }
            }
        }
        Some(out)
    }

    /// The translation in an answer; none unless every stand-in is there once.
    pub fn read(&self, line: &Line, answer: &str) -> Option<String> {
        let mut missing: Vec<Option<&str>> = line.kept().map(Some).collect();
        // As many bytes as before: a service may write a word's first letter large.
        let lower = answer.to_ascii_lowercase();
        let (mut out, mut from) = (String::with_capacity(answer.len()), 0);
        while let Some(length) = lower.get(from..)?.find(&self.stem) {
            let at = from + length;
            out.push_str(answer.get(from..at)?);
            let letters = at + self.stem.len();
            let number = number(lower.get(letters..letters + 2)?)?;
            out.push_str(missing.get_mut(number)?.take()?);
            from = letters + 2;
        }
        out.push_str(answer.get(from..)?);
        missing.iter().all(Option::is_none).then_some(out)
    }

    /// Capital first, as names are.
    fn stand_in(&self, number: usize) -> Option<String> {
        let letter = |index: usize| {
            let offset = u8::try_from(index).ok()?;
            (index < LETTERS).then(|| char::from(b'a' + offset))
        };
        let (high, low) = (letter(number / LETTERS)?, letter(number % LETTERS)?);
        let mut word = format!("{}{high}{low}", self.stem);
        word.get_mut(..1)?.make_ascii_uppercase();
        Some(word)
    }
}

fn number(letters: &str) -> Option<usize> {
    letters.bytes().try_fold(0, |number, byte| {
        let index = byte.is_ascii_lowercase().then(|| byte - b'a')?;
        Some(number * LETTERS + usize::from(index))
    })
}

#[cfg(test)]
mod tests {
    use frontdesk_plugin::translator::Job;

    use super::*;

    fn lines(text: &str, keep: &[&str]) -> Lines {
        Lines::of(&Job {
            texts: vec![text.to_owned()],
            source: None,
            target: "es".to_owned(),
            keep: keep.iter().map(|word| (*word).to_owned()).collect(),
            formal: None,
        })
    }

    #[test]
    fn words_go_out_as_stand_ins_and_come_back() {
        let lines = lines("Where is A-17, Ann?", &["A-17", "Ann"]);
        let stand_ins = StandIns::for_lines(&lines);
        let line = &lines.all()[0];
        assert_eq!(
            stand_ins.written(line).as_deref(),
            Some("Where is Xqzaa, Xqzab?")
        );
        assert_eq!(
            stand_ins.read(line, "xqzAb, dónde está Xqzaa?").as_deref(),
            Some("Ann, dónde está A-17?")
        );
    }

    #[test]
    fn a_stand_in_is_nothing_that_somebody_writes() {
        let lines = lines("XQZaa is A-17, xqzq too", &["A-17"]);
        let stand_ins = StandIns::for_lines(&lines);
        let line = &lines.all()[0];
        assert_eq!(
            stand_ins.written(line).as_deref(),
            Some("XQZaa is Xqzqqqaa, xqzq too")
        );
        assert_eq!(
            stand_ins.read(line, "XQZaa es Xqzqqqaa, xqzq").as_deref(),
            Some("XQZaa es A-17, xqzq")
        );
    }

    #[test]
    fn a_stand_in_that_is_lost_doubled_or_changed_is_no_translation() {
        let lines = lines("Where is A-17?", &["A-17"]);
        let stand_ins = StandIns::for_lines(&lines);
        let line = &lines.all()[0];
        for answer in [
            "",
            "Dónde?",
            "Xqzaa Xqzaa",
            "Xqzab",
            "Xqz aa",
            "Xqza",
            "Xqz",
            "Xqzaé",
            "Xqza😀",
        ] {
            assert_eq!(stand_ins.read(line, answer), None, "{answer}");
        }
    }

    #[test]
    fn there_are_enough_for_any_line() {
        let lines = lines(&format!("a{}", " 1".repeat(676)), &["1"]);
        let stand_ins = StandIns::for_lines(&lines);
        let line = &lines.all()[0];
        let written = stand_ins.written(line).unwrap();
        assert!(written.ends_with("Xqzzz"));
        assert_eq!(stand_ins.read(line, &written), Some(line.text()));
        let more = self::lines(&format!("a{}", " 1".repeat(677)), &["1"]);
        assert_eq!(stand_ins.written(&more.all()[0]), None);
    }
}
