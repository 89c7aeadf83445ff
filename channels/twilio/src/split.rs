//! A text in parts that each fit into one message.

use unicode_segmentation::UnicodeSegmentation as _;

/// How far from a part's end a space is looked for: a part is at most that much shorter than it could be.
const LOOK_BACK: usize = 200;

/// Parts of at most `units_max` UTF-16 units, in order, each with something visible in it. A cut is made
/// at a space if there is one near the end, else between two characters as the eye sees them. The white
/// space at a cut is dropped.
pub fn split(text: &str, units_max: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let at = cut(rest, units_max.max(2));
        let (part, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        parts.push(part.trim_end());
        rest = after.trim_start();
    }
    parts
}

/// Where the first part of a text ends: behind as much as fits.
fn cut(text: &str, units_max: usize) -> usize {
    let (mut units, mut space) = (0, None);
    for (at, cluster) in text.grapheme_indices(true) {
        units += cluster.encode_utf16().count();
        let is_space = cluster.chars().all(char::is_whitespace);
        if is_space && units + LOOK_BACK > units_max && at > 0 {
            space = Some(at);
        }
        if units > units_max {
            return match space {
                Some(space) => space,
                None if at > 0 => at,
                // One cluster longer than a part: there is nothing but to cut it.
                None => inside(cluster, units_max),
            };
        }
    }
    text.len()
}

fn inside(cluster: &str, units_max: usize) -> usize {
    let mut units = 0;
    for (at, c) in cluster.char_indices() {
        units += c.len_utf16();
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
        assert_eq!(split(" Hello \n", 1_600), ["Hello"]);
        assert_eq!(split(&"é".repeat(1_600), 1_600), ["é".repeat(1_600)]);
        assert!(split(" \n", 1_600).is_empty());
    }

    #[test]
    fn words_stay_whole() {
        let text = "some words of five and four ".repeat(200);
        let parts = split(&text, 1_600);
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
        let parts = split(&text, 100);
        assert!(parts.iter().all(|part| part.encode_utf16().count() <= 100));
        let whole = |part: &&str| part.replace(family, "").is_empty();
        assert!(parts.iter().all(whole), "{parts:?}");
        assert_eq!(parts.concat(), text);
        let early = format!("a {}", "b".repeat(2_000));
        assert_eq!(
            split(&early, 1_600).first().map(|part| part.len()),
            Some(1_600)
        );
    }

    #[test]
    fn a_cluster_longer_than_a_part_is_cut_and_the_rest_goes_on() {
        let text = format!("a{}", "\u{301}".repeat(250));
        let parts = split(&text, 100);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.concat(), text);
        assert_eq!(split("😀😀", 0), ["😀", "😀"]);
    }
}
