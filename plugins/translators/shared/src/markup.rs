//! Markup that tells a service what to leave alone, and what comes back of it.

use std::fmt::Write as _;

use crate::{
    entity::{escaped, unescaped},
    kept::are_one_word,
    lines::{Line, Piece},
};

/// Bytes of an element's attributes, as far as they are read.
const TAG_BYTES: usize = 200;

/// How a service is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Markup {
    /// The element around what must stay.
    pub tag: &'static str,
    /// Its attributes besides its number.
    pub attributes: &'static str,
    /// Whether the service itself takes the answer's character references out, and leaves the elements.
    pub answers_unescaped: bool,
}

impl Markup {
    /// A line in markup.
    pub fn written(&self, line: &Line) -> String {
        let mut out = String::new();
        let mut number = 0;
        for piece in &line.pieces {
            match piece {
                Piece::Words(text) => out.push_str(&escaped(text)),
                Piece::Kept(word) => {
                    let (tag, attributes, word) = (self.tag, self.attributes, escaped(word));
                    // Writing to a string does not fail.
                    let _ = write!(out, "<{tag}{attributes} id=\"k{number}\">{word}</{tag}>");
                    number += 1;
                }
            }
        }
        out
    }

    /// The translation in an answer; none unless everything that must stay is there once and unchanged.
    /// Its place in the sentence is the service's to choose.
    pub fn read(&self, line: &Line, answer: &str) -> Option<String> {
        let mut missing: Vec<Option<&str>> = line.kept().map(Some).collect();
        let mut out = String::with_capacity(answer.len());
        let (mut rest, mut is_behind_word) = (answer, false);
        while let Some((before, from)) = next_tag(rest) {
            self.push(&mut out, before, is_behind_word);
            is_behind_word = false;
            if let Some((number, behind)) = self.opening(from) {
                let word = missing.get_mut(number)?.take()?;
                let found = self.element(behind)?;
                if self.text(found.inside).trim() != word {
                    return None;
                }
                push_apart(&mut out, word);
                (rest, is_behind_word) = (found.behind, true);
            } else {
                out.push('<');
                rest = from.strip_prefix('<').unwrap_or_default();
            }
        }
        self.push(&mut out, rest, is_behind_word);
        missing.iter().all(Option::is_none).then_some(out)
    }

    fn push(&self, out: &mut String, markup: &str, is_behind_word: bool) {
        let text = self.text(markup);
        if is_behind_word {
            push_apart(out, &text);
        } else {
            out.push_str(&text);
        }
    }

    fn text(&self, markup: &str) -> String {
        if self.answers_unescaped {
            markup.to_owned()
        } else {
            unescaped(markup)
        }
    }

    /// The number of one of ours that begins here, and what stands behind its beginning.
    fn opening<'a>(&self, from: &'a str) -> Option<(usize, &'a str)> {
        let inner = from.strip_prefix('<')?.strip_prefix(self.tag)?;
        let end = inner
            .bytes()
            .take(TAG_BYTES)
            .position(|byte| byte == b'>')?;
        let (attributes, behind) = inner.split_at_checked(end)?;
        let (_, id) = attributes.strip_prefix(' ')?.split_once("id=\"k")?;
        let (number, _) = id.split_once('"')?;
        Some((number.parse().ok()?, behind.strip_prefix('>')?))
    }

    /// The rest of an element.
    fn element<'a>(&self, from: &'a str) -> Option<Element<'a>> {
        let (inside, behind) = from.split_once("</")?;
        let behind = behind.strip_prefix(self.tag)?.trim_start();
        Some(Element {
            inside,
            behind: behind.strip_prefix('>')?,
        })
    }
}

struct Element<'a> {
    inside: &'a str,
    behind: &'a str,
}

/// What stands before the next `<`, and the rest with it.
fn next_tag(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(text.find('<')?)
}

/// Services lose the space between an element and its neighbour now and then. The two were no word before.
fn push_apart(out: &mut String, text: &str) {
    if are_one_word(out.chars().next_back(), text.chars().next()) {
        out.push(' ');
    }
    out.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: Markup = Markup {
        tag: "x",
        attributes: "",
        answers_unescaped: false,
    };
    const RAW: Markup = Markup {
        tag: "span",
        attributes: " translate=\"no\"",
        answers_unescaped: true,
    };

    fn line() -> Line {
        let words = |text: &str| Piece::Words(text.to_owned());
        let kept = |text: &str| Piece::Kept(text.to_owned());
        Line {
            pieces: vec![
                words("Is "),
                kept("A&B"),
                words(" < "),
                kept("7"),
                words("?"),
            ],
        }
    }

    #[test]
    fn a_line_is_written_with_its_words_marked() {
        assert_eq!(
            XML.written(&line()),
            r#"Is <x id="k0">A&amp;B</x> &lt; <x id="k1">7</x>?"#
        );
        assert!(
            RAW.written(&line())
                .starts_with(r#"Is <span translate="no" id="k0">A&amp;B</span> "#)
        );
        assert_eq!(
            XML.read(&line(), &XML.written(&line())),
            Some(line().text())
        );
    }

    #[test]
    fn words_may_change_places() {
        let answer = r#"<x id="k1">7</x> &gt; <x id="k0"> A&amp;B </x>? &#39;J&#39;"#;
        assert_eq!(XML.read(&line(), answer).as_deref(), Some("7 > A&B? 'J'"));
    }

    #[test]
    fn an_answer_that_is_unescaped_already_is_taken_as_it_is() {
        let answer = r#"Es <span translate="no" id="k0">A&B</span> < &lt; <span translate="no" id="k1">7</span>?"#;
        assert_eq!(
            RAW.read(&line(), answer).as_deref(),
            Some("Es A&B < &lt; 7?")
        );
    }

    #[test]
    fn a_lost_space_is_put_back_and_no_other_is_added() {
        let answer = r#"Es<x id="k0">A&amp;B</x>menor<x id="k1">7</x>?"#;
        assert_eq!(
            XML.read(&line(), answer).as_deref(),
            Some("Es A&B menor 7?")
        );
        let answer = r#"是<x id="k0">A&amp;B</x>吗<x id="k1">7</x>?"#;
        assert_eq!(XML.read(&line(), answer).as_deref(), Some("是A&B吗7?"));
    }

    #[test]
    fn a_word_that_is_lost_doubled_or_changed_is_no_translation() {
        for answer in [
            "",
            "Es 7?",
            r#"Es <x id="k0">A&amp;B</x> < 7?"#,
            r#"Es <x id="k0">A&amp;B</x><x id="k1">7</x><x id="k1">7</x>"#,
            r#"Es <x id="k0">A y B</x> <x id="k1">7</x>"#,
            r#"Es <x id="k0">A&amp;B</x> <x id="k9">7</x>"#,
            r#"Es <x id="k0">A&amp;B</x> <x id="k1">7"#,
            r#"Es <x id="k0"/>A&amp;B <x id="k1">7</x>"#,
            r#"Es <x id="k0"><b>A&amp;B</b></x> <x id="k1">7</x>"#,
            r#"Es <x id="k0>A&amp;B</x> <x id="k1">7</x>"#,
            r#"Es <xid="k0">A&amp;B</x> <x id="k1">7</x>"#,
        ] {
            assert_eq!(XML.read(&line(), answer), None, "{answer}");
        }
    }

    #[test]
    fn a_long_answer_of_beginnings_takes_no_long_time() {
        for beginning in ["<", "<x ", "<x id=\"k0\">", "<x id=\"k", "</", "&", "&#1"] {
            assert_eq!(XML.read(&line(), &beginning.repeat(20_000)), None);
        }
    }

    #[test]
    fn other_markup_is_text() {
        let answer = r#"1 < 2 <b> <x id="k0">A&amp;B</x> </x> <x id="k1">7</x> <"#;
        assert_eq!(
            XML.read(&line(), answer).as_deref(),
            Some("1 < 2 <b> A&B </x> 7 <")
        );
    }
}
