//! Texts on their way through one translator after the other.

use std::{collections::HashMap, sync::Arc};

use super::{keep, lines::Lines};

/// A text and what became of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The translation.
    pub text: String,
    /// The translator's name; empty: there was nothing in it to translate.
    pub engine: String,
}

/// What people write stays out of logs.
impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rendered({} bytes by {})", self.text.len(), self.engine)
    }
}

/// The texts of one request.
pub(super) struct Work<'a> {
    texts: Vec<Text<'a>>,
}

struct Text<'a> {
    lines: Lines<'a>,
    done: Option<Rendered>,
}

/// What one translator answered, line by line; `None`: what it answered is no translation.
pub(super) type Answers = HashMap<String, Option<Arc<str>>>;

impl<'a> Work<'a> {
    pub(super) fn new(texts: &[&'a str]) -> Self {
        let texts = texts.iter().map(|text| {
            let lines = Lines::of(text);
            let is_empty = lines.words().next().is_none();
            let done = is_empty.then(|| Rendered {
                text: (*text).to_owned(),
                engine: String::new(),
            });
            Text { lines, done }
        });
        Self {
            texts: texts.collect(),
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.texts.iter().all(|text| text.done.is_some())
    }

    /// Lines that have no translation, each once, in order.
    pub(super) fn open_lines(&self) -> Vec<&'a str> {
        let mut lines = Vec::new();
        for text in self.texts.iter().filter(|text| text.done.is_none()) {
            for line in text.lines.words() {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        lines
    }

    /// Takes the texts of which every line is answered. A text is one translator's as a whole.
    pub(super) fn take(&mut self, engine: &str, answers: &Answers) {
        for text in self.texts.iter_mut().filter(|text| text.done.is_none()) {
            let rendered = text.lines.render(|line| {
                let answer = answers.get(line).and_then(Option::as_ref);
                answer.map(ToString::to_string).ok_or(())
            });
            if let Ok(translation) = rendered {
                text.done = Some(Rendered {
                    text: translation,
                    engine: engine.to_owned(),
                });
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Option<Rendered>> {
        self.texts.into_iter().map(|text| text.done).collect()
    }
}

/// What a translator answered for a line, if it is a translation: something, with everything in it
/// that was to be kept.
pub(super) fn checked(line: &str, answer: &str) -> Option<Arc<str>> {
    let answer = answer.trim().replace(['\n', '\r'], " ");
    (!answer.is_empty() && keep::survives(line, &answer)).then(|| answer.into())
}

/// Lines cut into jobs that a translator takes. A line longer than a whole job is in none.
pub(super) fn jobs<'a>(lines: &[&'a str], texts_max: usize, chars_max: usize) -> Vec<Vec<&'a str>> {
    let mut jobs: Vec<Vec<&str>> = Vec::new();
    let mut chars = 0;
    for line in lines {
        let length = line.chars().count();
        if length > chars_max {
            continue;
        }
        match jobs.last_mut() {
            Some(job) if job.len() < texts_max && chars + length <= chars_max => {
                job.push(line);
                chars += length;
            }
            Some(_) | None => {
                jobs.push(vec![line]);
                chars = length;
            }
        }
    }
    jobs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_as_large_as_a_translator_takes() {
        let lines = ["aaa", "bbb", "cc", "d", "eeeee", "f"];
        assert_eq!(
            jobs(&lines, 2, 4),
            [vec!["aaa"], vec!["bbb"], vec!["cc", "d"], vec!["f"]]
        );
        assert_eq!(jobs(&lines, 100, 100).len(), 1);
        assert!(jobs(&[], 1, 1).is_empty());
    }

    #[test]
    fn nothing_and_a_lost_number_are_no_translations() {
        assert_eq!(checked("hello", " hola "), Some("hola".into()));
        assert_eq!(checked("hello", " \n"), None);
        assert_eq!(checked("order #17", "pedido"), None);
        assert_eq!(
            checked("order #17", "pedido\n#17"),
            Some("pedido #17".into())
        );
    }

    #[test]
    fn a_text_is_one_translators_or_nobodys() {
        let mut work = Work::new(&["a\nb", "b"]);
        let answers = |lines: &[(&str, &str)]| -> Answers {
            let one = |(line, answer): &(&str, &str)| ((*line).to_owned(), Some((*answer).into()));
            lines.iter().map(one).collect()
        };
        work.take("first", &answers(&[("b", "B1")]));
        assert_eq!(work.open_lines(), ["a", "b"]);
        work.take("second", &answers(&[("a", "A2"), ("b", "B2")]));
        let done: Vec<_> = work.finish().into_iter().flatten().collect();
        assert_eq!(
            (done[0].text.as_str(), done[0].engine.as_str()),
            ("A2\nB2", "second")
        );
        assert_eq!(
            (done[1].text.as_str(), done[1].engine.as_str()),
            ("B1", "first")
        );
    }
}
