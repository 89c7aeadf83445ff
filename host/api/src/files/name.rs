//! A file's name: one that no header, address or file system stumbles over, and that says what it is.

use super::Kind;

/// Characters of a name.
const CHARS_MAX: usize = 80;

/// The name under which a file is kept, of what its sender called it. It ends as its kind does, so that no
/// program takes it for something else.
pub(crate) fn of(told: &str, kind: Kind) -> String {
    let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last
        .chars()
        .map(|c| if is_harmless(c) { c } else { '_' })
        .collect();
    let trimmed = shown.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let name = if trimmed.is_empty() { "file" } else { trimmed };
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending, kind) => (stem, ending.to_lowercase()),
        Some(_) | None => {
            let usual = kind.endings().first().copied().unwrap_or_default();
            (name, usual.to_owned())
        }
    };
    let stem: String = stem.chars().take(CHARS_MAX).collect();
    format!("{}.{ending}", stem.trim_end())
}

fn is_ending(ending: &str, kind: Kind) -> bool {
    kind.endings()
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Letters and digits of every script, and a few signs. Nothing that turns the direction of a text.
fn is_harmless(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')' | '+' | ',')
}

/// The name as a part of an address.
pub(crate) fn in_address(name: &str) -> String {
    use std::fmt::Write as _;
    let mut address = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                address.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            other => drop(write!(address, "%{other:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_its_kind_does() {
        for (told, kind, name) in [
            ("cat.png", Kind::Png, "cat.png"),
            ("Cat.PNG", Kind::Png, "Cat.png"),
            ("photo.jpeg", Kind::Jpeg, "photo.jpeg"),
            ("invoice.exe", Kind::Pdf, "invoice.exe.pdf"),
            ("Übersicht März", Kind::Xlsx, "Übersicht März.xlsx"),
            ("prices.csv", Kind::Text, "prices.csv"),
            ("page.html", Kind::Text, "page.html.txt"),
            ("", Kind::Gif, "file.gif"),
            (".png", Kind::Png, "png.png"),
        ] {
            assert_eq!(of(told, kind), name, "{told}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        for (told, name) in [
            ("../../etc/passwd", "passwd.png"),
            ("C:\\temp\\cat.png", "cat.png"),
            ("a\"; x=\r\n.png", "a__ x___.png"),
            ("gnp.\u{202e}txt", "gnp._txt.png"),
            ("....", "file.png"),
        ] {
            assert_eq!(of(told, Kind::Png), name, "{told:?}");
        }
        assert!(of(&"a".repeat(500), Kind::Png).len() <= CHARS_MAX + 4);
    }

    #[test]
    fn an_address_takes_any_name() {
        assert_eq!(in_address("cat (2) ü.png"), "cat%20%282%29%20%C3%BC.png");
    }
}
