//! `LibreTranslate`'s language codes: those of its models, which every version understands. What is
//! installed, `GET /languages` says.

use std::collections::BTreeMap;

use frontdesk_translator_shared::language::Tag;

/// The code of a language: the operator's, or the usual one.
pub fn code(tag: &Tag, own: &BTreeMap<String, String>) -> String {
    let own_code = [tag.to_string(), tag.language.clone()]
        .iter()
        .find_map(|text| own.get(text));
    if let Some(code) = own_code {
        return code.clone();
    }
    let code = match tag.language.as_str() {
        "zh" if tag.is_traditional() => "zt",
        "pt" if tag.is_of(&["BR"]) => "pb",
        "nn" => "nb",
        "fil" => "tl",
        language => language,
    };
    code.to_owned()
}

/// The tag of a code that the server answers.
pub fn tag(code: &str) -> Option<Tag> {
    match code {
        "zt" => Some(Tag::of("zh").script("Hant")),
        "zh" => Some(Tag::of("zh").script("Hans")),
        "pb" => Tag::parse("pt-BR"),
        code => Tag::parse(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_models() {
        let none = BTreeMap::new();
        for (text, code) in [
            ("en-GB", "en"),
            ("zh", "zh"),
            ("zh-Hans-CN", "zh"),
            ("zh-TW", "zt"),
            ("pt", "pt"),
            ("pt-PT", "pt"),
            ("pt-BR", "pb"),
            ("no", "nb"),
            ("fil", "tl"),
        ] {
            assert_eq!(
                super::code(&Tag::parse(text).unwrap(), &none),
                code,
                "{text}"
            );
        }
    }

    #[test]
    fn an_operators_code_goes_first() {
        let own = [("pt-BR", "pt"), ("zh", "zh-CN")];
        let own = own.map(|(tag, code)| (tag.to_owned(), code.to_owned()));
        let own = BTreeMap::from(own);
        for (text, code) in [
            ("pt-BR", "pt"),
            ("pt", "pt"),
            ("zh-Hant", "zh-CN"),
            ("en", "en"),
        ] {
            assert_eq!(
                super::code(&Tag::parse(text).unwrap(), &own),
                code,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_detected_is_a_tag_again() {
        for (code, text) in [
            ("zt", "zh-Hant"),
            ("zh-Hant", "zh-Hant"),
            ("zh", "zh-Hans"),
            ("pb", "pt-BR"),
            ("pt-BR", "pt-BR"),
            ("tl", "fil"),
            ("en", "en"),
        ] {
            assert_eq!(tag(code).unwrap().to_string(), text);
        }
        assert_eq!(tag("auto?"), None);
    }
}
