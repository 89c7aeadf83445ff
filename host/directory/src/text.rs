//! Text in the spelling that it is kept in.

/// Text on one line: control characters and more than one space are one space.
pub(crate) fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let plain: String = text.chars().map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text on lines, without what a terminal or a page would take for more than text.
pub(crate) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let is_text = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(is_text).collect();
    text.trim().to_owned()
}

/// What is wrong with a text of more than so many characters.
pub(crate) fn too_long(text: &str, most: usize, what: &str) -> Option<String> {
    let chars = text.chars().count();
    (chars > most).then(|| format!("{what} has at most {most} characters, and this has {chars}"))
}

/// What is wrong with a text that has to say something, in so many characters.
pub(crate) fn not_a_line(text: &str, most: usize, what: &str) -> Option<String> {
    if text.is_empty() {
        return Some(format!("{what} is needed"));
    }
    too_long(text, most, what)
}
