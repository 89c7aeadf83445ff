//! Texts in lines. Each line is translated alone: line breaks come through whatever a service makes of
//! them, and so does what stands around a line's words.

use frontdesk_plugin::{
    Error,
    text::clean,
    translator::{Job, Translation},
};

use crate::{
    kept::Kept,
    language::Tag,
    refusal::{empty, too_long, wrong_number},
};

/// A translation is at most this many times as long as its text, and a little more: the gateway takes no
/// longer one.
const GROWTH: usize = 8;
const GROWTH_BYTES: usize = 1 << 10;

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// To be translated.
    Words(String),
    /// To come through unchanged.
    Kept(String),
}

impl Piece {
    /// As it was written.
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Kept(text) => text,
        }
    }
}

/// A line with words to translate, without white space around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In order.
    pub pieces: Vec<Piece>,
}

impl Line {
    /// As it was written.
    pub fn text(&self) -> String {
        self.pieces.iter().map(Piece::text).collect()
    }

    /// What must come through unchanged, in order.
    pub fn kept(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Kept(word) => Some(word.as_str()),
            Piece::Words(_) => None,
        })
    }

    fn has_words(&self) -> bool {
        let is_words = |piece: &Piece| match piece {
            Piece::Words(text) => text.contains(char::is_alphabetic),
            Piece::Kept(_) => false,
        };
        self.pieces.iter().any(is_words)
    }
}

/// A part of a text.
#[derive(Clone, Debug)]
enum Part {
    /// Nothing to translate: a line break, an indent, a number, a face.
    Same(String),
    /// One of the lines.
    Line(usize),
}

/// A line's translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The translation.
    pub text: String,
    /// What the service took the line's language for, if it was not told.
    pub detected: Option<Tag>,
}

/// The texts of a job in lines.
#[derive(Clone, Debug)]
pub struct Lines {
    texts: Vec<Vec<Part>>,
    bytes: Vec<usize>,
    sent: Vec<Line>,
}

impl Lines {
    /// Takes a job's texts apart.
    pub fn of(job: &Job) -> Self {
        let kept = Kept::of(&job.keep);
        let mut all = Self {
            texts: Vec::with_capacity(job.texts.len()),
            bytes: job.texts.iter().map(String::len).collect(),
            sent: Vec::new(),
        };
        for text in &job.texts {
            let parts = all.parts(text, &kept);
            all.texts.push(parts);
        }
        all
    }

    fn parts(&mut self, text: &str, kept: &Kept<'_>) -> Vec<Part> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut parts = Vec::new();
        for whole in text.split_inclusive(is_line_end) {
            let whole: String = whole.chars().map(visible).collect();
            let from_words = whole.trim_start();
            let (indent, _) = around(&whole, from_words.len());
            let words = from_words.trim_end();
            let (_, end) = from_words.split_at_checked(words.len()).unwrap_or_default();
            let line = Line {
                pieces: kept.pieces(words),
            };
            if line.has_words() {
                parts.push(Part::Same(indent.to_owned()));
                parts.push(Part::Line(self.sent.len()));
                parts.push(Part::Same(end.to_owned()));
                self.sent.push(line);
            } else {
                parts.push(Part::Same(whole));
            }
        }
        parts
    }

    /// The lines that have something to translate, in order.
    pub fn all(&self) -> &[Line] {
        &self.sent
    }

    /// Whether anything in them must come through unchanged.
    pub fn has_kept(&self) -> bool {
        self.sent.iter().any(|line| line.kept().next().is_some())
    }

    /// The translations of the texts, from those of the lines. An error if a line has none.
    pub fn joined(&self, told: &[Told], service: &str) -> Result<Vec<Translation>, Error> {
        if told.len() != self.sent.len() {
            return Err(wrong_number(service));
        }
        let line = |told: &Told| Told {
            text: clean(&told.text).replace('\n', " "),
            detected: told.detected.clone(),
        };
        let told: Vec<Told> = told.iter().map(line).collect();
        if told.iter().any(|told| told.text.is_empty()) {
            return Err(empty(service));
        }
        let texts = self.texts.iter().zip(&self.bytes);
        let join = |(parts, bytes): (&Vec<Part>, &usize)| {
            let translation = joined(parts, &told);
            let bytes_max = bytes.saturating_mul(GROWTH).saturating_add(GROWTH_BYTES);
            if translation.text.len() > bytes_max {
                return Err(too_long(service));
            }
            Ok(translation)
        };
        texts.map(join).collect()
    }
}

/// One text; its language is that of its longest line.
fn joined(parts: &[Part], told: &[Told]) -> Translation {
    let (mut text, mut longest, mut detected) = (String::new(), 0, None);
    for part in parts {
        match part {
            Part::Same(same) => text.push_str(same),
            Part::Line(at) => {
                let Some(line) = told.get(*at) else { continue };
                text.push_str(&line.text);
                if line.text.len() > longest {
                    longest = line.text.len();
                    detected = line.detected.as_ref();
                }
            }
        }
    }
    Translation {
        text,
        detected: detected.map(ToString::to_string),
    }
}

/// A text's beginning, up to its last so many bytes, and those.
fn around(text: &str, last: usize) -> (&str, &str) {
    text.split_at_checked(text.len().saturating_sub(last))
        .unwrap_or_default()
}

const fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{2028}' | '\u{2029}')
}

/// Control characters are no text, and XML has no place for them or for what is no character at all.
fn visible(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\u{FFFE}' | '\u{FFFF}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(texts: &[&str], keep: &[&str]) -> Job {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Job {
            texts: owned(texts),
            source: None,
            target: "es".to_owned(),
            keep: owned(keep),
            formal: None,
        }
    }

    fn lines(texts: &[&str], keep: &[&str]) -> Lines {
        Lines::of(&job(texts, keep))
    }

    /// Every line in brackets.
    fn told(lines: &Lines) -> Vec<Told> {
        let tell = |line: &Line| Told {
            text: format!("[{}]", line.text()),
            detected: Tag::parse("en"),
        };
        lines.all().iter().map(tell).collect()
    }

    fn translated(texts: &[&str], keep: &[&str]) -> Vec<String> {
        let lines = lines(texts, keep);
        let joined = lines.joined(&told(&lines), "X").unwrap();
        joined.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn what_stands_around_words_stays_where_it_is() {
        assert_eq!(
            translated(&["  Hello \n\n\t- you\r\n\r12,5\n👍\nbye"], &[]),
            ["  [Hello] \n\n\t[- you]\n\n12,5\n👍\n[bye]"]
        );
        assert_eq!(
            translated(&["", " \n ", "a\u{2028}b"], &[]),
            ["", " \n ", "[a]\u{2028}[b]"]
        );
    }

    #[test]
    fn a_line_of_nothing_but_kept_words_is_not_sent() {
        let sent = lines(&["A-17\nsee A-17\nhttps://a.example"], &["A-17"]);
        assert_eq!(sent.all().len(), 1);
        assert!(sent.has_kept());
        assert!(!lines(&["see"], &["A-17"]).has_kept());
    }

    #[test]
    fn control_characters_become_spaces() {
        let sent = lines(&["a\u{0}b\u{1b}\u{FFFF}c\td"], &[]);
        assert_eq!(sent.all()[0].text(), "a b  c\td");
    }

    #[test]
    fn a_texts_language_is_its_longest_lines() {
        let lines = lines(&["ok\nbonjour\nhi"], &[]);
        let mut told = told(&lines);
        told[1].detected = Tag::parse("fr");
        let joined = lines.joined(&told, "X").unwrap();
        assert_eq!(joined[0].detected.as_deref(), Some("fr"));
    }

    #[test]
    fn no_answer_for_a_line_is_an_error() {
        let lines = lines(&["a\nb"], &[]);
        let mut told = told(&lines);
        assert!(lines.joined(&told[..1], "X").is_err());
        told[1].text = " \n\u{200B}".to_owned();
        assert!(lines.joined(&told, "X").is_err());
        told[1].text = "x\r\ny\u{202E} ".to_owned();
        assert_eq!(lines.joined(&told, "X").unwrap()[0].text, "[a]\nx y");
        told[1].text = "x".repeat(2_000);
        assert!(lines.joined(&told, "X").is_err());
    }
}
