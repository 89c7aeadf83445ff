//! `[translation]`: who translates between contacts and agents.

use std::time::Duration;

use frontdesk_core::Name;

use crate::{
    nearest::suggestion,
    place::Place,
    read::{Integer, Special, Table, Text},
    reference::SectionReference,
};

/// Translators in the list.
const TRANSLATORS: usize = 8;
/// Languages in the list.
const LANGUAGES: usize = 50;
/// Characters of a language tag.
const TAG_CHARS: usize = 35;

const ORDER: Special = Special {
    name: "order",
    takes: "a list of connectors such as `[\"apertium\", \"deepl\"]`",
    default: "`[]`: nothing is translated",
    meaning: "Translators, in the order in which they are asked. What one cannot do, or not in time, the \
              next one is asked for.",
};
const TIMEOUT: Integer = Integer {
    name: "timeout_ms",
    default: 2_000,
    range: 100..=10_000,
    unit: "ms",
    meaning: "How long an answer to a contact may wait for its translation, all translators together. \
              Then it goes out as it was written.",
};
const DEFAULT_LANGUAGE: Text = Text {
    name: "default_language",
    default: Some("en"),
    chars_max: TAG_CHARS,
    meaning: "The language of contacts and agents of whom none is known (BCP 47).",
};
const CONTACT_LANGUAGES: Special = Special {
    name: "contact_languages",
    takes: "a list of languages (BCP 47) such as `[\"es\", \"fr\"]`",
    default: "`[]`",
    meaning: "Languages that contacts are expected to write in. Each is tried with the agents' languages \
              when the gateway starts, so that a pair nobody serves is known before it is needed. Others \
              are translated all the same.",
};
const CACHE: Integer = Integer {
    name: "cache_kib",
    default: 8_192,
    range: 0..=1_048_576,
    unit: "KiB",
    meaning: "Memory for translations that were had before. 0: none are remembered.",
};

pub(crate) const REFERENCE: SectionReference = SectionReference::new(
    "[translation]",
    "Who translates between contacts and agents who share no language.",
    &[
        &ORDER,
        &TIMEOUT,
        &DEFAULT_LANGUAGE,
        &CONTACT_LANGUAGES,
        &CACHE,
    ],
);

/// Who translates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// Connectors, in the order in which they are asked.
    pub order: Vec<Name>,
    /// How long a translation may take, all translators together.
    pub timeout: Duration,
    /// The language of whoever has told none (BCP 47).
    pub default_language: String,
    /// Languages that contacts are expected to write in (BCP 47).
    pub contact_languages: Vec<String>,
    /// Memory for translations that were had before.
    pub cache_kib: u32,
}

impl Translation {
    pub(crate) fn read(mut table: Table<'_>, connectors: &[&str]) -> Self {
        let order = order(&mut table, connectors);
        let timeout = Duration::from_millis(table.integer(&TIMEOUT).into());
        let (place, default_language) = table.text(&DEFAULT_LANGUAGE);
        check_tag(&mut table, &place, &default_language);
        let languages = table.texts(&CONTACT_LANGUAGES).unwrap_or_default();
        let mut contact_languages = Vec::with_capacity(languages.len());
        for (place, tag) in languages {
            check_tag(&mut table, &place, &tag);
            if contact_languages.contains(&tag) {
                table.problem(&place, format!("language \"{tag}\" is in the list twice"));
            }
            if contact_languages.len() == LANGUAGES {
                table.problem(
                    &place,
                    format!("at most {LANGUAGES} languages can be tried"),
                );
            }
            contact_languages.push(tag);
        }
        let cache_kib = table.integer(&CACHE);
        table.finish();
        Self {
            order,
            timeout,
            default_language,
            contact_languages,
            cache_kib,
        }
    }
}

fn order(table: &mut Table<'_>, connectors: &[&str]) -> Vec<Name> {
    let mut order = Vec::new();
    for (place, text) in table.texts(&ORDER).unwrap_or_default() {
        if !connectors.contains(&text.as_str()) {
            let hint = suggestion(&text, connectors.iter().copied());
            table.problem(&place, format!("connector \"{text}\" is not defined{hint}"));
            continue;
        }
        let Ok(name) = Name::new(&text) else { continue };
        if order.contains(&name) {
            table.problem(&place, format!("connector \"{text}\" is in the list twice"));
        }
        if order.len() == TRANSLATORS {
            table.problem(
                &place,
                format!("at most {TRANSLATORS} translators can be asked"),
            );
        }
        order.push(name);
    }
    order
}

fn check_tag(table: &mut Table<'_>, place: &Place, tag: &str) {
    if !is_tag(tag) {
        table.problem(
            place,
            format!("\"{tag}\" is not a language such as \"en\" or \"pt-BR\""),
        );
    }
}

/// Whether a text looks like a BCP 47 tag: a language of two or three letters, and what follows it.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language =
        (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase());
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    is_language && text.len() <= TAG_CHARS && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_bcp_47() {
        for good in ["en", "pt-BR", "zh-Hant-TW", "gsw", "es-419"] {
            assert!(is_tag(good), "{good}");
        }
        for bad in [
            "",
            "e",
            "english",
            "EN",
            "en_US",
            "en-",
            "-en",
            "en us",
            "é",
            "en-ninechars",
        ] {
            assert!(!is_tag(bad), "{bad}");
        }
    }
}
