//! Pictures of a design: files beside the configuration.

use crate::read::{Special, Table, Text};

/// The largest picture, in bytes.
pub const PICTURE_BYTES_MAX: u64 = 200_000;

pub(super) const LOGO: Special = Special {
    name: "logo",
    takes: "a table such as `{ file = \"logo.png\", alt = \"Fern & Kettle\" }`",
    default: "none",
    meaning: "A picture in the head of the window and of invitations, shown at most 100 wide and 30 high. `file` lies beside \
              the configuration: PNG, JPEG, WebP or GIF, at most 200 kB. `alt` says in at most 120 characters what is on \
              it, for those who do not see it.",
};
pub(super) const IMAGE: Special = Special {
    name: "image",
    takes: "the same",
    default: "none",
    meaning: "A picture above the form before a chat, as wide as the window and at most 160 high.",
};
pub(super) const AVATAR: Special = Special {
    name: "avatar",
    takes: "a table such as `{ file = \"agent.png\" }`",
    default: "none",
    meaning: "A round picture beside the messages of agents; it needs no `alt`, their names are there.",
};
pub(crate) const CARD_LOGO: Special = Special {
    name: "logo",
    takes: "a table such as `{ file = \"logo.png\", alt = \"Fern & Kettle\" }`",
    default: "the design's",
    meaning: "A picture in its head, as `logo` of `[design.NAME]`; left out, it is the channel's design's, else a bubble.",
};
pub(crate) const CARD_IMAGE: Special = Special {
    name: "image",
    takes: "the same",
    default: "none",
    meaning: "A picture above its message, as wide as the invitation and at most 160 high.",
};
const FILE: Text = Text {
    name: "file",
    default: None,
    chars_max: 100,
    meaning: "the name of a file beside the configuration",
};
const ALT: Text = Text {
    name: "alt",
    default: Some(""),
    chars_max: 120,
    meaning: "",
};

/// A picture: a file beside the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// Its name; it leads into no other folder.
    pub file: String,
    /// What is on it; empty: it says nothing that is not said beside it.
    pub alt: String,
}

/// The picture under a key, if there is one.
pub(crate) fn read(table: &mut Table<'_>, key: &Special) -> Option<PictureFile> {
    let mut inner = table.inner(key)?;
    let (place, file) = inner.text(&FILE);
    if !file.is_empty() && !is_beside(&file) {
        let message = format!(
            "{} \"{file}\": a picture lies beside the configuration, and is named without a folder, such as \"logo.png\"",
            FILE.name
        );
        inner.problem(&place, message);
    }
    let (_, alt) = inner.text(&ALT);
    if key.name != AVATAR.name && alt.trim().is_empty() {
        let here = inner.place.clone();
        let message = format!(
            "{} needs alt: what is on the picture, for those who do not see it",
            inner.title
        );
        inner.problem(&here, message);
    }
    inner.finish();
    (!file.is_empty()).then_some(PictureFile { file, alt })
}

fn is_beside(file: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':');
    file.chars().all(is_plain) && !file.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_elsewhere_is_none() {
        for name in [
            "../logo.png",
            "a/b.png",
            "/etc/passwd",
            ".env",
            "c:logo.png",
            "a\\b.png",
        ] {
            assert!(!is_beside(name), "{name}");
        }
        assert!(is_beside("Unser Logo.png"));
    }
}
