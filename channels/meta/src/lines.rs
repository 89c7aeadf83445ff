//! Lines for what has no other place in a message: locations, and kinds that are not known here.

use frontdesk_plugin::text::clean;

/// Bytes of a link that is shown.
const LINK_BYTES: usize = 2_048;
/// Bytes of a name that the provider gives a kind of message.
const KIND_BYTES: usize = 40;

/// A remark that the contact did not write.
pub fn note(text: &str) -> String {
    format!("[{text}]")
}

/// A kind of message that cannot be shown.
pub fn unsupported(kind: &str) -> String {
    format!("[unsupported message: {}]", word(kind))
}

/// The provider's name of a kind; `unknown` if it is none.
pub fn word(kind: &str) -> &str {
    let is_word = (1..=KIND_BYTES).contains(&kind.len())
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_word { kind } else { "unknown" }
}

/// A place, as numbers and as a link to a map; none if there is no such place on earth.
pub fn location(latitude: f64, longitude: f64, about: &[Option<&str>]) -> Option<String> {
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return None;
    }
    let about = joined(about, ", ");
    let about = if about.is_empty() {
        about
    } else {
        format!(" · {about}")
    };
    Some(format!(
        "Location: {latitude}, {longitude}{about}\n\
         https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    ))
}

/// What is there of it, each on one line.
pub fn joined(parts: &[Option<&str>], between: &str) -> String {
    let cleaned = parts.iter().flatten().map(|part| one_line(part));
    let kept: Vec<String> = cleaned.filter(|part| !part.is_empty()).collect();
    kept.join(between)
}

/// A text without line ends.
pub fn one_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// Whether a link may be shown as one.
pub fn is_link(text: &str) -> bool {
    text.starts_with("https://")
        && text.len() <= LINK_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_a_map() {
        assert_eq!(
            location(52.52, 13.405, &[Some("Our\nShop"), None, Some("Main St 1")]).as_deref(),
            Some(
                "Location: 52.52, 13.405 · Our Shop, Main St 1\n\
                 https://www.openstreetmap.org/?mlat=52.52&mlon=13.405"
            )
        );
        assert_eq!(
            location(1.2, -1.3, &[]).as_deref(),
            Some("Location: 1.2, -1.3\nhttps://www.openstreetmap.org/?mlat=1.2&mlon=-1.3")
        );
        assert_eq!(location(91.0, 0.0, &[]), None);
        assert_eq!(location(0.0, f64::NAN, &[]), None);
    }

    #[test]
    fn a_kind_is_a_word_or_unknown() {
        assert_eq!(unsupported("ig_reel"), "[unsupported message: ig_reel]");
        for kind in ["", "a b", "x]\n", &"k".repeat(KIND_BYTES + 1)] {
            assert_eq!(
                unsupported(kind),
                "[unsupported message: unknown]",
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_link_is_https_and_plain() {
        assert!(is_link("https://a.example/x?y=%20"));
        for text in [
            "http://a.example",
            "javascript:x",
            "https://a.example/ x",
            "https://a.example/\u{202E}",
        ] {
            assert!(!is_link(text), "{text:?}");
        }
    }
}
