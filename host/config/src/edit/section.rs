//! One section's part of the operator's file: read, put back, or put at the end.

use toml_edit::DocumentMut;

use super::{EditError, parse, removal, table};

/// A section's part of the file: from the comments right above its first header to those of the next one.
/// `None`: there is no such section.
pub fn section_text(text: &str, section: &str, name: &str) -> Result<Option<String>, EditError> {
    let document = parse(text)?;
    if table(&document, section, name).is_none() {
        return Ok(None);
    }
    let parts = removal::parts(text, section, name);
    let own: DocumentMut = parse(&parts.own)?;
    let is_whole = !parts.is_scattered && is_only(&own, section, name).is_ok();
    if !is_whole || removal::without(text, document, section, name).is_none() {
        return Err(EditError::Tangled(format!("{section}.{name}")));
    }
    Ok(Some(parts.own))
}

/// The file with another text in the place of a section's; at the end when it is not there yet, and without
/// it when there is no new text.
pub fn with_section(
    text: &str,
    section: &str,
    name: &str,
    new: Option<&str>,
) -> Result<String, EditError> {
    let is_there = section_text(text, section, name)?.is_some();
    let Some(new) = new else {
        return super::remove_section(text, section, name);
    };
    is_only(&parse(new)?, section, name)?;
    let parts = if is_there {
        removal::parts(text, section, name)
    } else {
        removal::Parts {
            before: text.to_owned(),
            ..removal::Parts::default()
        }
    };
    let pieces = [&parts.before, new, &parts.after];
    let pieces = pieces.map(|piece| piece.trim_matches('\n'));
    let mut whole = pieces
        .iter()
        .filter(|piece| !piece.trim().is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("\n\n");
    whole.push('\n');
    parse(&whole)?;
    Ok(whole)
}

/// The byte of a text at which it stops being TOML; `None`: it is.
pub fn unreadable_at(text: &str) -> Option<usize> {
    let error = text.parse::<DocumentMut>().err()?;
    Some(error.span().map_or(0, |span| span.start))
}

/// A section's text holds this section and no other.
pub(super) fn is_only(document: &DocumentMut, section: &str, name: &str) -> Result<(), EditError> {
    let other = || EditError::Other(format!("{section}.{name}"));
    let mut sections = document.iter();
    let Some((kind, item)) = sections.next() else {
        return Err(other());
    };
    let tables = item.as_table_like().ok_or_else(other)?;
    let mut names = tables.iter();
    let first = names.next();
    let is_it =
        kind == section && first.is_some_and(|(known, item)| known == name && item.is_table_like());
    if is_it && sections.next().is_none() && names.next().is_none() {
        Ok(())
    } else {
        Err(other())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# The gateway.\n[gateway]\nlisten = \"127.0.0.1:1\"\n\n# Says hello.\n[[script.hi.objects]]\n\
                        tag = \"a\" # first\ndoes = \"end\"\n\n# Sales.\n[queue.sales]\ntitle = \"Sales\"\n";
    const OWN: &str =
        "# Says hello.\n[[script.hi.objects]]\ntag = \"a\" # first\ndoes = \"end\"\n\n";

    #[test]
    fn a_section_is_read_with_its_comments_and_without_its_neighbours() {
        assert_eq!(
            section_text(FILE, "script", "hi").unwrap().as_deref(),
            Some(OWN)
        );
        assert_eq!(section_text(FILE, "script", "ho").unwrap(), None);
    }

    #[test]
    fn what_is_put_back_unchanged_changes_nothing() {
        assert_eq!(with_section(FILE, "script", "hi", Some(OWN)).unwrap(), FILE);
    }

    #[test]
    fn another_text_stands_in_the_same_place_and_a_new_section_at_the_end() {
        let new = "[[script.hi.objects]]\ntag = \"b\"\n";
        let changed = with_section(FILE, "script", "hi", Some(new)).unwrap();
        assert!(
            changed.contains("127.0.0.1:1\"\n\n[[script.hi.objects]]\ntag = \"b\"\n\n# Sales.")
        );
        let added = with_section(
            FILE,
            "script",
            "ho",
            Some("[[script.ho.objects]]\ntag = \"c\""),
        );
        assert!(
            added
                .unwrap()
                .ends_with("\n\n[[script.ho.objects]]\ntag = \"c\"\n")
        );
        let gone = with_section(FILE, "script", "hi", None).unwrap();
        assert!(!gone.contains("script") && !gone.contains("hello") && gone.contains("# Sales."));
    }

    #[test]
    fn a_text_with_anything_else_in_it_is_refused() {
        for new in [
            "",
            "[queue.x]\n",
            "[script.ho]\n",
            "[script.hi]\n[script.ho]\n",
            "script = 1",
            "[script.hi]\n[a]\n",
        ] {
            let refused = with_section(FILE, "script", "hi", Some(new));
            assert_eq!(
                refused,
                Err(EditError::Other("script.hi".into())),
                "{new:?}"
            );
        }
        assert!(matches!(
            with_section(FILE, "script", "hi", Some("[")),
            Err(EditError::Syntax(_))
        ));
    }

    #[test]
    fn a_section_that_is_spread_over_the_file_is_left_to_its_writer() {
        for text in [
            "[script.hi]\n[queue.x]\n[[script.hi.objects]]\n",
            "[script]\nhi = { objects = [] }\n",
        ] {
            let refused = section_text(text, "script", "hi");
            assert_eq!(
                refused,
                Err(EditError::Tangled("script.hi".into())),
                "{text:?}"
            );
        }
    }
}
