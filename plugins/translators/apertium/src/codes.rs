//! Apertium's language codes: ISO 639-3, without a region. What is installed, `GET /listPairs` says.

use std::collections::BTreeMap;

use frontdesk_translator_shared::language::Tag;

/// Three letters for two. Bosnian, Croatian and Serbian are one language to Apertium.
const CODES: [(&str, &str); 54] = [
    ("af", "afr"),
    ("an", "arg"),
    ("ar", "ara"),
    ("az", "aze"),
    ("be", "bel"),
    ("bg", "bul"),
    ("br", "bre"),
    ("bs", "hbs"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("cy", "cym"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("eo", "epo"),
    ("es", "spa"),
    ("et", "est"),
    ("eu", "eus"),
    ("fi", "fin"),
    ("fo", "fao"),
    ("fr", "fra"),
    ("ga", "gle"),
    ("gd", "gla"),
    ("gl", "glg"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hr", "hbs"),
    ("hu", "hun"),
    ("id", "ind"),
    ("is", "isl"),
    ("it", "ita"),
    ("kk", "kaz"),
    ("ko", "kor"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mk", "mkd"),
    ("ms", "zlm"),
    ("mt", "mlt"),
    ("nb", "nob"),
    ("nl", "nld"),
    ("nn", "nno"),
    ("oc", "oci"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sr", "hbs"),
    ("sv", "swe"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("ur", "urd"),
];

/// The code of a language: the operator's, or the usual one. The server turns other two-letter codes into
/// its own, and says what it does not have.
pub fn code(tag: &Tag, own: &BTreeMap<String, String>) -> String {
    let own_code = [tag.to_string(), tag.language.clone()]
        .iter()
        .find_map(|text| own.get(text));
    if let Some(code) = own_code {
        return code.clone();
    }
    let usual = CODES.iter().find(|(two, _)| *two == tag.language);
    usual.map_or_else(|| tag.language.clone(), |(_, three)| (*three).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_three_letters_and_no_region() {
        let none = BTreeMap::new();
        for (text, code) in [
            ("en", "eng"),
            ("en-GB", "eng"),
            ("es-419", "spa"),
            ("pt-BR", "por"),
            ("no", "nob"),
            ("hr", "hbs"),
            ("sr-Latn", "hbs"),
            ("ast", "ast"),
            ("ka", "ka"),
        ] {
            assert_eq!(
                super::code(&Tag::parse(text).unwrap(), &none),
                code,
                "{text}"
            );
        }
        assert!(CODES.is_sorted());
    }

    #[test]
    fn an_operators_code_goes_first() {
        let own = [("pt-BR".to_owned(), "por_BR".to_owned())];
        let own = BTreeMap::from(own);
        for (text, code) in [("pt-BR", "por_BR"), ("pt", "por"), ("pt-PT", "por")] {
            assert_eq!(
                super::code(&Tag::parse(text).unwrap(), &own),
                code,
                "{text}"
            );
        }
    }
}
