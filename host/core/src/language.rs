//! Languages: what a contact writes, and what an agent speaks.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits;

/// A language tag (BCP 47) in lower case: `es`, `pt-br`, `zh-hant`. Only its form is checked: the
/// registry of languages is not the core's business.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Language(Arc<str>);

/// Why a text is not a [`Language`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is a tag such as en, pt-BR or zh-Hant (BCP 47)")]
pub struct LanguageError;

impl Language {
    /// Checks the form of `text` and makes a language of it. `_` is taken for `-`, as in `pt_BR`.
    pub fn new(text: &str) -> Result<Self, LanguageError> {
        let text = text.trim().replace('_', "-").to_ascii_lowercase();
        let mut parts = text.split('-');
        let primary = parts.next().unwrap_or_default();
        let is_primary =
            (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
        let is_part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if is_primary && text.len() <= limits::LANGUAGE_BYTES && parts.all(is_part) {
            Ok(Self(text.into()))
        } else {
            Err(LanguageError)
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without region and script: `pt` of `pt-br`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether who speaks one of the two understands the other: the same language, in any region.
    /// Chinese in the other script counts as another language, as it does for translators.
    pub fn is_understood_as(&self, other: &Self) -> bool {
        self.primary() == other.primary()
            && match (self.chinese_script(), other.chinese_script()) {
                (Some(one), Some(two)) => one == two,
                (None, _) | (_, None) => true,
            }
    }

    /// The script of Chinese, as told or as usual in the region (CLDR's likely subtags).
    fn chinese_script(&self) -> Option<&'static str> {
        if self.primary() != "zh" {
            return None;
        }
        self.0.split('-').skip(1).find_map(|part| match part {
            "hans" | "cn" | "sg" | "my" => Some("hans"),
            "hant" | "tw" | "hk" | "mo" => Some("hant"),
            _ => None,
        })
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;

    fn try_from(text: String) -> Result<Self, LanguageError> {
        Self::new(&text)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// How a conversation's language became known, the weakest first: a stronger source replaces a
/// weaker one, and a newer word of the same source the older.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LanguageSource {
    /// The gateway's default.
    Default,
    /// The visitor's browser.
    Browser,
    /// What the contact wrote.
    Detected,
    /// The channel's provider.
    Provider,
    /// The page, by the JavaScript API.
    Page,
    /// The contact, in a form.
    Form,
}

/// A conversation's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// Which.
    pub language: Language,
    /// How it became known.
    pub source: LanguageSource,
}

/// The languages of an agent: exactly one primary and any number of secondary ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Languages {
    /// The language in which they work.
    pub primary: Language,
    /// Languages in which they can answer.
    pub secondary: Vec<Language>,
}

/// How well an agent's languages fit a conversation's; the best is the greatest.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Fluency {
    /// Not at all.
    #[default]
    None,
    /// By a secondary language.
    Secondary,
    /// By the primary language.
    Primary,
}

impl Languages {
    /// How well these fit a language.
    pub fn fluency(&self, language: &Language) -> Fluency {
        if self.primary.is_understood_as(language) {
            Fluency::Primary
        } else if self.secondary.iter().any(|l| l.is_understood_as(language)) {
            Fluency::Secondary
        } else {
            Fluency::None
        }
    }

    /// All of them, the primary one first.
    pub fn all(&self) -> impl Iterator<Item = &Language> {
        core::iter::once(&self.primary).chain(&self.secondary)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;

    fn language(text: &str) -> Language {
        Language::new(text).unwrap()
    }

    #[test]
    fn a_language_is_a_tag_in_lower_case() {
        for (text, tag) in [
            ("en", "en"),
            ("pt_BR", "pt-br"),
            (" zh-Hant-TW", "zh-hant-tw"),
        ] {
            assert_eq!(language(text).as_str(), tag);
        }
        for text in [
            "",
            "e",
            "engl",
            "en-",
            "en--gb",
            "1n",
            "en-ü",
            "en-toolongpart",
        ] {
            assert_eq!(Language::new(text), Err(LanguageError), "{text}");
        }
    }

    #[test]
    fn regions_understand_each_other_and_chinese_scripts_do_not() {
        for (one, two, is_understood) in [
            ("pt", "pt-BR", true),
            ("en-GB", "en-US", true),
            ("en", "de", false),
            ("zh", "zh-TW", true),
            ("zh-CN", "zh-Hans", true),
            ("zh-CN", "zh-TW", false),
        ] {
            let (one, two) = (language(one), language(two));
            assert_eq!(one.is_understood_as(&two), is_understood, "{one:?} {two:?}");
            assert_eq!(two.is_understood_as(&one), is_understood, "{two:?} {one:?}");
        }
    }

    #[test]
    fn a_primary_language_fits_better_than_a_secondary_one() {
        let languages = Languages {
            primary: language("en"),
            secondary: vec![language("es"), language("fr")],
        };
        let fluency: Vec<_> = ["en-US", "fr", "de"]
            .map(|l| languages.fluency(&language(l)))
            .into();
        assert_eq!(
            fluency,
            [Fluency::Primary, Fluency::Secondary, Fluency::None]
        );
    }

    #[test]
    fn a_form_is_the_strongest_source() {
        assert!(LanguageSource::Form > LanguageSource::Page);
        assert!(LanguageSource::Page > LanguageSource::Provider);
        assert!(LanguageSource::Provider > LanguageSource::Detected);
        assert!(LanguageSource::Detected > LanguageSource::Browser);
        assert!(LanguageSource::Browser > LanguageSource::Default);
    }
}
