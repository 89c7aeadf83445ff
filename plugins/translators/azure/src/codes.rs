//! Azure's language codes: mostly a language alone, with a script where there are two.
//! The list: <https://learn.microsoft.com/azure/ai-services/translator/language-support>.

use frontdesk_translator_shared::language::Tag;

/// The code of a language, as source and as target. One that is not known here may be by now: Azure says
/// so itself.
pub fn code(tag: &Tag) -> String {
    let script = tag.script.as_deref();
    let code = match tag.language.as_str() {
        "zh" if tag.is_traditional() => "zh-Hant",
        "zh" => "zh-Hans",
        "pt" if tag.region.is_some() && !tag.is_of(&["BR"]) => "pt-pt",
        "fr" if tag.is_of(&["CA"]) => "fr-ca",
        "sr" if script == Some("Latn") => "sr-Latn",
        "sr" => "sr-Cyrl",
        "mn" if script == Some("Mong") => "mn-Mong",
        "mn" => "mn-Cyrl",
        "iu" if script == Some("Latn") => "iu-Latn",
        "nn" => "nb",
        language => language,
    };
    code.to_owned()
}

/// The tag of a code that Azure answers.
pub fn tag(code: &str) -> Option<Tag> {
    Tag::parse(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_azures_own() {
        for (text, code) in [
            ("en-GB", "en"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("pt", "pt"),
            ("pt-BR", "pt"),
            ("pt-PT", "pt-pt"),
            ("fr-CA", "fr-ca"),
            ("fr-CH", "fr"),
            ("sr", "sr-Cyrl"),
            ("sr-Latn-RS", "sr-Latn"),
            ("no", "nb"),
            ("tl", "fil"),
            ("he-IL", "he"),
        ] {
            assert_eq!(super::code(&Tag::parse(text).unwrap()), code, "{text}");
        }
    }

    #[test]
    fn what_is_detected_is_a_tag_again() {
        for (code, text) in [
            ("zh-Hans", "zh-Hans"),
            ("pt-pt", "pt-PT"),
            ("sr-Cyrl", "sr-Cyrl"),
        ] {
            assert_eq!(tag(code).unwrap().to_string(), text);
        }
        assert_eq!(tag("<en>"), None);
    }
}
