//! A text in parts that each fit into one message.

use unicode_segmentation::UnicodeSegmentation as _;

/// How far from a part's end a space is looked for: a part is at most that much shorter than it could be.
const LOOK_BACK: usize = 200;

/// What a provider counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Code points.
    Char,
    /// UTF-16 units, never fewer than code points: safe where it is not known what is counted.
    Utf16,
    /// Bytes of UTF-8.
    Byte,
}

impl Unit {
    fn of(self, c: char) -> usize {
        match self {
            Self::Char => 1,
            Self::Utf16 => c.len_utf16(),
            Self::Byte => c.len_utf8(),
        }
    }

    fn count(self, text: &str) -> usize {
        text.chars().map(|c| self.of(c)).sum()
    }
}

/// Parts of at most `max` units, in order, each with something visible in it. A cut is made at a space
/// if there is one near the end, else between two characters as the eye sees them. The white space at
/// a cut is dropped.
pub fn split(text: &str, unit: Unit, max: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let at = cut(rest, unit, max.max(4));
        let (part, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        parts.push(part.trim_end());
        rest = after.trim_start();
    }
    parts
}

/// Where the first part of a text ends: behind as much as fits.
fn cut(text: &str, unit: Unit, units_max: usize) -> usize {
    let (mut units, mut space) = (0, None);
    for (at, cluster) in text.grapheme_indices(true) {
        units += unit.count(cluster);
        let is_space = cluster.chars().all(char::is_whitespace);
        if is_space && units + LOOK_BACK > units_max && at > 0 {
            space = Some(at);
        }
        if units > units_max {
            return match space {
                Some(space) => space,
                None if at > 0 => at,
                // One cluster longer than a part: there is nothing but to cut it.
                None => inside(cluster, unit, units_max),
            };
        }
    }
    text.len()
}

fn inside(cluster: &str, unit: Unit, units_max: usize) -> usize {
    let mut units = 0;
    for (at, c) in cluster.char_indices() {
        units += unit.of(c);
        if units > units_max {
            return at;
        }
    }
    cluster.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_one_part() {
        assert_eq!(split(" Hello \n", Unit::Utf16, 1_600), ["Hello"]);
        assert_eq!(
            split(&"é".repeat(1_600), Unit::Utf16, 1_600),
            ["é".repeat(1_600)]
        );
        assert!(split(" \n", Unit::Utf16, 1_600).is_empty());
    }

    #[test]
    fn a_part_is_counted_as_the_provider_counts() {
        let text = "😀".repeat(10);
        for (unit, parts) in [(Unit::Char, 2), (Unit::Utf16, 4), (Unit::Byte, 10)] {
            assert_eq!(split(&text, unit, 6).len(), parts, "{unit:?}");
        }
    }

    #[test]
    fn words_stay_whole() {
        let text = "some words of five and four ".repeat(200);
        let parts = split(&text, Unit::Utf16, 1_600);
        assert_eq!(parts.len(), 4);
        assert_eq!(parts.join(" "), text.trim());
        let full = parts.iter().take(3);
        assert!(
            full.map(|part| part.len())
                .all(|bytes| (1_590..=1_600).contains(&bytes))
        );
    }

    #[test]
    fn a_text_without_spaces_near_the_end_is_cut_between_characters() {
        let family = "👨‍👩‍👧‍👦";
        let text = family.repeat(20);
        let parts = split(&text, Unit::Utf16, 100);
        assert!(parts.iter().all(|part| part.encode_utf16().count() <= 100));
        let whole = |part: &&str| part.replace(family, "").is_empty();
        assert!(parts.iter().all(whole), "{parts:?}");
        assert_eq!(parts.concat(), text);
        let early = format!("a {}", "b".repeat(2_000));
        assert_eq!(
            split(&early, Unit::Utf16, 1_600)
                .first()
                .map(|part| part.len()),
            Some(1_600)
        );
    }

    #[test]
    fn a_cluster_longer_than_a_part_is_cut_and_the_rest_goes_on() {
        let text = format!("a{}", "\u{301}".repeat(250));
        let parts = split(&text, Unit::Utf16, 100);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.concat(), text);
        assert_eq!(split("😀😀", Unit::Utf16, 0), ["😀😀"]);
        assert_eq!(split("😀😀", Unit::Byte, 0), ["😀", "😀"]);
    }
}
