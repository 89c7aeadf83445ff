//! A plugin's name: it becomes a folder, a package, a component's id and a file.

use std::{fmt, str::FromStr};

use thiserror::Error;

const CHARS_MAX: usize = 40;

/// Words that a toolchain keeps for itself, or that the project uses.
const TAKEN: [&str; 50] = [
    "alloc",
    "as",
    "async",
    "await",
    "bindings",
    "box",
    "break",
    "component",
    "const",
    "continue",
    "core",
    "crate",
    "dist",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "frontdesk",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "serde",
    "src",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "tests",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
];

/// A name that is safe wherever it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why something is no name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{found:?} is no name for a plugin: {why}")]
pub struct InvalidName {
    found: String,
    why: &'static str,
}

impl Name {
    /// As it was given: `acme-crm`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a crate: `acme_crm`.
    pub(crate) fn crate_name(&self) -> String {
        self.0.replace('-', "_")
    }

    /// As a person reads it: `Acme crm`.
    pub(crate) fn title(&self) -> String {
        let words = self.0.replace('-', " ");
        let mut chars = words.chars();
        let first = chars.next().map(|char| char.to_ascii_uppercase());
        first.into_iter().chain(chars).collect()
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let refuse = |why| {
            Err(InvalidName {
                found: text.chars().take(CHARS_MAX).collect(),
                why,
            })
        };
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if text.len() > CHARS_MAX {
            return refuse("it is longer than 40 characters");
        }
        if !text.starts_with(|char: char| char.is_ascii_lowercase())
            || !text.split('-').all(is_word)
        {
            return refuse(
                "it is one or more of a-z and 0-9 joined by \"-\", a letter first: acme-crm",
            );
        }
        if TAKEN.contains(&text) || text.starts_with("frontdesk-plugin") {
            return refuse(
                "the word has another meaning in a project; put something in front: acme-",
            );
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_as_a_folder_a_crate_and_an_id() {
        for good in ["a", "acme-crm", "x2", "crm-2-beta"] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        let long = "a".repeat(41);
        for bad in [
            "",
            "-",
            "a-",
            "-a",
            "a--b",
            "A",
            "2a",
            "a_b",
            "a b",
            "../a",
            "a/b",
            "é",
            "a\n",
            "a\"b",
            "test",
            "self",
            "frontdesk-plugin",
            &long,
        ] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_is_worded_for_each_place() {
        let name: Name = "acme-crm".parse().unwrap();
        assert_eq!(
            (name.crate_name().as_str(), name.title().as_str()),
            ("acme_crm", "Acme crm")
        );
    }
}
