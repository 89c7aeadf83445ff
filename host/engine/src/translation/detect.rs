//! The language a contact writes in, from what they write.
//!
//! Detectors are sure of themselves where they should not be: a greeting is too short to tell Spanish
//! from Portuguese. So a short text says nothing, and neither does one without words.

use whichlang::Lang;

/// Letters below which a text says nothing: the language stays what it was.
const LETTERS_MIN: usize = 12;

/// The language of a text (BCP 47), if the text is long enough to tell.
pub fn detect(text: &str) -> Option<&'static str> {
    let words: String = text
        .split_whitespace()
        .filter(|word| {
            !super::keep::kept(word)
                .iter()
                .any(|kept| kept.len() * 2 > word.len())
        })
        .collect::<Vec<_>>()
        .join(" ");
    let letters: usize = words
        .chars()
        .filter(|c| c.is_alphabetic())
        .map(weight)
        .sum();
    (letters >= LETTERS_MIN).then(|| tag(whichlang::detect_language(&words)))
}

/// One letter of a script that writes syllables or words says as much as three of an alphabet.
const fn weight(letter: char) -> usize {
    if matches!(letter, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}') {
        3
    } else {
        1
    }
}

const fn tag(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_customers_are_told_apart() {
        for (text, language) in [
            ("Hola, mi pedido no ha llegado todavía.", "es"),
            ("Hello, where is my order? It should be here.", "en"),
            ("Guten Tag, wo bleibt meine Bestellung?", "de"),
            ("Bonjour, je voudrais annuler ma commande.", "fr"),
            ("Здравствуйте, где мой заказ?", "ru"),
            ("请问我的订单在哪里？", "zh"),
            ("私の注文はどこですか？", "ja"),
        ] {
            assert_eq!(detect(text), Some(language), "{text}");
        }
    }

    #[test]
    fn what_is_too_short_says_nothing() {
        for text in [
            "",
            "hola",
            "ok thanks",
            "12345678901234",
            "😀😀😀",
            "merci bien",
        ] {
            assert_eq!(detect(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_and_numbers_say_nothing_of_a_language() {
        let text =
            "https://www.tienda.example/pedidos/mis-compras A1B2C3D4 ana.maria@tienda.example";
        assert_eq!(detect(text), None);
    }
}
