//! Cleaning: what a person typed or pasted, without what would harm whoever reads it.

/// Cleans a text of several lines: line ends become `\n`, tabs stay, every other control character
/// and every bidirectional override goes, and so does white space at either end. Empty when nothing
/// visible is left.
pub fn clean_lines(raw: &str) -> String {
    clean(raw, |c| c)
}

/// Cleans a text of one line: as [`clean_lines`], with line ends and tabs turned to spaces.
pub fn clean_line(raw: &str) -> String {
    clean(raw, |c| if matches!(c, '\n' | '\t') { ' ' } else { c })
}

/// Whether `text` has more than `limit` characters.
pub fn is_longer_than(text: &str, limit: usize) -> bool {
    // A text has no more characters than bytes, so most need no counting.
    text.len() > limit && text.chars().count() > limit
}

fn clean(raw: &str, map: impl Fn(char) -> char) -> String {
    let raw = raw.trim();
    if raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut after_return = false;
    for c in raw.chars() {
        let is_second_half = after_return && c == '\n';
        after_return = c == '\r';
        match c {
            '\n' if is_second_half => {}
            '\r' | '\n' => out.push(map('\n')),
            '\t' => out.push(map('\t')),
            c if c.is_control() || is_bidi_control(c) => {}
            c => out.push(c),
        }
    }
    if out.chars().all(is_blank) {
        return String::new();
    }
    // Dropping characters can bring white space to the ends.
    if out.trim().len() == out.len() {
        out
    } else {
        out.trim().to_owned()
    }
}

/// Embeddings, overrides and isolates: they can make a text read as something else, and an
/// unclosed one spills over the agent's screen. The plain marks U+200E and U+200F do neither.
const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White space, and characters that have no width of their own.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_trimmed_and_otherwise_kept() {
        assert_eq!(clean_lines("  Hello there  "), "Hello there");
        assert_eq!(clean_lines("Grüße, 你好 👩‍👩‍👧 مرحبا"), "Grüße, 你好 👩‍👩‍👧 مرحبا");
    }

    #[test]
    fn every_kind_of_line_end_becomes_one_newline() {
        assert_eq!(
            clean_lines("a\r\nb\rc\nd\r\re\n\rf"),
            "a\nb\nc\nd\n\ne\n\nf"
        );
    }

    #[test]
    fn control_characters_go_and_tabs_and_newlines_stay() {
        assert_eq!(
            clean_lines("a\0b\u{7}c\u{1b}[31md\te\nf\u{85}g\u{7f}"),
            "abc[31md\te\nfg"
        );
    }

    #[test]
    fn direction_overrides_go_and_direction_marks_stay() {
        let text = "pay\u{202E}lortnoc\u{202C} \u{2066}x\u{2069} a\u{200F}b";
        assert_eq!(clean_lines(text), "paylortnoc x a\u{200F}b");
    }

    #[test]
    fn a_text_of_nothing_visible_is_empty() {
        for text in [
            "",
            " \n\t ",
            "\0\0",
            "\u{202E}",
            "\u{200B}\u{FEFF} ",
            "\0 \u{2060}",
        ] {
            assert_eq!(clean_lines(text), "", "{text:?}");
        }
    }

    #[test]
    fn white_space_laid_bare_by_cleaning_is_trimmed() {
        assert_eq!(clean_lines("\0 a \0"), "a");
    }

    #[test]
    fn a_line_has_no_line_ends() {
        assert_eq!(clean_line("Ann\r\nLee\tX"), "Ann Lee X");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(!is_longer_than(&"ü".repeat(80), 80));
        assert!(is_longer_than(&"ü".repeat(81), 80));
    }
}
