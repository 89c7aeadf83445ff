//! Apertium's own marks in a text: `*` before a word that it does not know, `#` before one that it cannot
//! inflect, `@` before one that it cannot translate. `markUnknown=no` takes out every `*` in front of a
//! word, those of the text too.

/// What stands in for a `*` of the text on the way: a character that no text has, and no dictionary.
const STAR: char = '\u{E02A}';
/// What it leaves in.
const LEFT: [char; 2] = ['#', '@'];

/// A text that goes through.
pub fn hidden(text: &str) -> String {
    text.replace('*', &STAR.to_string())
}

/// The answer without marks that the text does not have, and without the second space where a word was left
/// out. `sent` is what went out.
pub fn cleaned(sent: &str, answer: &str) -> String {
    let marks = LEFT.map(|mark| (mark, !sent.contains(mark)));
    let is_spaced = sent.contains("  ");
    let is_mark = |c: char, next: Option<char>| {
        marks.contains(&(c, true)) && next.is_some_and(char::is_alphabetic)
    };
    let mut out = String::with_capacity(answer.len());
    let mut chars = answer.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            STAR => out.push('*'),
            c if is_mark(c, chars.peek().copied()) => {}
            ' ' if out.ends_with(' ') && !is_spaced => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_text_stay_and_others_go() {
        assert_eq!(cleaned("a", "#ser @orden a # b"), "ser orden a # b");
        assert_eq!(cleaned("#1 order", "#ser @orden #1"), "#ser orden #1");
        assert_eq!(cleaned("he flies", "ahora;  vuela"), "ahora; vuela");
        assert_eq!(cleaned("a  b", "a  b"), "a  b");
        let sent = hidden("a *bold* word");
        assert!(!sent.contains('*'));
        assert_eq!(cleaned(&sent, &sent), "a *bold* word");
    }
}
