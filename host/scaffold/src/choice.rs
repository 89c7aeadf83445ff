//! What can be chosen for a project.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A word that is none of those that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no {what} \"{found}\": choose one of {choices}")]
pub struct UnknownChoice {
    what: &'static str,
    found: String,
    choices: String,
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident, $what:literal, $($(#[$case_doc:meta])* $case:ident = $word:literal),+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$case_doc])* $case),+ }

        impl $name {
            /// Every choice.
            pub const ALL: &[Self] = &[$(Self::$case),+];

            /// The word for it, as it is written on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownChoice;

            fn from_str(word: &str) -> Result<Self, UnknownChoice> {
                let found = Self::ALL.iter().copied().find(|choice| choice.word() == word);
                found.ok_or_else(|| UnknownChoice {
                    what: $what,
                    found: word.to_owned(),
                    choices: Self::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

choice!(
    /// What a plugin connects to.
    Kind, "kind",
    /// A medium over which contacts write.
    Channel = "channel",
    /// A customer system.
    Crm = "crm",
    /// A translation service.
    Translator = "translator",
    /// Somebody who answers before a person does.
    Bot = "bot"
);

choice!(
    /// What a plugin is written in.
    Language, "language",
    /// Rust, with cargo.
    Rust = "rust",
    /// JavaScript, with npm and componentize-qjs.
    Javascript = "javascript",
    /// Python, with pip and componentize-py.
    Python = "python"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_written() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(*kind));
        }
        assert_eq!("python".parse(), Ok(Language::Python));
        assert_eq!(
            "go".parse::<Language>().unwrap_err().to_string(),
            "there is no language \"go\": choose one of rust, javascript, python"
        );
    }
}
