//! Placeholders in a script's texts: `{name}`, `{_order}`, `{wait_minutes}`.
//!
//! A placeholder is a name in braces: letters, digits, `_` and `-`. Any other brace is only a brace. What
//! is not known is the empty text.

use alloc::{boxed::Box, string::String};

use crate::limits;

/// The expected wait, in whole minutes and at least one.
pub(super) const WAIT_MINUTES: &str = "wait_minutes";
/// The place in the line, from 1.
pub(super) const POSITION: &str = "position";

/// A text in pieces.
enum Piece<'t> {
    Plain(&'t str),
    Placeholder(&'t str),
}

/// The text with each placeholder replaced by its value.
pub(super) fn fill(text: &str, value: impl Fn(&str) -> Option<Box<str>>) -> Box<str> {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => filled.push_str(plain),
            Piece::Placeholder(name) => filled.push_str(&value(name).unwrap_or_default()),
        }
    }
    filled.into_boxed_str()
}

/// Whether a text has a placeholder of this name.
pub(super) fn names(text: &str, wanted: &str) -> bool {
    pieces(text).any(|piece| matches!(piece, Piece::Placeholder(name) if name == wanted))
}

/// How many placeholders a text has.
pub(super) fn count(text: &str) -> usize {
    pieces(text)
        .filter(|piece| matches!(piece, Piece::Placeholder(_)))
        .count()
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = placeholder(rest) {
            rest = after;
            return Some(Piece::Placeholder(name));
        }
        // Up to the next brace, behind the one that may stand here and is no placeholder's.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let (head, tail) = rest.split_at(first);
        let end = tail.find('{').map_or(rest.len(), |at| at + head.len());
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// The placeholder that a text begins with, and what follows.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let is_name =
        (1..=limits::CONTACT_KEY_BYTES).contains(&name.len()) && name.bytes().all(is_plain);
    is_name.then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Box<str> {
        fill(text, |name| (name == "name").then(|| "Ana {name}".into()))
    }

    #[test]
    fn a_placeholder_becomes_its_value_and_a_value_is_only_text() {
        assert_eq!(&*filled("Hi {name}, {name}!"), "Hi Ana {name}, Ana {name}!");
        assert_eq!(&*filled("Hi {_nobody}!"), "Hi !");
        assert_eq!(&*filled(""), "");
    }

    #[test]
    fn a_brace_that_is_no_placeholders_stays() {
        for text in ["{", "}", "{}", "{a b}", "{ü}", "{{", "ü{", "{name"] {
            assert_eq!(&*filled(text), text);
        }
        assert_eq!(&*filled("{{name}}"), "{Ana {name}}");
        assert_eq!(&*filled("{ {name}"), "{ Ana {name}");
    }

    #[test]
    fn placeholders_are_found_by_name_and_counted() {
        assert!(names("in {wait_minutes} minutes", WAIT_MINUTES));
        assert!(!names("in wait_minutes", WAIT_MINUTES));
        assert_eq!(count("{a} {b} {} {a}"), 3);
    }
}
