//! Google's language codes: mostly a language alone.
//! The list: <https://cloud.google.com/translate/docs/languages>.

use frontdesk_translator_shared::language::Tag;

/// The code of a language, as source and as target. One that is not known here may be by now: Google says
/// so itself.
pub fn code(tag: &Tag) -> String {
    let code = match tag.language.as_str() {
        "zh" if tag.is_traditional() => "zh-TW",
        "zh" => "zh-CN",
        "nb" | "nn" => "no",
        "pt" if tag.region.is_some() && !tag.is_of(&["BR"]) => "pt-PT",
        "fr" if tag.is_of(&["CA"]) => "fr-CA",
        "pa" if tag.script.as_deref() == Some("Arab") => "pa-Arab",
        "ms" if tag.script.as_deref() == Some("Arab") => "ms-Arab",
        "mni" => "mni-Mtei",
        language => language,
    };
    code.to_owned()
}

/// The tag of a code that Google answers.
pub fn tag(code: &str) -> Option<Tag> {
    match code {
        "zh-CN" | "zh" => Some(Tag::of("zh").script("Hans")),
        "zh-TW" => Some(Tag::of("zh").script("Hant")),
        code => Tag::parse(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_googles_own() {
        for (text, code) in [
            ("en-GB", "en"),
            ("zh", "zh-CN"),
            ("zh-Hans-SG", "zh-CN"),
            ("zh-Hant", "zh-TW"),
            ("zh-HK", "zh-TW"),
            ("pt", "pt"),
            ("pt-BR", "pt"),
            ("pt-PT", "pt-PT"),
            ("fr-CA", "fr-CA"),
            ("fr-BE", "fr"),
            ("nb-NO", "no"),
            ("iw", "he"),
            ("fil", "fil"),
            ("sr-Latn", "sr"),
        ] {
            assert_eq!(super::code(&Tag::parse(text).unwrap()), code, "{text}");
        }
    }

    #[test]
    fn what_is_detected_is_a_tag_again() {
        for (code, text) in [
            ("zh-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("no", "nb"),
            ("iw", "he"),
            ("jw", "jv"),
            ("pt-PT", "pt-PT"),
            ("en", "en"),
        ] {
            assert_eq!(tag(code).unwrap().to_string(), text);
        }
        assert_eq!(tag(""), None);
    }
}
