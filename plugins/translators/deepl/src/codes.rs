//! `DeepL`'s language codes. A target has a variant where `DeepL` has several; a source never has one.

use frontdesk_translator_shared::language::Tag;

/// Where English is written as in the United States; everywhere else it is as in Britain.
const AMERICAN: [&str; 5] = ["US", "CA", "PH", "PR", "LR"];
/// Where Spanish is as in Spain; everywhere else it is Latin America's.
const CASTILIAN: [&str; 3] = ["ES", "GQ", "AD"];

/// A target's code. `EN` and `PT` alone are outdated as targets, so a variant is chosen. A language that
/// is not known here may be by now: `DeepL` says so itself.
pub fn target(tag: &Tag) -> String {
    let code = match tag.language.as_str() {
        "en" if tag.region.is_none() || tag.is_of(&AMERICAN) => "EN-US",
        "en" => "EN-GB",
        "pt" if tag.region.is_none() || tag.is_of(&["BR"]) => "PT-BR",
        "pt" => "PT-PT",
        "es" if tag.region.is_none() || tag.is_of(&CASTILIAN) => "ES",
        "es" => "ES-419",
        "zh" if tag.is_traditional() => "ZH-HANT",
        "zh" => "ZH-HANS",
        _ => return source(tag),
    };
    code.to_owned()
}

/// A source's code.
pub fn source(tag: &Tag) -> String {
    match tag.language.as_str() {
        // Of the two ways to write Norwegian it has one.
        "nn" => "NB".to_owned(),
        "fil" => "TL".to_owned(),
        language => language.to_ascii_uppercase(),
    }
}

/// The tag of a code that `DeepL` answers.
pub fn tag(code: &str) -> Option<Tag> {
    Tag::parse(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_the_variant_that_is_meant() {
        for (text, code) in [
            ("en", "EN-US"),
            ("en-US", "EN-US"),
            ("en-GB", "EN-GB"),
            ("en-AU", "EN-GB"),
            ("pt", "PT-BR"),
            ("pt-BR", "PT-BR"),
            ("pt-PT", "PT-PT"),
            ("pt-AO", "PT-PT"),
            ("es", "ES"),
            ("es-ES", "ES"),
            ("es-MX", "ES-419"),
            ("es-419", "ES-419"),
            ("zh", "ZH-HANS"),
            ("zh-Hans", "ZH-HANS"),
            ("zh-TW", "ZH-HANT"),
            ("zh-Hant-HK", "ZH-HANT"),
            ("de-CH", "DE"),
            ("fr-CA", "FR"),
            ("no", "NB"),
            ("nn-NO", "NB"),
            ("fil", "TL"),
            ("uk", "UK"),
        ] {
            assert_eq!(target(&Tag::parse(text).unwrap()), code, "{text}");
        }
    }

    #[test]
    fn a_source_has_no_variant() {
        for (text, code) in [
            ("en-GB", "EN"),
            ("pt-BR", "PT"),
            ("zh-Hant", "ZH"),
            ("nb", "NB"),
        ] {
            assert_eq!(source(&Tag::parse(text).unwrap()), code, "{text}");
        }
    }

    #[test]
    fn what_is_detected_is_a_tag_again() {
        for (code, text) in [("EN", "en"), ("ZH", "zh"), ("NB", "nb"), ("PT-BR", "pt-BR")] {
            assert_eq!(tag(code).unwrap().to_string(), text);
        }
        assert_eq!(tag("?"), None);
    }
}
