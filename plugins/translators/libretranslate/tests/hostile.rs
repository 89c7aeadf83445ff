//! Answers of a server that has changed, or of one who plays it.

use frontdesk_plugin_testkit::TranslationService;
use frontdesk_translator_libretranslate::LibreTranslate;
use serde_json::{Value, json};

fn answer(text: &str) -> Value {
    json!({
        "translatedText": [text],
        "detectedLanguage": [{ "confidence": 90.0, "language": "en" }],
    })
}

const SERVICE: TranslationService<'_> = TranslationService {
    settings: r#"{"base_url":"http://127.0.0.1:5000"}"#,
    source: None,
    answer,
    marked: r#"Un caballo, <span translate="no" id="k0">A-17</span>"#,
};

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    SERVICE.answers_of_any_other_shape_are_no_fault::<LibreTranslate>();
}

#[test]
fn what_a_refusal_says_is_not_told() {
    SERVICE.what_refusals_say_is_not_told::<LibreTranslate>(
        &[400, 403, 404, 413, 418, 429, 500],
        &[
            r#"{"error":"horse is not supported"}"#,
            r#"{"error":{"error":"horse"}}"#,
        ],
    );
}
