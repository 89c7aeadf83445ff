//! Doing a thing once, though it may be tried again: an answer can be lost after the system has done it.

use uuid::Uuid;

/// Where ids that are made of references belong; made up once, and never to change.
const SPACE: Uuid = Uuid::from_u128(0x8d3b_4a6e_0f5c_4f0e_9b1f_52c7_6a2e_91d4);

/// The line by which a note of an earlier try is known; none without a reference.
pub fn mark(reference: &str) -> Option<String> {
    (!reference.is_empty()).then(|| format!("Reference: {reference}"))
}

/// Whether a text, plain or HTML, has the mark as its last line.
pub fn is_marked(text: &str, mark: &str) -> bool {
    // A system may put a text into a paragraph, or end it with a break.
    let mut text = text.trim_end();
    for end in ["</div>", "</p>", "<br>", "<br/>", "<br />"] {
        text = text.strip_suffix(end).unwrap_or(text).trim_end();
    }
    text.strip_suffix(mark)
        .is_some_and(|before| before.is_empty() || before.ends_with(['\n', '>']))
}

/// An id that is the same for the same reference, for a system that lets its callers choose; `part`
/// tells apart what one operation creates.
pub fn id(reference: &str, part: &str) -> String {
    let name = [part, reference].join("\n");
    Uuid::new_v5(&SPACE, name.as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_as_the_last_line_and_nowhere_else() {
        let mark = mark("cnv_1.close").unwrap();
        for text in [
            "Ann: hi\nReference: cnv_1.close",
            "Ann: hi<br>Reference: cnv_1.close",
            "<div>Ann: hi<br>Reference: cnv_1.close</div>\n",
            "Reference: cnv_1.close",
        ] {
            assert!(is_marked(text, &mark), "{text}");
        }
        for text in [
            "Reference: cnv_1.close\nAnn: hi",
            "Ann: Reference: cnv_1.close",
            "Reference: cnv_1.close2",
            "Reference: cnv_11.close",
            "",
        ] {
            assert!(!is_marked(text, &mark), "{text}");
        }
        assert_eq!(super::mark(""), None);
    }

    #[test]
    fn an_id_is_the_same_for_the_same_reference_only() {
        assert_eq!(id("cnv_1", "case"), id("cnv_1", "case"));
        assert_ne!(id("cnv_1", "case"), id("cnv_1", "note"));
        assert_ne!(id("cnv_1", "case"), id("cnv_2", "case"));
        // What is stored in customers' systems by now must stay what it is.
        assert_eq!(id("cnv_1", "case").len(), 36);
    }
}
