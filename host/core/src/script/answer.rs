//! What a contact answers to choices.

use alloc::string::ToString;

use super::object::Choice;

/// The number of the choice that an answer means, from 1: its number, or its label in any language,
/// whatever the capitals.
pub(super) fn chosen(choices: &[Choice], answer: &str) -> Option<u8> {
    let answer = answer.trim().trim_end_matches(['.', ')']);
    let numbered = || (1..=u8::MAX).zip(choices);
    if let Some((number, _)) = numbered().find(|(number, _)| number.to_string() == answer) {
        return Some(number);
    }
    let answer = answer.to_lowercase();
    let is_it = |choice: &Choice| {
        let mut labels = choice.label.texts();
        labels.any(|label| label.trim().to_lowercase() == answer)
    };
    numbered().find_map(|(number, choice)| is_it(choice).then_some(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, Wording, script::Tag};

    #[test]
    fn a_choice_is_made_by_its_number_or_by_its_label_in_any_language() {
        let choice = |texts: &[(&str, &str)]| {
            let text = |(tag, text): &(&str, &str)| (Language::new(tag).unwrap(), (*text).into());
            Choice {
                label: Wording::new(texts.iter().map(text)),
                to: Tag::new("a").unwrap(),
            }
        };
        let choices = [
            choice(&[("en", "Orders"), ("de", "Bestellungen")]),
            choice(&[("en", "Über 1")]),
        ];
        for (answer, number) in [
            ("1", Some(1)),
            (" 2. ", Some(2)),
            ("2)", Some(2)),
            ("orders", Some(1)),
            ("BESTELLUNGEN", Some(1)),
            ("über 1", Some(2)),
            ("3", None),
            ("0", None),
            ("01", None),
            ("order", None),
            ("", None),
        ] {
            assert_eq!(chosen(&choices, answer), number, "{answer:?}");
        }
    }
}
