//! Language tags (BCP 47), as far as translators need them compared and spelled.

use frontdesk_core::Language;

/// A language as BCP 47 spells it by habit: `pt-BR`, `zh-Hant-TW`.
pub(super) fn spelled(language: &Language) -> String {
    let part = |(place, part): (usize, &str)| match (place, part.len()) {
        (0, _) => part.to_owned(),
        (_, 2) => part.to_ascii_uppercase(),
        (_, 4) if part.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
            format!("{}{rest}", first.to_ascii_uppercase())
        }
        (_, _) => part.to_owned(),
    };
    let parts: Vec<_> = language.as_str().split('-').enumerate().map(part).collect();
    parts.join("-")
}

/// The language without its region or script: `pt` of `pt-BR`.
pub(super) fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// Whether a translator that names these languages translates into `wanted`. One that names none is
/// asked. A region is a matter of taste: who writes `pt` also writes `pt-BR`.
pub(super) fn serves(targets: &[String], wanted: &str) -> bool {
    let wanted = primary(wanted);
    targets.is_empty()
        || targets
            .iter()
            .any(|target| primary(target).eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_scripts_are_spelled_as_translators_know_them() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "es-419", "sr-Latn"] {
            assert_eq!(spelled(&Language::new(tag).unwrap()), tag);
        }
    }

    #[test]
    fn a_region_does_not_keep_a_translator_from_a_language() {
        let targets = ["en".to_owned(), "pt-BR".to_owned()];
        for wanted in ["en", "EN-us", "pt", "pt-PT"] {
            assert!(serves(&targets, wanted), "{wanted}");
        }
        for wanted in ["es", "e", "p"] {
            assert!(!serves(&targets, wanted), "{wanted}");
        }
        assert!(serves(&[], "es"), "one that names none is asked");
    }
}
