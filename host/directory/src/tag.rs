//! Tags: what customers and cases are sorted by.

use crate::text::{one_line, too_long};

/// Tags of one record.
pub(crate) const TAGS: usize = 20;
/// Characters of a tag.
const CHARS: usize = 32;

/// Tags in the spelling they are kept in, each once and in order, or what is wrong with them.
pub(crate) fn spelled(tags: &[Box<str>]) -> Result<Vec<Box<str>>, String> {
    let mut kept: Vec<Box<str>> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = one_line(tag).to_lowercase();
        if tag.contains([',', ';']) {
            return Err(format!(
                "the tag \"{tag}\" has a comma or a semicolon in it, which come between tags"
            ));
        }
        if let Some(why) = too_long(&tag, CHARS, "a tag") {
            return Err(why);
        }
        if !tag.is_empty() && !kept.iter().any(|known| **known == tag) {
            kept.push(tag.into());
        }
    }
    if kept.len() > TAGS {
        return Err(format!(
            "there are at most {TAGS} tags, and these are {}",
            kept.len()
        ));
    }
    kept.sort();
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &[&str]) -> Result<Vec<Box<str>>, String> {
        let tags: Vec<Box<str>> = tags.iter().map(|&tag| tag.into()).collect();
        spelled(&tags)
    }

    #[test]
    fn a_tag_is_kept_once_in_small_letters() {
        let kept = of(&["VIP", " vip ", "", "Long\tterm"]).unwrap();
        assert_eq!(kept, ["long term".into(), "vip".into()] as [Box<str>; 2]);
    }

    #[test]
    fn what_would_not_come_back_from_a_file_as_it_was_is_refused() {
        assert!(of(&["a;b"]).unwrap_err().contains("a;b"));
        assert!(of(&["a,b"]).is_err());
    }

    #[test]
    fn there_are_so_many_and_so_long_and_no_more() {
        let many: Vec<String> = (0..=TAGS).map(|n| format!("t{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(of(&many[..TAGS]).is_ok());
        assert!(of(&many).is_err());
        assert!(of(&[&"x".repeat(33)]).is_err());
    }
}
