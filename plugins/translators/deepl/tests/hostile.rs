//! Answers of a `DeepL` that has changed, or of one who plays it.

use frontdesk_plugin_testkit::TranslationService;
use frontdesk_translator_deepl::DeepL;
use serde_json::{Value, json};

fn answer(text: &str) -> Value {
    json!({ "translations": [
        { "detected_source_language": "EN", "text": text, "billed_characters": 13 }
    ] })
}

const SERVICE: TranslationService<'_> = TranslationService {
    settings: r#"{"plan":"free"}"#,
    source: None,
    answer,
    marked: r#"Un caballo, <x id="k0">A-17</x>"#,
};

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    SERVICE.answers_of_any_other_shape_are_no_fault::<DeepL>();
}

#[test]
fn what_a_refusal_says_is_not_told() {
    SERVICE.what_refusals_say_is_not_told::<DeepL>(
        &[400, 403, 404, 413, 418, 429, 456, 500, 529],
        &[r#"{"message":"horse target_lang"}"#, "{\"message\":{}}"],
    );
}
