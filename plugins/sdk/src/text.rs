//! What a person wrote: without what would harm whoever reads it, and in parts that fit.

mod split;

pub use split::{Unit, split};

/// Line ends become `\n`; other control characters than it and tab go, so do direction overrides, which
/// can make a text read as something else; the ends are trimmed. Empty when nothing visible is left.
pub fn clean(raw: &str) -> String {
    let unix = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || is_override(*c));
    let text: String = unix.chars().filter(kept).collect();
    if text.chars().all(is_blank) {
        return String::new();
    }
    text.trim().to_owned()
}

/// A name of one line; none if nothing visible is left.
pub fn clean_name(raw: &str) -> Option<String> {
    let line = clean(raw).replace(['\n', '\t'], " ");
    (!line.is_empty()).then_some(line)
}

/// Embeddings, overrides and isolates; the plain marks U+200E and U+200F are harmless.
const fn is_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White space, and characters that have no width of their own.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_lines_and_loses_what_is_no_text() {
        assert_eq!(clean(" a\r\nb\rc\t\0\u{1b}d "), "a\nb\nc\td");
        assert_eq!(
            clean("pay\u{202E}lortnoc\u{202C} a\u{200F}b"),
            "paylortnoc a\u{200F}b"
        );
        assert_eq!(clean("👩‍👩‍👧 مرحبا"), "👩‍👩‍👧 مرحبا");
    }

    #[test]
    fn a_text_of_nothing_visible_is_empty() {
        for raw in ["", " \r\n ", "\0", "\u{202E}", "\u{200B}\u{FEFF} "] {
            assert_eq!(clean(raw), "", "{raw:?}");
            assert_eq!(clean_name(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(clean_name("Ann\r\nLee").as_deref(), Some("Ann Lee"));
    }
}
